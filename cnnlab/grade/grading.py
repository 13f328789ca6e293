"""``grade(notebook, lab)``: the bytes of a submission in, its Result out.

Pure: the same bytes and the same lab give the same result, whatever was graded before. The checks,
and every number that they expect, stay in this process; the student's code runs in another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from numpy.random import Generator

from cnnlab.grade.attempt import Attempt
from cnnlab.grade.limits import Limits
from cnnlab.grade.notebook import NotANotebook, read_cells
from cnnlab.grade.rebuild import TemplateCell, rebuild, template_of
from cnnlab.grade.remote import RemoteStudent
from cnnlab.grade.result import Result, nothing_graded
from cnnlab.grade.session import WarmParent
from cnnlab.labs.lab import Check, Lab, load_lab
from cnnlab.labs.student import Student
from cnnlab.labs.verdict import run_exercise


@dataclass
class GradedLab:
    """A lab ready to grade: its checks here, and a warm parent for its submissions."""

    lab: Lab
    template: Sequence[TemplateCell]
    warm: WarmParent

    @classmethod
    def open(
        cls, folder: Path, limits: Limits | None = None, *, sandboxed: bool = True
    ) -> GradedLab:
        """The lab in ``folder``; ValueError where its notebook and its checks do not agree."""
        from cnnlab.labs.source import read_lab

        lab, source = load_lab(folder / "checks.py"), read_lab(folder)
        template = template_of(source.student_notebook().cells)
        written = [cell.exercise for cell in template if cell.role == "exercise"]
        if sorted(written) != sorted(lab.exercises):
            raise ValueError(
                f"lab {lab.name}: the notebook has the exercises {written}, "
                f"checks.py has {list(lab.exercises)}"
            )
        warm = WarmParent(source.setup_cells(), limits, sandboxed=sandboxed)
        return cls(lab, template, warm)

    def close(self) -> None:
        self.warm.close()

    def __enter__(self) -> GradedLab:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


def grade(notebook: bytes, graded: GradedLab) -> Result:
    """The grade of a submitted notebook, whatever is in it."""
    lab = graded.lab
    try:
        rebuilt = rebuild(read_cells(notebook), graded.template)
    except NotANotebook as error:
        return nothing_graded(lab, str(error))
    attempt = Attempt(graded.warm, rebuilt.cells, lab.exercises)
    student = RemoteStudent(attempt)
    try:
        verdicts = [
            verdict
            for exercise in lab.exercises.values()
            for verdict in run_exercise(
                lab,
                replace(exercise, checks=[_overheard(c, attempt) for c in exercise.checks]),
                student,
            )
        ]
    finally:
        attempt.end()
    return Result(tuple(verdicts), (*rebuilt.notes, *attempt.notes), attempt.printed)


def _overheard(check: Check, attempt: Attempt) -> Check:
    """``check``, with the student's prints kept only where it is public."""

    def run(student: Student, rng: Generator) -> None:
        attempt.listening = not check.hidden
        check.run(student, rng)

    return replace(check, run=run)
