"""Notebooks to hand in to the small lab, made the way students make them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cnnlab.grade.rebuild import TemplateCell

FOLDER = Path(__file__).parent / "lab"
EXERCISES = ("scale", "correlate", "Layer")

SETUP = "import numpy as np"
STUBS = {
    "scale": 'def scale(x, factor):\n    raise NotImplementedError("write scale")',
    "correlate": 'def correlate(x, w):\n    raise NotImplementedError("write correlate")',
    "Layer": "class Layer:\n    def __init__(self, weight):\n        raise NotImplementedError",
}
RIGHT = {
    "scale": "def scale(x, factor):\n    return np.asarray(x) * factor",
    "correlate": (
        "def correlate(x, w):\n"
        "    n = len(x) - len(w) + 1\n"
        "    return np.array([np.sum(x[i:i + len(w)] * w) for i in range(n)])"
    ),
    "Layer": (
        "class Layer:\n"
        "    def __init__(self, weight):\n"
        "        self.weight = weight\n"
        "    def forward(self, x):\n"
        "        return self.weight * x"
    ),
}
TEMPLATE = [
    TemplateCell("setup", "setup", "", SETUP),
    *(
        cell
        for name in EXERCISES
        for cell in (
            TemplateCell(name.lower(), "exercise", name, STUBS[name]),
            TemplateCell(f"check-{name.lower()}", "check", "", f'check("{name}")'),
        )
    ),
]

CellJson = dict[str, Any]


def cell(source: str, kind: str = "code", **more: Any) -> CellJson:
    """A cell that a student added."""
    return {"cell_type": kind, "metadata": {}, "source": source, "outputs": [], **more}


def released(answers: dict[str, str] | None = None) -> list[CellJson]:
    """The cells as given out, with ``answers`` written into their exercises."""
    answers = answers or {}
    return [
        {
            "cell_type": "code",
            "id": given.id,
            "metadata": {
                "cnnlab": {"role": given.role}
                | ({"exercise": given.exercise} if given.exercise else {})
            },
            "source": answers.get(given.exercise, given.source).splitlines(keepends=True),
            "outputs": [],
            "execution_count": None,
        }
        for given in TEMPLATE
    ]


def notebook(cells: Sequence[CellJson]) -> bytes:
    content = {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(content).encode()


def answering(**answers: str) -> bytes:
    """A submission that is right but for ``answers``."""
    return notebook(released({**RIGHT, **answers}))


def without_marks(cells: Sequence[CellJson]) -> list[CellJson]:
    """As Colab and old versions of VS Code write them: no ids, no marks of the lab's."""
    return [{**c, "id": None, "metadata": {}} for c in cells]
