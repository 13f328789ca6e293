"""Widgets: custom elements in plain JavaScript, the same file in the book and in JupyterLab.

A script in this folder defines one element, ``<cnn-NAME>``, on top of the shared ones. Without
JavaScript, and in print, an element shows what stands inside it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from cnnlab.shapes import ShapeError
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


class ConvolutionExplorer(Widget):
    """An input and a kernel to edit, and a window to drag: products, sum and output follow.

    ``x`` (H, W) and ``kernel`` (K, L), up to 12 × 12 each; without them the widget's own example.
    """

    element = "convolution-explorer"

    def __init__(
        self,
        x: ArrayLike | None = None,
        kernel: ArrayLike | None = None,
        *,
        padding: int = 0,
        stride: int = 1,
        flip: bool = False,
    ) -> None:
        config: dict[str, Any] = {"padding": padding, "stride": stride, "flip": bool(flip)}
        for name, values in (("x", x), ("kernel", kernel)):
            if values is not None:
                config[name] = _small_grid(values, name)
        for name, least, most in (("padding", 0, 3), ("stride", 1, 4)):
            if config[name] not in range(least, most + 1):
                raise ShapeError(
                    f"ConvolutionExplorer: {name} is out of reach",
                    expected=f"a whole number from {least} to {most}",
                    got=f"{name} = {config[name]!r}",
                )
        alt = "Convolution explorer: edit the input and the kernel, and move the window."
        super().__init__(alt=alt, config=config)


def opening_tag(name: str, alt: str, config: Mapping[str, Any] | None = None) -> str:
    """The start of ``<cnn-name>`` with its text for screen readers, settings and colours."""
    settings = f' config="{escape(json.dumps(config))}"' if config else ""
    return (
        f'<cnn-{name} role="group" aria-label="{escape(alt)}"{settings} style="{css_variables()}">'
    )


@cache
def script(name: str) -> str:
    """The source of one of this folder's scripts."""
    return (FOLDER / f"{name}.js").read_text("utf-8")


def _small_grid(values: ArrayLike, name: str) -> list[list[float]]:
    grid = np.asarray(values, dtype=np.float64)
    if grid.ndim != 2 or not 0 < max(grid.shape) <= LARGEST or not np.isfinite(grid).all():
        raise ShapeError(
            f"ConvolutionExplorer: {name} cannot be shown",
            expected=f"finite numbers (rows, columns), at most {LARGEST} × {LARGEST}",
            got=f"{name} {grid.shape}",
        )
    return [[float(value) for value in row] for row in grid]
