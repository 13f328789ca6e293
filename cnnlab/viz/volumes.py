"""Volumes as boxes: how the shape (C, H, W) changes on its way through a network."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib as mpl
import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.patches import Polygon
from numpy.typing import NDArray

from cnnlab.shapes import ShapeError, is_whole
from cnnlab.viz import style

Volume = tuple[int, int, int]
SLANT = np.array([0.5, 0.32])  # where the axis of the channels points, in the picture
LEAST = 0.06  # of the tallest box: thinner ones could not be seen
MOST_IN_A_LINE = 4  # boxes; the sizes of more would run into each other


def plot_volumes(
    shapes: Sequence[Volume],
    labels: Sequence[str] = (),
    *,
    steps: Sequence[str] = (),
    ax: Axes | None = None,
) -> Axes:
    """Draw boxes (C, H, W) from left to right, with arrows named by ``steps`` between them.

    Sides are drawn by their square roots, so that 3 channels beside 512, and 7 rows beside 224,
    can still be seen. Each box carries its sizes, and a label below them.

    Raises ShapeError unless every shape is three whole numbers of at least 1.
    """
    for shape in shapes:
        if len(shape) != 3 or not all(is_whole(size) and size > 0 for size in shape):
            raise ShapeError(
                "plot_volumes: a box has three sides",
                expected="(channels, rows, columns), whole numbers of at least 1",
                got=repr(tuple(shape)),
            )
    sides = [np.sqrt(np.array(shape, dtype=np.float64)) for shape in shapes]
    tallest = max(float(side[1:].max()) for side in sides) if sides else 1.0
    if ax is None:
        with mpl.rc_context(style.RC):
            ax = plt.subplots(figsize=(5.2, 2.4))[1]
    x, gap = 0.0, 0.8 * tallest
    for i, (shape, side) in enumerate(zip(shapes, sides, strict=True)):
        depth, height, width = np.maximum(side, LEAST * tallest)
        back = 0.35 * depth * SLANT
        _box(ax, np.array([x, -height / 2]), width, height, back)
        between = " ×\n" if len(shapes) > MOST_IN_A_LINE else " × "
        words = f"{shape[0]}{between}{shape[1]} × {shape[2]}"
        words += f"\n{labels[i]}" if i < len(labels) else ""
        middle = x + (width + back[0]) / 2
        ax.text(middle, -0.62 * tallest, words, ha="center", va="top")
        x += width + back[0]
        if i + 1 < len(shapes):
            arrow = {"arrowstyle": "->", "color": style.MUTED, "lw": 1.2}
            ends = (x + 0.9 * gap, 0.0), (x + 0.1 * gap, 0.0)
            ax.annotate("", *ends, arrowprops=arrow)
            name = steps[i] if i < len(steps) else ""
            ax.text(x + gap / 2, 0.06 * tallest, name, ha="center", va="bottom", fontsize=10)
        x += gap
    ax.set(xlim=(-0.3 * tallest, x - 0.7 * gap), ylim=(-1.0 * tallest, 0.85 * tallest))
    ax.set_aspect("equal")
    ax.axis("off")
    return ax


def _box(
    ax: Axes, corner: NDArray[np.float64], width: float, height: float, back: NDArray[np.float64]
) -> None:
    """The three faces that are seen of a box whose front has its lower left at ``corner``."""
    right, up = np.array([width, 0.0]), np.array([0.0, height])
    faces = {
        0.16: [corner, corner + right, corner + right + up, corner + up],
        0.30: [corner + up, corner + up + right, corner + up + right + back, corner + up + back],
        0.44: [
            corner + right,
            corner + right + back,
            corner + right + back + up,
            corner + right + up,
        ],
    }
    for shade, points in faces.items():
        ax.add_patch(Polygon(np.stack(points), fc=(style.POSITIVE, shade), ec=style.MUTED, lw=0.9))
