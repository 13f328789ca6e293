"""From a lab and a student to verdicts: run the checks, and say in words what each one saw."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from cnnlab.labs.lab import Check, Exercise, Lab
from cnnlab.labs.student import Failed, NotBegun, Student, StudentError, TimedOut

Status = Literal["passed", "failed", "not begun", "skipped"]


@dataclass(frozen=True)
class Verdict:
    """What one check saw."""

    exercise: str
    check: str
    title: str
    hidden: bool
    points: int  # what the check is worth
    status: Status
    message: str = ""
    hint: str = ""
    seconds: float = 0.0

    @property
    def earned(self) -> int:
        return self.points if self.status == "passed" else 0


def run_lab(lab: Lab, student: Student) -> list[Verdict]:
    """Verdicts on every exercise, in order."""
    return [v for exercise in lab.exercises.values() for v in run_exercise(lab, exercise, student)]


def run_exercise(lab: Lab, exercise: Exercise, student: Student) -> list[Verdict]:
    """Verdicts on one exercise. After a call that ran out of time, its other checks are skipped."""
    verdicts: list[Verdict] = []
    stopped = False
    for check in exercise.checks:
        if stopped:
            reason = "not tried: an earlier check of this exercise ran out of time"
            verdicts.append(_verdict(check, "skipped", reason))
            continue
        verdict, stopped = run_check(lab, check, student)
        verdicts.append(verdict)
    return verdicts


def run_check(lab: Lab, check: Check, student: Student) -> tuple[Verdict, bool]:
    """One verdict, and whether the student's code ran out of time."""
    started = time.perf_counter()
    status: Status = "passed"
    message = hint = ""
    stopped = False
    try:
        # The same numbers each time: a verdict can be seen again, and a grade is reproducible.
        check.run(student, np.random.default_rng(_seed(lab.name, check.exercise, check.name)))
    except NotBegun as error:
        status, message, hint = "not begun", error.message, error.hint
    except (Failed, StudentError) as error:
        status, message, hint = "failed", error.message, error.hint
        stopped = isinstance(error, TimedOut)
    except Exception as error:
        # An answer so odd that the check itself stumbles must not end in a traceback.
        status = "failed"
        message = f"the result cannot be used ({type(error).__name__}: {str(error)[:200]})"
        hint = "does the function return what the exercise asks for?"
    seconds = time.perf_counter() - started
    return _verdict(check, status, message, hint, seconds), stopped


def earned(verdicts: Iterable[Verdict]) -> int:
    """Points, all checks together."""
    return sum(verdict.earned for verdict in verdicts)


def _verdict(
    check: Check, status: Status, message: str, hint: str = "", seconds: float = 0.0
) -> Verdict:
    return Verdict(
        exercise=check.exercise,
        check=check.name,
        title=check.title,
        hidden=check.hidden,
        points=check.points,
        status=status,
        message=message,
        hint=hint,
        seconds=seconds,
    )


def _seed(*names: str) -> int:
    return zlib.crc32("/".join(names).encode())
