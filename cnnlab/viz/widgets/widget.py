"""What every widget is: an element, its words, its settings and its script.

A script in this folder defines one element, ``<cnn-NAME>``, on top of the shared ones. Without
JavaScript, and in print, an element shows what stands inside it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, ClassVar

from cnnlab.viz.colours import css_variables

FOLDER = Path(__file__).parent
SHARED = ("base", "grid")  # loaded before every widget, in this order
NAMES = tuple(sorted({path.stem for path in FOLDER.glob("*.js")} - set(SHARED)))
LARGEST = 12  # cells a side that can still be read and hit on a telephone


class Widget:
    """One element with its script; the last value of a notebook cell shows it."""

    element: ClassVar[str]

    def __init__(
        self, *, alt: str, fallback: str = "", config: Mapping[str, Any] | None = None
    ) -> None:
        self.alt, self.fallback, self.config = alt, fallback, dict(config or {})

    def _repr_html_(self) -> str:
        opening = opening_tag(self.element, self.alt, self.config)
        code = "".join(f"<script>{script(name)}</script>" for name in (*SHARED, self.element))
        return f"{opening}{self.fallback or escape(self.alt)}</cnn-{self.element}>{code}"


def opening_tag(name: str, alt: str, config: Mapping[str, Any] | None = None) -> str:
    """The start of ``<cnn-name>`` with its text for screen readers, settings and colours."""
    settings = f' config="{escape(json.dumps(config))}"' if config else ""
    return (
        f'<cnn-{name} role="group" aria-label="{escape(alt)}"{settings} style="{css_variables()}">'
    )


@cache
def script(name: str) -> str:
    """One of this folder's scripts as a page gets it: without its comments and its indentation."""
    source = (FOLDER / f"{name}.js").read_text("utf-8")
    code = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)
    return re.sub(r"^\s+", "", code, flags=re.MULTILINE)
