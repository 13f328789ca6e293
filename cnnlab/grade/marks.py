"""From what the checks say to what a student gets: late days, and the instructor's own hand.

    points = earned by the checks, less what lateness costs, plus adjustments; never below 0

Adjustments stand in a CSV file that the instructor keeps (``--adjust``), with the columns
``student``, ``exercise`` (may be empty), ``points`` (may be negative) and ``reason``, which the
student reads. They are applied to every run, so that grading again does not lose them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from cnnlab.grade.late import Lateness
from cnnlab.grade.result import Graded, Result
from cnnlab.grade.submissions import Submission
from cnnlab.grade.table import TableError, named, read_table
from cnnlab.labs.lab import Lab


@dataclass(frozen=True)
class Adjustment:
    """Points that the instructor gives or takes."""

    exercise: str  # empty: the whole notebook
    points: float
    reason: str


@dataclass(frozen=True)
class Mark:
    """What a student gets for a notebook."""

    submission: Submission
    result: Result
    late: Lateness | None = None  # None: there is no date to be late for
    adjustments: tuple[Adjustment, ...] = ()

    @property
    def penalty(self) -> float:
        """Points that lateness costs."""
        return round(self.result.earned * self.late.costs, 2) if self.late else 0.0

    @property
    def adjusted(self) -> float:
        """Points given and taken by hand."""
        return sum(adjustment.points for adjustment in self.adjustments)

    @property
    def points(self) -> float:
        """What counts in the end."""
        total = round(self.result.earned - self.penalty + self.adjusted, 2)
        return max(0.0, total)


@dataclass(frozen=True)
class Rules:
    """What turns results into marks, by student."""

    late: Mapping[str, Lateness]
    adjustments: Mapping[str, tuple[Adjustment, ...]]

    def mark(self, graded: Graded) -> Mark:
        submission, result = graded
        name = submission.student
        return Mark(submission, result, self.late.get(name), self.adjustments.get(name, ()))


def read_adjustments(
    file: Path | None, lab: Lab, students: Iterable[str]
) -> dict[str, tuple[Adjustment, ...]]:
    """The adjustments of each student. TableError for a row that names nobody, or no exercise."""
    if file is None:
        return {}
    found: dict[str, tuple[Adjustment, ...]] = {}
    rows = read_table(file, ("student", "exercise", "points", "reason"))
    for student, row in named(rows, students, file):
        exercise, reason = row["exercise"].strip(), row["reason"].strip()
        if exercise and exercise not in lab.exercises:
            raise TableError(
                f"{file}: {exercise!r} of {student} is no exercise; there are "
                f"{', '.join(lab.exercises)}"
            )
        try:
            points = float(row["points"])
        except ValueError:
            points = math.nan
        if not math.isfinite(points):
            raise TableError(f"{file}: {row['points']!r} of {student} is no number of points")
        if not reason:
            raise TableError(f"{file}: {student} is not told why: the reason is empty")
        found[student] = (*found.get(student, ()), Adjustment(exercise, points, reason))
    return found
