"""Marks made by hand, for tests of what is written out."""

from __future__ import annotations

from pathlib import Path

from cnnlab.grade.late import Lateness
from cnnlab.grade.marks import Adjustment, Mark
from cnnlab.grade.result import Result
from cnnlab.grade.submissions import Submission
from cnnlab.labs import Lab, Verdict

lab = Lab("small", title="A lab <1>")
lab.exercise("scale")


@lab.check("scale", points=2)
def public(student: object, rng: object) -> None:
    "a public check"


@lab.check("scale", points=1, hidden=True)
def secret(student: object, rng: object) -> None:
    "a hidden check"


def result(points: int = 0, hint: str = "", problem: str = "") -> Result:
    """Of 0, 1, 2 or 3 points."""
    verdicts = tuple(
        Verdict("scale", name, title, hidden, worth, "passed")
        if right
        else Verdict("scale", name, title, hidden, worth, "failed", "[1.25 2.5]", hint)
        for name, title, hidden, worth, right in (
            ("public", "a public check", False, 2, points & 2),
            ("secret", "a hidden check", True, 1, points & 1),
        )
    )
    return Result(verdicts, problem=problem)


def mark(
    student: str,
    points: int = 0,
    *,
    file: str = "",
    hint: str = "",
    problem: str = "",
    late: Lateness | None = None,
    adjustments: tuple[Adjustment, ...] = (),
) -> Mark:
    submission = Submission(student, Path(file or f"{student}.ipynb"), student)
    return Mark(submission, result(points, hint, problem), late, adjustments)
