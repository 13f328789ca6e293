"""The course's own labs, graded through the wire: the same verdicts as in the notebook."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import pytest

from cnnlab.grade import sandbox
from cnnlab.grade.assignment import read_assignment
from cnnlab.grade.attempt import Attempt
from cnnlab.grade.grading import GradedLab
from cnnlab.grade.rebuild import Cell
from cnnlab.grade.remote import RemoteStudent
from cnnlab.labs import LocalStudent, Verdict, run_exercise
from cnnlab.labs.answers import Answer, load_answers
from cnnlab.labs.source import read_lab

LABS = Path(__file__).parents[2] / "labs"
FOLDERS = sorted(path.parent for path in LABS.glob("*/lab.md"))


@pytest.fixture(scope="module", params=FOLDERS, ids=lambda folder: folder.name)
def folder(request: pytest.FixtureRequest) -> Path:
    return request.param


@pytest.fixture(scope="module")
def graded(folder: Path) -> Iterator[GradedLab]:
    assignment = read_assignment(folder, sandboxed=not sandbox.trouble())
    with GradedLab(assignment) as opened:
        yield opened


def test_the_solutions_get_every_point(graded: GradedLab, folder: Path) -> None:
    solutions = read_lab(folder).solutions()
    cells = [Cell(name, name, source, (name,)) for name, source in solutions.items()]
    for verdict in _verdicts(graded, cells, list(solutions)):
        assert verdict.status == "passed", verdict


@pytest.mark.parametrize("kind", ["right", "wrong"])
def test_answers_get_the_verdicts_that_they_get_in_the_notebook(
    graded: GradedLab, folder: Path, kind: Literal["right", "wrong"]
) -> None:
    source = read_lab(folder)
    solutions = source.solutions()
    namespace: dict[str, Any] = {}
    for cell in [*source.setup_cells(), *solutions.values()]:
        exec(cell, namespace)
    answers = load_answers(folder, kind)
    assert answers
    for answer in answers:
        here = _here(graded, namespace, answer)
        cells = [_cell(answer, solutions.values())]
        there = _verdicts(graded, cells, [answer.exercise], anything_goes=kind == "wrong")
        assert [_seen(v) for v in there] == [_seen(v) for v in here], answer
        assert (kind == "right") == all(v.status == "passed" for v in there), answer


def _here(graded: GradedLab, namespace: dict[str, Any], answer: Answer) -> list[Verdict]:
    exercise = graded.lab.exercises[answer.exercise]
    student = LocalStudent(answer.joined(namespace), seconds=exercise.seconds)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # they do not stop a notebook
        return run_exercise(graded.lab, exercise, student)


def _verdicts(
    graded: GradedLab, cells: list[Cell], names: list[str], *, anything_goes: bool = False
) -> list[Verdict]:
    """Verdicts across the wire; ``anything_goes``, as in the notebook, which rules nothing out."""
    exercises = {
        name: replace(exercise, forbid=() if anything_goes else exercise.forbid)
        for name, exercise in graded.lab.exercises.items()
    }
    attempt = Attempt(graded.warm, cells, exercises)
    try:
        student = RemoteStudent(attempt)
        return [v for n in names for v in run_exercise(graded.lab, exercises[n], student)]
    finally:
        attempt.end()


def _cell(answer: Answer, solutions: Iterable[str]) -> Cell:
    """The answer beside the solutions, as ``joined`` puts it there in this process."""
    source = (
        f"solved, answers = dict(globals()), {{'__name__': 'answers'}}\n"
        f"for source in {list(solutions)!r}: exec(source, solved)\n"
        f"exec({answer.path.read_text('utf-8')!r}, answers)\n"
        f"globals().update(answers[{answer.name!r}].answer.joined(solved))"
    )
    return Cell(answer.exercise, answer.exercise, source, (answer.exercise,))


def _seen(verdict: Verdict) -> tuple[str, ...]:
    """What must agree; line numbers and quoted lines are those of another file."""
    message = re.sub(r",? on line \d+ of its cell.*", "", verdict.message, flags=re.DOTALL)
    return verdict.check, verdict.status, message, verdict.hint
