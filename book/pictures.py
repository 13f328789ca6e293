"""Pictures as several chapters show them."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from cnnlab import viz

LEVELS = 40  # of each channel: more the eye hardly sees


def show(image: ArrayLike, ax: Axes, shrink: int = 1, **look: Any) -> Axes:
    """Draw a picture (H, W) or (H, W, 3) with its pixels embedded as they are.

    That takes a tenth of the bytes, and rounding to LEVELS half of those. ``shrink`` replaces
    blocks of so many pixels a side by their mean; ``look`` goes to ``viz.plot_image``.
    """
    pixels = np.asarray(image)
    height, width = (size // shrink * shrink for size in pixels.shape[:2])
    blocks = pixels[:height, :width].reshape(
        height // shrink, shrink, width // shrink, shrink, *pixels.shape[2:]
    )
    viz.plot_image(blocks.mean(axis=(1, 3)), ax=ax, **look)
    drawn = ax.images[-1]
    drawn.set_interpolation("none")
    low, high = drawn.get_clim() if pixels.ndim == 2 else (0.0, 1.0)
    drawn.set_data(np.clip(_in_steps(drawn.get_array(), low, high), low, high))
    return ax


def _in_steps(values: NDArray[Any], low: float, high: float) -> NDArray[Any]:
    """``values`` rounded to LEVELS between ``low`` and ``high``."""
    step = (high - low) / (LEVELS - 1) or 1.0
    return low + step * np.round((np.asarray(values, dtype=np.float64) - low) / step)
