"""The grades of a class as a table: CSV for spreadsheets, JSON for programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence

from cnnlab.grade.result import Graded
from cnnlab.labs.lab import Lab


def to_csv(lab: Lab, graded: Iterable[Graded]) -> str:
    """A row a student: points in all and by exercise, and what the instructor should look at."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(["student", "file", "points", "possible", *lab.exercises, "remarks"])
    for submission, result in graded:
        exercises = result.by_exercise()
        points = [sum(v.earned for v in exercises.get(name, ())) for name in lab.exercises]
        remarks = " ".join([result.problem, *result.notes]).strip()
        writer.writerow(
            [
                harmless(submission.student),
                harmless(submission.path.name),
                result.earned,
                result.points,
                *points,
                harmless(remarks),
            ]
        )
    return table.getvalue()


def to_json(lab: Lab, graded: Sequence[Graded]) -> str:
    """Everything that is known about each student's answers."""
    content = {
        "lab": lab.name,
        "title": lab.title,
        "possible": lab.points,
        "students": [
            {"student": submission.student, "file": submission.path.name, **result.to_json()}
            for submission, result in graded
        ],
    }
    return json.dumps(content, indent=1, ensure_ascii=True) + "\n"


def harmless(text: str) -> str:
    """``text`` such that no spreadsheet takes it for a formula (OWASP, CSV injection)."""
    return "'" + text if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else text
