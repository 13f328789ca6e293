"""The convolution explorer: one kernel on one map, every number to be changed."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from cnnlab.shapes import ShapeError
from cnnlab.viz.widgets.widget import LARGEST, Widget


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


def _small_grid(values: ArrayLike, name: str) -> list[list[float]]:
    grid = np.asarray(values, dtype=np.float64)
    if grid.ndim != 2 or not 0 < max(grid.shape) <= LARGEST or not np.isfinite(grid).all():
        raise ShapeError(
            f"ConvolutionExplorer: {name} cannot be shown",
            expected=f"finite numbers (rows, columns), at most {LARGEST} × {LARGEST}",
            got=f"{name} {grid.shape}",
        )
    return [[float(value) for value in row] for row in grid]
