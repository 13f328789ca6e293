"""The grades of a class as a table: CSV for spreadsheets, JSON for programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict

from cnnlab.grade.marks import Mark
from cnnlab.labs.lab import Lab
from cnnlab.labs.verdict import earned


def to_csv(lab: Lab, marks: Sequence[Mark]) -> str:
    """A row a student: points in all and by exercise, and what the instructor should look at.

    Columns on lateness and on adjustments stand there where somebody has any.
    """
    late = any(mark.late for mark in marks)
    by_hand = any(mark.adjustments for mark in marks)
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(
        ["student", "file", "points", "possible", *lab.exercises]
        + ["days late", "late penalty"] * late
        + ["by hand"] * by_hand
        + ["remarks"]
    )
    for mark in marks:
        exercises = mark.result.by_exercise()
        remarks = " ".join([mark.result.problem, *mark.result.notes]).strip()
        row = [harmless(mark.submission.student), harmless(mark.submission.path.name)]
        row += [number(mark.points), number(lab.points)]
        row += [number(earned(exercises.get(name, ()))) for name in lab.exercises]
        if late:
            row += [str(mark.late.days) if mark.late else "", number(mark.penalty)]
        if by_hand:
            row.append(number(mark.adjusted))
        writer.writerow([*row, harmless(remarks)])
    return table.getvalue()


def to_json(lab: Lab, marks: Sequence[Mark]) -> str:
    """Everything that is known about each student's answers."""
    content = {
        "lab": lab.name,
        "title": lab.title,
        "possible": lab.points,
        "students": [
            {
                "student": mark.submission.student,
                "file": mark.submission.path.name,
                **mark.result.to_json(),
                "points": mark.points,
                "earned": mark.result.earned,
                "late": asdict(mark.late) if mark.late else None,
                "adjustments": [asdict(adjustment) for adjustment in mark.adjustments],
            }
            for mark in marks
        ],
    }
    return json.dumps(content, indent=1, ensure_ascii=True) + "\n"


def number(points: float) -> str:
    """Points as they are written everywhere: 7, 7.5, 7.25."""
    return f"{points:.2f}".rstrip("0").rstrip(".")


def harmless(text: str) -> str:
    """``text`` such that no spreadsheet takes it for a formula (OWASP, CSV injection)."""
    return "'" + text if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else text
