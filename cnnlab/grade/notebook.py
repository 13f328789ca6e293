"""Reading the notebook that came in: bytes that may be anything, to the cells that are there.

Only four things of a cell matter (kind, text, id, the lab's own metadata), so they are read one by
one and whatever is malformed is passed over. nbformat validates the whole and would turn away a
notebook for a stray field that no student put there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

MAX_BYTES = 64 << 20
MAX_CELLS = 5_000


class NotANotebook(ValueError):
    """A plain sentence on what the file is instead."""


@dataclass(frozen=True)
class FoundCell:
    """A cell of the student's file, as far as it can be read."""

    kind: str  # "code", "markdown", "raw"
    source: str
    id: str = ""
    role: str = ""  # the lab's marks; empty where an editor has dropped them
    exercise: str = ""


def read_cells(content: bytes) -> list[FoundCell]:
    """The cells of a notebook, nbformat 3 or 4. NotANotebook, with the reason, for other files."""
    if len(content) > MAX_BYTES:
        raise NotANotebook(
            f"the file is larger than {MAX_BYTES >> 20} MB: clear the notebook's outputs and "
            "hand it in again"
        )
    if not content.strip():
        raise NotANotebook("the file is empty")
    try:
        notebook = json.loads(content)
    except RecursionError as error:
        raise NotANotebook("the file is nested deeper than any notebook") from error
    except ValueError as error:  # JSON, text encoding, and numbers of too many digits
        raise NotANotebook(f"the file is damaged or is no notebook ({_reason(error)})") from error
    if not isinstance(notebook, dict):
        raise NotANotebook("the file holds JSON, but no notebook")
    cells = [_cell(item) for item in _items(notebook)]
    if not cells:
        raise NotANotebook("the notebook has no cells")
    if len(cells) > MAX_CELLS:
        raise NotANotebook(f"the notebook has more than {MAX_CELLS:,} cells")
    return cells


def _items(notebook: dict[str, Any]) -> Iterator[dict[str, Any]]:
    sheets = notebook.get("worksheets")  # nbformat 3 kept its cells in these
    for holder in [notebook, *(sheets if isinstance(sheets, list) else [])]:
        cells = holder.get("cells") if isinstance(holder, dict) else None
        if isinstance(cells, list):
            yield from (cell for cell in cells if isinstance(cell, dict))


def _cell(item: dict[str, Any]) -> FoundCell:
    metadata = item.get("metadata")
    marks = metadata.get("cnnlab") if isinstance(metadata, dict) else None
    marks = marks if isinstance(marks, dict) else {}
    return FoundCell(
        kind=_text(item.get("cell_type")),
        source=_text(item.get("source", item.get("input"))),
        id=_text(item.get("id")),
        role=_text(marks.get("role")),
        exercise=_text(marks.get("exercise")),
    )


def _text(value: Any) -> str:
    """A string, or nbformat's list of lines, without halves of surrogate pairs."""
    if isinstance(value, list):
        value = "".join(part for part in value if isinstance(part, str))
    if not isinstance(value, str):
        return ""
    return value.encode("utf-8", "replace").decode().replace("\r\n", "\n")


def _reason(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"line {error.lineno}: {error.msg[0].lower()}{error.msg[1:]}"
    return "it is no text" if isinstance(error, UnicodeDecodeError) else "it cannot be read"
