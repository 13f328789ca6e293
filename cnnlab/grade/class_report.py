"""The page on a whole class: how the points are spread, what succeeds, which hints are frequent."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import cnnlab
from cnnlab.grade.marks import Mark
from cnnlab.grade.report import template
from cnnlab.labs.lab import Lab

MOST_BARS = 20
MOST_HINTS = 15
WIDTH, HEIGHT, FOOT = 720, 220, 40  # of the histogram; the foot holds its labels


@dataclass(frozen=True)
class Rate:
    """How many got something right, of those whose notebook could be read."""

    name: str
    right: int
    of: int
    points: int
    title: str = ""
    hidden: bool = False

    @property
    def percent(self) -> int:
        return round(100 * self.right / self.of) if self.of else 0


@dataclass(frozen=True)
class Bar:
    """A bar of the histogram, in the units of its picture."""

    label: str
    count: int
    x: float
    y: float
    width: float
    height: float


def class_page(lab: Lab, marks: Sequence[Mark]) -> str:
    """The report on ``marks``, as one HTML file."""
    points = [mark.points for mark in marks] or [0.0]
    read = [mark for mark in marks if not mark.result.problem]
    return template("class.html").render(
        lab=lab,
        marks=marks,
        unread=[mark for mark in marks if mark.result.problem],
        figures={
            "Notebooks": len(marks),
            "Median": statistics.median(points),
            "Mean": statistics.fmean(points),
            "Lowest": min(points),
            "Highest": max(points),
        },
        bars=histogram(points, lab.points),
        picture={"width": WIDTH, "height": HEIGHT, "foot": FOOT},
        exercises=_exercises(lab, read),
        hints=Counter(
            (verdict.exercise, verdict.hint)
            for mark in read
            for verdict in mark.result.verdicts
            if verdict.status == "failed" and verdict.hint
        ).most_common(MOST_HINTS),
        version=cnnlab.__version__,
    )


def histogram(points: Sequence[float], possible: int) -> list[Bar]:
    """A bar for each mark, or for each few of them, from 0 to the most there is or was given."""
    most = max(possible, int(max(points)), 1)
    step = -(-(most + 1) // MOST_BARS)  # marks in a bar
    counts = Counter(int(p) // step for p in points)
    number = most // step + 1
    width, tallest = WIDTH / number, max(counts.values())
    bars = []
    for place in range(number):
        first, last = place * step, min((place + 1) * step - 1, most)
        height = (HEIGHT - FOOT - 20) * counts[place] / tallest
        bars.append(
            Bar(
                label=str(first) if first == last else f"{first}–{last}",
                count=counts[place],
                x=round(place * width + 2, 2),
                y=round(HEIGHT - FOOT - height, 2),
                width=round(width - 4, 2),
                height=round(height, 2),
            )
        )
    return bars


def _exercises(lab: Lab, read: Sequence[Mark]) -> list[tuple[Rate, list[Rate]]]:
    """For each exercise how many solved it, and the same of each of its checks."""
    solved, passed = Counter[str](), Counter[tuple[str, str]]()
    for mark in read:
        for name, verdicts in mark.result.by_exercise().items():
            right = [verdict for verdict in verdicts if verdict.status == "passed"]
            solved[name] += len(right) == len(verdicts)
            passed.update((name, verdict.check) for verdict in right)
    return [
        (
            Rate(exercise.name, solved[exercise.name], len(read), exercise.points),
            [
                Rate(c.name, passed[exercise.name, c.name], len(read), c.points, c.title, c.hidden)
                for c in exercise.checks
            ],
        )
        for exercise in lab.exercises.values()
    ]
