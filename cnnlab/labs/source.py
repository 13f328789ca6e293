"""A lab's one source, ``lab.md``, and the two notebooks made from it.

``lab.md`` is a notebook in MyST text. Each code cell says what it is for:

    cnnlab: {role: setup}                           runs first, for the student and the grader
    cnnlab: {role: exercise, exercise: correlate2d} holds the function that the student writes
    cnnlab: {role: check, exercise: correlate2d}    asks for the verdicts
    cnnlab: {role: demo}                            shows something

A solution stands between ``# BEGIN SOLUTION`` and ``# END SOLUTION``. The same source gives the
same notebooks, byte for byte: cells are named by what they are, not at random.
"""

from __future__ import annotations

import copy
import re
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# nbformat loads jsonschema, and that, where it can, a grammar of web addresses: two seconds, for a
# format that no notebook uses. A module that is None in sys.modules counts as not there.
_loaded = "rfc3987_syntax" in sys.modules
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
try:
    import jupytext
    import nbformat
    from nbformat import NotebookNode
finally:
    if not _loaded:
        del sys.modules["rfc3987_syntax"]

ROLES = ("setup", "exercise", "check", "demo")
STUB = 'raise NotImplementedError("your turn")'
SOLUTION = re.compile(
    r"^(?P<indent>[ \t]*)# BEGIN SOLUTION[ \t]*\n(?P<code>.*?)^[ \t]*# END SOLUTION[ \t]*$",
    re.MULTILINE | re.DOTALL,
)
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


class LabSourceError(ValueError):
    """``lab.md`` breaks a rule of the format; the message names the cell."""


@dataclass(frozen=True)
class LabSource:
    """What ``lab.md`` holds."""

    name: str  # of the folder, such as "01_convolution"
    cells: tuple[Any, ...]  # nbformat's nodes, solutions and their markers included

    def student_notebook(self) -> NotebookNode:
        """What students get: a stub where each solution stood."""
        return self._notebook(lambda source: SOLUTION.sub(rf"\g<indent>{STUB}", source))

    def solution_notebook(self) -> NotebookNode:
        """The same with the solutions."""
        return self._notebook(_solved)

    def setup_cells(self) -> list[str]:
        """What runs before the exercises, in the notebook and in the grader."""
        return [cell.source for cell in self.cells if role_of(cell) == "setup"]

    def exercise_ids(self) -> dict[str, str]:
        """The id of each exercise's cell."""
        return {exercise_of(cell): cell.id for cell in self.cells if role_of(cell) == "exercise"}

    def solutions(self) -> dict[str, str]:
        """Each exercise's cell, solved."""
        exercises = (cell for cell in self.cells if role_of(cell) == "exercise")
        return {exercise_of(cell): _solved(cell.source) for cell in exercises}

    def _notebook(self, change: Callable[[str], str]) -> NotebookNode:
        cells = []
        for cell in self.cells:
            node = copy.deepcopy(cell)
            if cell.cell_type == "code":
                node.source = change(cell.source)
            node.metadata["deletable"] = False
            if role_of(cell) != "exercise":
                node.metadata["editable"] = False
            cells.append(node)
        notebook = NotebookNode(
            cells=cells, metadata=NotebookNode(METADATA), nbformat=4, nbformat_minor=5
        )
        nbformat.validate(notebook)
        return notebook


def read_lab(folder: Path) -> LabSource:
    """Read ``lab.md`` in ``folder``. LabSourceError where it breaks a rule of the format."""
    notebook = jupytext.reads((folder / "lab.md").read_text("utf-8"), fmt="md:myst")
    named: Counter[str] = Counter()
    exercises = set[str]()
    for cell in notebook.cells:
        role, exercise = role_of(cell), exercise_of(cell)
        stem = "-".join(part for part in (role or "text", exercise) if part)
        named[stem] += 1
        cell.id = stem if named[stem] == 1 and role != "" else f"{stem}-{named[stem]}"
        if cell.cell_type != "code":
            continue
        if role not in ROLES:
            raise LabSourceError(f"{folder.name}: a code cell without a role:\n{cell.source[:200]}")
        cell.outputs, cell.execution_count = [], None
        solved = len(SOLUTION.findall(cell.source))
        markers = cell.source.count("# BEGIN SOLUTION") + cell.source.count("# END SOLUTION")
        if markers != 2 * solved or (role == "exercise") != bool(solved):
            raise LabSourceError(
                f"{folder.name}: cell {cell.id} has {solved} solutions between "
                f"{markers} markers; exercises have them, in pairs, and no other cell does"
            )
        if role == "exercise":
            if not exercise or exercise in exercises:
                raise LabSourceError(f"{folder.name}: {cell.id}: no name, or twice the same")
            exercises.add(exercise)
    return LabSource(folder.resolve().name, tuple(notebook.cells))


def notebook_text(notebook: NotebookNode) -> str:
    """The notebook as it is written to a file."""
    text: str = nbformat.writes(notebook)
    return text.rstrip("\n") + "\n"


def _solved(source: str) -> str:
    return SOLUTION.sub(lambda found: found["code"].rstrip("\n"), source)


def role_of(cell: Any) -> str:
    """What a cell is for; empty for a text."""
    return str(cell.metadata.get("cnnlab", {}).get("role", ""))


def exercise_of(cell: Any) -> str:
    """The exercise that a cell holds or checks; empty for none."""
    return str(cell.metadata.get("cnnlab", {}).get("exercise", ""))
