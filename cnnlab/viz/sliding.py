"""One step of a sliding kernel: input under the window, kernel, products, output."""

from __future__ import annotations

from typing import NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from cnnlab.ops import conv2d
from cnnlab.shapes import Padding, Pair, ShapeError, pair, resolve_padding
from cnnlab.viz import style
from cnnlab.viz.grids import as_grid, number, plot_grid

MIDDLE = "·"


class Sliding(NamedTuple):
    """A convolution of one map with one kernel, with what a picture of it needs."""

    padded: NDArray[np.float64]  # (H + above + below, W + left + right)
    border: tuple[Pair, Pair]  # the zeros added: ((above, below), (left, right))
    kernel: NDArray[np.float64]  # (K, L), as it lies on the input: flipped where one flips
    output: NDArray[np.float64]  # (P, Q)
    stride: Pair

    def window(self, at: Pair) -> tuple[int, int, int, int]:
        """Row, column, height and width of the patch that gives ``output[at]``."""
        return at[0] * self.stride[0], at[1] * self.stride[1], *self.kernel.shape

    def products(self, at: Pair) -> NDArray[np.float64]:
        """(K, L): the patch times the kernel, element by element."""
        row, column, height, width = self.window(at)
        return self.padded[row : row + height, column : column + width] * self.kernel

    def sentence(self, at: Pair) -> str:
        """The sum in words that fit under a picture: ``y[0, 1] = 1·1 + 0·0 + … = 3``."""
        row, column, height, width = self.window(at)
        patch = self.padded[row : row + height, column : column + width]
        terms = " + ".join(
            f"{_factor(a)}{MIDDLE}{_factor(w)}"
            for a, w in zip(patch.flat, self.kernel.flat, strict=True)
        )
        return f"y[{at[0]}, {at[1]}] = {terms} = {number(float(self.output[at]))}"


def slide(
    x: ArrayLike,
    kernel: ArrayLike,
    *,
    padding: Padding = 0,
    stride: int | Pair = 1,
    flip: bool = False,
    operation: str = "plot_convolution",
) -> Sliding:
    """The cross-correlation of ``x`` (H, W) and ``kernel`` (K, L); with ``flip``, the convolution.

    Raises ShapeError for anything but two maps, and where the kernel does not fit.
    """
    image, weights = as_grid(x, operation), as_grid(kernel, operation)
    if flip:
        weights = weights[::-1, ::-1]
    steps = pair(stride, "stride", operation=operation)
    height, width = weights.shape
    border = resolve_padding(padding, (height, width), steps, (1, 1), operation=operation)
    padded = np.pad(image, border)
    y, _ = conv2d(padded[None, None], weights[None, None].copy(), stride=steps)
    return Sliding(padded, border, weights, np.asarray(y[0, 0], dtype=np.float64), steps)


def plot_convolution(
    x: ArrayLike,
    kernel: ArrayLike,
    *,
    at: Pair | None = None,
    padding: Padding = 0,
    stride: int | Pair = 1,
    flip: bool = False,
) -> Figure:
    """Draw the step that computes ``output[at]``: input, kernel, products, output so far.

    Without ``at`` the whole output stands there. ``flip`` turns the kernel by 180°, which makes
    the cross-correlation a convolution.

    Raises ShapeError for anything but two maps, and for a place outside the output.
    """
    return draw(slide(x, kernel, padding=padding, stride=stride, flip=flip), at)


def draw(sliding: Sliding, at: Pair | None) -> Figure:
    """The picture of one step, or, without ``at``, of the finished output."""
    place = _place(sliding, at)
    shown = sliding.output.copy()
    if at is not None:  # the cells that come later in reading order are still empty
        shown.flat[np.ravel_multi_index(place, shown.shape) + 1 :] = np.nan
    widths = [sliding.padded.shape[1], sliding.kernel.shape[1], shown.shape[1]]
    height = max(sliding.padded.shape[0], 2 * sliding.kernel.shape[0] + 1, shown.shape[0])
    unit = min(0.4, 6.4 / (sum(widths) + 2))
    with mpl.rc_context(style.RC):
        figure, axs = plt.subplot_mosaic(
            [["input", "kernel", "output"], ["input", "products", "output"]],
            width_ratios=widths,
            figsize=(unit * (sum(widths) + 2), unit * height + 0.6),
        )
    window = sliding.window(place) if at is not None else None
    plot_grid(sliding.padded, ax=axs["input"], title="input", window=window, border=sliding.border)
    plot_grid(sliding.kernel, ax=axs["kernel"], title="kernel")
    plot_grid(sliding.products(place), ax=axs["products"], title="products")
    mark = (*place, 1, 1) if at is not None else None
    scale = float(np.abs(sliding.output).max())
    plot_grid(shown, ax=axs["output"], title="output", window=mark, scale=scale)
    return figure


def _place(sliding: Sliding, at: Pair | None) -> Pair:
    rows, columns = sliding.output.shape
    place = (rows - 1, columns - 1) if at is None else at
    if not (0 <= place[0] < rows and 0 <= place[1] < columns):
        raise ShapeError(
            "plot_convolution: there is no such place in the output",
            expected=f"at from (0, 0) to ({rows - 1}, {columns - 1})",
            got=f"at = {place}",
        )
    return place


def _factor(value: float) -> str:
    text = number(value)
    return f"({text})" if text.startswith("−") else text
