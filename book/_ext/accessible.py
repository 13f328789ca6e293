"""Repairs to the HTML that Sphinx writes, where a screen reader would be misled."""

from __future__ import annotations

import re
from typing import Any

from sphinx.application import Sphinx

REPAIRS = (
    # The empty corner of a table heads nothing.
    (r"<th\b([^>]*)>(?:<p></p>|\s)*</th>", r"<td\1></td>"),
    # docutils gives citations a role that ARIA has dropped, in a list that holds more than them.
    (r'<div role="list" class="citation-list"', '<div class="citation-list"'),
    (r' role="doc-biblioentry"', ""),
)


def repair(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    for wrong, right in REPAIRS:
        context["body"] = re.sub(wrong, right, context.get("body", ""))


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("html-page-context", repair)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
