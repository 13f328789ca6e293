"""At the foot of a page that runs: how long its code took when the book was built."""

from __future__ import annotations

from typing import Any

from myst_nb.sphinx_ import NbMetadataCollector
from sphinx.application import Sphinx


def say(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    record = NbMetadataCollector.get_doc_data(app.env).get(pagename, {}).get("exec_data") or {}
    if seconds := record.get("runtime"):
        told = f"The code of this page ran in {seconds:.0f} seconds when the book was built."
        context["body"] = f'{context.get("body", "")}<p class="cnn-runtime">{told}</p>'


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("html-page-context", say)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
