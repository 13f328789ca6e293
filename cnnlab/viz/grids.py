"""Grids of numbers: pixels, kernels, output maps, counts, matrices."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike, NDArray

from cnnlab.shapes import Pair, ShapeError
from cnnlab.viz import style

CELL = 0.42  # inches: the side of a cell in a figure of its own
STRONGEST = 0.5  # opacity of the largest value: the number on it must stay readable
MOST_NUMBERS = 400  # cells; a grid with more shows colours alone


def plot_grid(
    values: ArrayLike,
    *,
    ax: Axes | None = None,
    title: str = "",
    window: tuple[int, int, int, int] | None = None,
    border: tuple[Pair, Pair] | int = 0,
    scale: float | None = None,
    numbers: bool | None = None,
) -> Axes:
    """Draw ``values`` (H, W) as cells, coloured by sign and size, with the numbers in them.

    A NaN is a cell that is not computed yet. ``window`` (row, column, height, width) is outlined.
    ``border`` says how many of the outer rows and columns are padding, ((above, below),
    (left, right)) or one number; they are drawn paler. ``scale`` is the value of the fullest
    colour (default: the largest absolute value).

    Raises ShapeError unless ``values`` has two axes and at least one cell.
    """
    grid = as_grid(values, "plot_grid")
    height, width = grid.shape
    ax = style.axes(ax, (CELL * width + 0.2, CELL * height + (0.5 if title else 0.2)))
    ring = _inside(grid.shape, border)
    full = scale or float(np.nanmax(np.abs(grid), initial=0)) or 1.0
    written = grid.size <= MOST_NUMBERS if numbers is None else numbers
    ruled = grid.size <= MOST_NUMBERS
    for (i, j), value in np.ndenumerate(grid):
        _cell(ax, i, j, float(value), full, inner=bool(ring[i, j]), ruled=ruled)
        if written and not np.isnan(value):
            colour = style.INK if ring[i, j] else style.MUTED
            label = number(float(value))
            size = 10.5 if len(label) < 5 else 8
            ax.text(j, i, label, ha="center", va="center", color=colour, fontsize=size)
    if not ruled:
        ax.add_patch(Rectangle((-0.5, -0.5), width, height, fill=False, ec=style.LINE, lw=0.8))
    if window is not None:
        outline(ax, *window)
    frame(ax, height, width, title)
    return ax


def as_grid(values: ArrayLike, operation: str) -> NDArray[np.float64]:
    """``values`` as a float array (H, W), or the error that says why not."""
    grid = np.asarray(values, dtype=np.float64)
    if grid.ndim != 2 or grid.size == 0:
        raise ShapeError(
            f"{operation}: draws one map at a time",
            expected="values (H, W)",
            got=f"values {grid.shape}",
            hint="pick an image and a channel: x[n, c]" if grid.ndim > 2 else "",
        )
    return grid


def number(value: float) -> str:
    """``value`` in as few signs as show it, with a true minus."""
    text = f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"
    return "0" if text == "-0" else text.replace("-", "−")


def outline(ax: Axes, row: int, column: int, height: int, width: int) -> None:
    """Frame the cells that a kernel lies on."""
    ax.add_patch(
        Rectangle(
            (column - 0.5, row - 0.5), width, height, fill=False, ec=style.WINDOW, lw=3, zorder=4
        )
    )


def frame(ax: Axes, height: int, width: int, title: str = "") -> None:
    """Square cells, the first row on top, no axes."""
    ax.set(xlim=(-0.6, width - 0.4), ylim=(height - 0.4, -0.6), aspect="equal", anchor="N")
    ax.axis("off")
    if title:
        ax.set_title(title, color=style.INK, fontsize=11)


def _cell(ax: Axes, i: int, j: int, value: float, full: float, *, inner: bool, ruled: bool) -> None:
    tint = 0.0 if np.isnan(value) else STRONGEST * min(abs(value) / full, 1.0)
    if not (tint or ruled):
        return
    colour = style.POSITIVE if value >= 0 else style.NEGATIVE
    look: dict[str, Any] = {"fc": (colour, tint) if tint else "none", "ec": "none"}
    if ruled:
        look |= {"ec": style.LINE, "lw": 0.8, "ls": "-" if inner else ":"}
    ax.add_patch(Rectangle((j - 0.5, i - 0.5), 1, 1, clip_on=False, **look))


def _inside(shape: tuple[int, ...], border: tuple[Pair, Pair] | int) -> NDArray[np.bool_]:
    """True for the cells that are not padding."""
    (above, below), (left, right) = (
        ((border, border), (border, border)) if isinstance(border, int) else border
    )
    inside = np.zeros(shape, dtype=bool)
    inside[above : shape[0] - below, left : shape[1] - right] = True
    return inside
