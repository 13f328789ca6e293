"""The course's own labs, graded through the wire: the same verdicts as in the notebook."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

import pytest

from cnnlab.grade import sandbox
from cnnlab.grade.assignment import read_assignment
from cnnlab.grade.attempt import Attempt
from cnnlab.grade.grading import GradedLab
from cnnlab.grade.rebuild import Cell
from cnnlab.grade.remote import RemoteStudent
from cnnlab.labs import LocalStudent, Verdict, run_exercise, run_lab
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
    attempt = Attempt(graded.warm, cells, graded.lab.exercises)
    with ended(attempt):
        for verdict in run_lab(graded.lab, RemoteStudent(attempt)):
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
    for name, group in groupby(answers, key=lambda answer: answer.exercise):
        tried = list(group)
        exercise = graded.lab.exercises[name]
        if kind == "wrong":  # anything goes, as in the notebook's tests
            exercise = replace(exercise, forbid=())
        attempt = Attempt(graded.warm, [_cell(tried, solutions.values())], {name: exercise})
        with ended(attempt):
            student = RemoteStudent(attempt)
            for answer in tried:
                here = _here(graded, namespace, answer)
                student.become(answer.name)
                there = run_exercise(graded.lab, exercise, student)
                assert [_seen(v) for v in there] == [_seen(v) for v in here], answer
                assert (kind == "right") == all(v.status == "passed" for v in there), answer


@contextmanager
def ended(attempt: Attempt) -> Iterator[None]:
    """Leave nothing of ``attempt`` behind, whatever the body found."""
    try:
        yield
    finally:
        attempt.end()


def _here(graded: GradedLab, namespace: dict[str, Any], answer: Answer) -> list[Verdict]:
    exercise = graded.lab.exercises[answer.exercise]
    student = LocalStudent(answer.joined(namespace), seconds=exercise.seconds)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # they do not stop a notebook
        return run_exercise(graded.lab, exercise, student)


def _cell(answers: list[Answer], solutions: Iterable[str]) -> Cell:
    """Answers to one exercise beside the solutions; ``become(name)`` puts one in its place."""
    path, name = answers[0].path, answers[0].exercise
    source = (
        f"solved, answers = dict(globals()), {{'__name__': 'answers'}}\n"
        f"for source in {list(solutions)!r}: exec(source, solved)\n"
        f"exec({path.read_text('utf-8')!r}, answers)\n"
        f"def become(name): globals().update(answers[name].answer.joined(solved))\n"
        f"become({answers[0].name!r})"
    )
    return Cell(name, name, source, (name,))


def _seen(verdict: Verdict) -> tuple[str, ...]:
    """What must agree; line numbers and quoted lines are those of another file."""
    message = re.sub(r",? on line \d+ of its cell.*", "", verdict.message, flags=re.DOTALL)
    return verdict.check, verdict.status, message, verdict.hint
