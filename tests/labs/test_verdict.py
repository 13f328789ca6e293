"""From checks to verdicts."""

from __future__ import annotations

import time

import numpy as np
import pytest
from numpy.random import Generator

from cnnlab.labs import Failed, Lab, LocalStudent, Student, run_exercise, run_lab
from cnnlab.labs.verdict import earned


def make_lab() -> Lab:
    lab = Lab("made", title="Made for the test")
    lab.exercise("f", seconds=0.2)
    lab.exercise("g", seconds=0.2)

    @lab.check("f", points=2)
    def first(student: Student, rng: Generator) -> None:
        """first"""
        x = rng.standard_normal(3)
        if not np.array_equal(student.f(x), x):
            raise Failed("they differ", "look again")

    @lab.check("f", points=3, hidden=True)
    def second(student: Student, rng: Generator) -> None:
        """second"""
        if student.f([1])["key"] != 1:
            raise Failed("wrong")

    @lab.check("g")
    def third(student: Student, rng: Generator) -> None:
        """third"""
        student.g()

    return lab


def test_points_and_statuses() -> None:
    verdicts = run_lab(make_lab(), LocalStudent({"f": lambda x: x, "g": lambda: 1}))
    assert [v.status for v in verdicts] == ["passed", "failed", "passed"]
    assert earned(verdicts) == 3
    assert [v.hidden for v in verdicts] == [False, True, False]


def test_an_answer_on_which_the_check_stumbles_is_a_sentence() -> None:
    verdict = run_lab(make_lab(), LocalStudent({"f": lambda x: x}))[1]
    assert verdict.status == "failed"
    assert "cannot be used (TypeError" in verdict.message


def test_after_a_call_without_end_the_exercises_other_checks_are_skipped() -> None:
    lab = make_lab()
    student = LocalStudent({"f": lambda x: time.sleep(5), "g": lambda: 1}, seconds=0.2)
    started = time.monotonic()
    verdicts = run_lab(lab, student)
    assert time.monotonic() - started < 3
    assert [v.status for v in verdicts] == ["failed", "skipped", "passed"]


def test_the_numbers_are_the_same_each_time_and_differ_between_checks() -> None:
    seen: list[float] = []
    student = LocalStudent({"f": lambda x: seen.append(float(x[0])) or x})
    lab = make_lab()
    for _ in range(2):
        run_exercise(lab, lab.exercises["f"], student)
    assert seen[0] == seen[2]
    assert seen[0] != seen[1]


def test_a_lab_refuses_what_would_confuse_it() -> None:
    lab = make_lab()
    with pytest.raises(ValueError, match="declared twice"):
        lab.exercise("f")
    with pytest.raises(ValueError, match="not declared before"):
        lab.exercise("h", builds_on=("i",))
    with pytest.raises(ValueError, match="needs a docstring"):
        lab.check("f")(lambda student, rng: None)

    def first(student: Student, rng: Generator) -> None:
        """again"""

    with pytest.raises(ValueError, match="two checks called"):
        lab.check("f")(first)
