"""Pictures as several chapters show them."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from cnnlab import viz


def show(image: ArrayLike, ax: Axes, shrink: int = 1, **look: Any) -> Axes:
    """Draw a picture (H, W) or (H, W, 3) with its pixels embedded as they are.

    That takes a tenth of the bytes. ``shrink`` replaces blocks of so many pixels a side by their
    mean; ``look`` goes to ``viz.plot_image``.
    """
    pixels = np.asarray(image)
    height, width = (size // shrink * shrink for size in pixels.shape[:2])
    blocks = pixels[:height, :width].reshape(
        height // shrink, shrink, width // shrink, shrink, *pixels.shape[2:]
    )
    viz.plot_image(blocks.mean(axis=(1, 3)), ax=ax, **look)
    ax.images[-1].set_interpolation("none")
    return ax
