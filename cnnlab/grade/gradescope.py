"""A ``results.json`` for each student, as Gradescope's autograders write it.

Points, tests with their scores and outputs, and nothing of a hidden check but its name and hint
(https://gradescope-autograders.readthedocs.io, "Output format").
"""

from __future__ import annotations

import json

from cnnlab.grade.marks import Mark
from cnnlab.labs.verdict import Verdict


def to_gradescope(mark: Mark) -> str:
    """The results of one student."""
    said = [mark.result.problem, *mark.result.notes]
    if mark.late and mark.penalty:
        said.append(f"Handed in late, by {mark.late.days} days: −{mark.penalty:g} points.")
    said += [f"{a.points:+g} points: {a.reason}." for a in mark.adjustments]
    content = {
        "score": mark.points,
        "output": "\n".join(filter(None, said)),
        "output_format": "text",
        "visibility": "visible",
        "tests": [_test(verdict) for verdict in mark.result.verdicts],
    }
    return json.dumps(content, indent=1) + "\n"


def _test(verdict: Verdict) -> dict[str, object]:
    seen = "" if verdict.hidden and verdict.status == "failed" else verdict.message
    hint = f"Hint: {verdict.hint}" if verdict.hint else ""
    return {
        "name": f"{verdict.exercise}: {verdict.title}",
        "score": verdict.earned,
        "max_score": verdict.points,
        "status": "passed" if verdict.status == "passed" else "failed",
        "output": "\n".join(filter(None, [seen, hint])),
        "visibility": "visible",
    }
