"""Notebooks to hand in to the small lab, made the way students make them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cnnlab.grade.rebuild import template_of
from cnnlab.labs.source import read_lab

FOLDER = Path(__file__).parent / "lab"
EXERCISES = ("scale", "correlate", "Layer")

SOURCE = read_lab(FOLDER)
TEMPLATE = template_of(SOURCE.student_notebook().cells)
STUBS = {cell.exercise: cell.source for cell in TEMPLATE if cell.role == "exercise"}
RIGHT = SOURCE.solutions()

CellJson = dict[str, Any]


def cell(source: str, kind: str = "code", **more: Any) -> CellJson:
    """A cell that a student added."""
    return {"cell_type": kind, "metadata": {}, "source": source, "outputs": [], **more}


def released(answers: dict[str, str] | None = None) -> list[CellJson]:
    """The code cells as given out, with ``answers`` written into their exercises."""
    cells = []
    for given in SOURCE.student_notebook().cells:
        if given.cell_type == "code":
            marks = given.metadata["cnnlab"]
            written = marks["role"] == "exercise" and (answers or {}).get(marks["exercise"])
            source = written or given.source
            cells.append({**given, "source": source.splitlines(keepends=True)})
    return cells


def notebook(cells: Sequence[CellJson]) -> bytes:
    content = {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(content).encode()


def answering(**answers: str) -> bytes:
    """A submission that is right but for ``answers``."""
    return notebook(released({**RIGHT, **answers}))


def without_marks(cells: Sequence[CellJson]) -> list[CellJson]:
    """As some editors write them: no ids, no marks of the lab's."""
    return [{**c, "id": None, "metadata": {}} for c in cells]
