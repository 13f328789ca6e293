"""What grading one notebook gives: verdicts, and what the student should be told beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from cnnlab.grade.submissions import Submission
from cnnlab.labs.lab import Lab
from cnnlab.labs.verdict import Verdict


@dataclass(frozen=True)
class Result:
    """The grade of one notebook."""

    verdicts: tuple[Verdict, ...]
    notes: tuple[str, ...] = ()  # what was out of place, in sentences to the student
    printed: Mapping[str, str] = field(default_factory=dict)  # by exercise; "" for the cells
    problem: str = ""  # why nothing could be graded; empty where something was

    @property
    def earned(self) -> int:
        return sum(verdict.earned for verdict in self.verdicts)

    @property
    def points(self) -> int:
        return sum(verdict.points for verdict in self.verdicts)

    def by_exercise(self) -> dict[str, list[Verdict]]:
        """Verdicts of each exercise, in the lab's order."""
        exercises: dict[str, list[Verdict]] = {}
        for verdict in self.verdicts:
            exercises.setdefault(verdict.exercise, []).append(verdict)
        return exercises

    def to_json(self) -> dict[str, Any]:
        """Everything but the times, which differ from run to run."""
        verdicts = [asdict(verdict) for verdict in self.verdicts]
        for verdict in verdicts:
            del verdict["seconds"]
        return {
            "points": self.earned,
            "possible": self.points,
            "problem": self.problem,
            "notes": list(self.notes),
            "verdicts": verdicts,
            "printed": dict(self.printed),
        }


def from_json(content: dict[str, Any]) -> Result:
    """The result that ``to_json`` wrote down."""
    return Result(
        verdicts=tuple(Verdict(**verdict) for verdict in content["verdicts"]),
        notes=tuple(content["notes"]),
        printed=content["printed"],
        problem=content["problem"],
    )


Graded = tuple[Submission, Result]


def nothing_graded(lab: Lab, problem: str) -> Result:
    """The result of a file in which there is nothing to grade."""
    verdicts = [
        Verdict(e.name, check.name, check.title, check.hidden, check.points, "skipped", problem)
        for e in lab.exercises.values()
        for check in e.checks
    ]
    return Result(tuple(verdicts), problem=problem)
