"""Docstrings are plain text: an indented block after a colon is shown as it stands.

reStructuredText would make a quotation of it, and run the lines of a formula together.
"""

from __future__ import annotations

import re

from sphinx.application import Sphinx


def keep_blocks(
    app: Sphinx, what: str, name: str, thing: object, options: object, lines: list[str]
) -> None:
    for i, line in enumerate(lines[:-2]):
        opens = re.search(r"[^:]:$", line) and not lines[i + 1].strip()
        if opens and _indent(lines[i + 2]) > _indent(line) and not _is_list(lines[i + 2]):
            lines[i] = line + ":"


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _is_list(line: str) -> bool:
    return line.lstrip().startswith(("- ", "* ", ".. "))


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("autodoc-process-docstring", keep_blocks)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
