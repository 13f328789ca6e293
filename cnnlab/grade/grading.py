"""``grade(notebook, lab)``: the bytes of a submission in, its Result out.

Pure: the same bytes and the same lab give the same result, whatever was graded before. The checks,
and every number that they expect, stay in this process; the student's code runs in another.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from numpy.random import Generator

from cnnlab.grade.attempt import Attempt
from cnnlab.grade.limits import Limits
from cnnlab.grade.notebook import NotANotebook, read_cells
from cnnlab.grade.parent import WarmParent
from cnnlab.grade.rebuild import TemplateCell, rebuild
from cnnlab.grade.remote import RemoteStudent
from cnnlab.grade.result import Result, nothing_graded
from cnnlab.labs.lab import Check, load_lab
from cnnlab.labs.student import Student
from cnnlab.labs.verdict import run_exercise


@dataclass(frozen=True)
class Assignment:
    """What to grade against, and how: data alone, for any process to open."""

    checks: Path  # the lab's checks.py
    template: tuple[TemplateCell, ...]  # the notebook that students were given
    setup: tuple[str, ...]  # what runs before the exercises
    limits: Limits = field(default_factory=Limits)
    sandboxed: bool = True
    solutions: tuple[str, ...] = ()  # never run: what answers may have in common with them


class GradedLab:
    """An assignment opened: its checks are here, and a warm parent waits for submissions."""

    def __init__(self, assignment: Assignment) -> None:
        self.lab, self.template = load_lab(assignment.checks), assignment.template
        self.warm = WarmParent(assignment.setup, assignment.limits, sandboxed=assignment.sandboxed)

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
        attempt.attend(check)
        check.run(student, rng)

    return replace(check, run=run)
