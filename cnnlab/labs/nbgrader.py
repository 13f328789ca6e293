"""A lab as an assignment of nbgrader's: what its ``source`` folder holds.

nbgrader knows a cell by its metadata, schema 3 (nbgrader's documentation, "Metadata format"). An
exercise becomes a solution cell, whose marked region ``generate_assignment`` cuts out; each check
becomes an autograder test cell with its points; the lab's other code cells become read-only. Hidden
checks stand between nbgrader's markers for hidden tests, and go the same way as the solutions:
``autograde`` puts them back.

Where students' notebooks are graded by running them, as nbgrader does, a notebook can read and
change whatever its grader knows: ``cnnlab grade`` takes the same notebooks, and does not run its
checks beside the students' code.
"""

from __future__ import annotations

import base64
import copy
import textwrap
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from cnnlab.labs.bundle import bundled
from cnnlab.labs.lab import Check, Lab, load_lab
from cnnlab.labs.notebook import Checker, open_text
from cnnlab.labs.public import public_checks
from cnnlab.labs.source import METADATA, LabSource, exercise_of, notebook_text, read_lab, role_of

OPEN = '''\
# The hidden checks are opened here while the notebook is graded.
### BEGIN HIDDEN TESTS
from cnnlab.labs.nbgrader import open_packed

hidden = open_packed(
    """
{packed}
    """,
    globals(),
)
### END HIDDEN TESTS'''
PUBLIC = 'check.must_pass("{exercise}", "{name}")  # {title}'
HIDDEN = """\
# A hidden check: {title}
### BEGIN HIDDEN TESTS
hidden.must_pass("{exercise}", "{name}")
### END HIDDEN TESTS"""


def nbgrader_files(folder: Path) -> dict[str, str]:
    """The files of the assignment, by their names in its folder."""
    source, checks = read_lab(folder), bundled(folder / "checks.py")
    notebook = nbgrader_notebook(source, load_lab(folder / "checks.py"), checks)
    return {
        f"{source.name}.ipynb": notebook_text(notebook),
        "checks.py": public_checks(checks),
    }


def nbgrader_notebook(source: LabSource, lab: Lab, checks: str) -> NotebookNode:
    """The source notebook, solutions included. ``checks``: the text of all checks."""
    cells = []
    opened = False
    for given in source.cells:
        cell = copy.deepcopy(given)
        role, exercise = role_of(cell), exercise_of(cell)
        if cell.cell_type == "code":
            cell.metadata["nbgrader"] = _marks(cell.id, solution=role == "exercise")
        cells.append(cell)
        if role == "setup" and not opened:
            opened = True
            cells.append(_test_cell("hidden-checks", OPEN.format(packed=_packed(checks)), 0))
        if role == "check":
            cells += [_of_check(check) for check in lab.exercises[exercise].checks]
    notebook = NotebookNode(
        cells=cells, metadata=NotebookNode(METADATA), nbformat=4, nbformat_minor=5
    )
    nbformat.validate(notebook)
    return notebook


def open_packed(packed: str, namespace: Mapping[str, Any]) -> Checker:
    """The lab of checks that ``_packed`` has made, for the answers in ``namespace``."""
    return open_text(zlib.decompress(base64.b64decode(packed)).decode(), namespace)


def _packed(checks: str) -> str:
    """The checks as lines of letters, that no editor changes and no quotation mark ends."""
    letters = base64.b64encode(zlib.compress(checks.encode(), 9)).decode()
    return "\n".join(textwrap.wrap(letters, 96))


def _of_check(check: Check) -> NotebookNode:
    form = HIDDEN if check.hidden else PUBLIC
    text = form.format(exercise=check.exercise, name=check.name, title=check.title)
    return _test_cell(f"test-{check.exercise}-{check.name}"[:64], text, check.points)


def _test_cell(name: str, source: str, points: int) -> NotebookNode:
    cell: NotebookNode = nbformat.v4.new_code_cell(source, id=name)
    cell.metadata["nbgrader"] = {**_marks(name, grade=True), "points": points}
    return cell


def _marks(name: str, *, solution: bool = False, grade: bool = False) -> dict[str, Any]:
    return {
        "schema_version": 3,
        "grade_id": name,
        "cell_type": "code",
        "grade": grade,
        "solution": solution,
        "locked": not solution,
        "task": False,
    }
