"""The hostile corpus: each file in ``hostile/`` is a cell of a student's, and says what it gets.

# what it tries
# says: a phrase of a verdict, a note or what was printed | another that will do
# points: of 10
# exercise: the one it answers, if not scale
# only: sandbox, where it would do harm without one
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from cnnlab.grade.result import Result

from . import tiny

FOLDER = Path(__file__).parent / "hostile"


@dataclass(frozen=True)
class Case:
    """One file of the corpus."""

    name: str
    source: str
    says: tuple[str, ...]
    points: int
    exercise: str
    only: str

    def notebook(self) -> bytes:
        return tiny.answering(**{self.exercise: self.source})

    def problem(self, result: Result) -> str:
        """What is wrong with the result; empty where it is as expected."""
        messages = [v.message for v in result.verdicts if v.exercise == self.exercise]
        said = "\n".join([*messages, *result.notes, *result.printed.values()])
        if not any(phrase in said for phrase in self.says):
            return f"{self.name}: none of {self.says} in {said[:500]!r}"
        if result.earned != self.points:
            return f"{self.name}: {result.earned} points, not {self.points}: {said[:500]!r}"
        if max(map(len, messages)) > 2000:
            return f"{self.name}: a message of {max(map(len, messages))} characters"
        return ""


def read_case(file: Path) -> Case:
    text = file.read_text("utf-8")
    head, source = re.fullmatch(r"((?:# [^\n]*\n)+)(.*)", text, re.DOTALL).groups()
    head = dict(re.findall(r"^# (\w+): (.*)$", head, re.MULTILINE))
    return Case(
        name=file.stem,
        source=source,
        says=tuple(part.strip(" ") for part in head["says"].split("|")),
        points=int(head["points"]),
        exercise=head.get("exercise", "scale"),
        only=head.get("only", ""),
    )


CASES = [read_case(file) for file in sorted(FOLDER.glob("*.py"))]
