"""One step of a convolution's backward pass: a dy hands its share of the blame to its window.

dx[s p + k, s q + l] += dy[p, q] · w[k, l]
"""

from __future__ import annotations

from typing import NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from cnnlab.shapes import Pair, ShapeError, pair
from cnnlab.viz import style
from cnnlab.viz.animation import MOST_POSITIONS, FramePlayer
from cnnlab.viz.grids import as_grid, number, plot_grid

Grid = NDArray[np.float64]


class Handing(NamedTuple):
    """A map of dy, the kernel it came through, and how the windows lie on dx."""

    dy: Grid  # (P, Q)
    kernel: Grid  # (K, L), as it lies on the input
    stride: Pair
    padding: int  # rows and columns at each side that are cut off dx in the end
    names: tuple[str, str] = ("dy", "dx")

    def window(self, at: Pair) -> tuple[int, int, int, int]:
        """Row, column, height and width of the inputs that ``y[at]`` was made of."""
        return at[0] * self.stride[0], at[1] * self.stride[1], *self.kernel.shape

    def dx(self, at: Pair) -> Grid:
        """The padded input's gradient once ``dy[at]`` and all before it are handed back.

        Shape (s (P - 1) + K, s (Q - 1) + L).
        """
        row, column, height, width = self.window((self.dy.shape[0] - 1, self.dy.shape[1] - 1))
        dx = np.zeros((row + height, column + width))
        for place in np.ndindex(self.dy.shape):
            i, j, height, width = self.window(place)
            dx[i : i + height, j : j + width] += self.dy[place] * self.kernel
            if place == at:
                break
        return dx

    def line(self, at: Pair) -> str:
        """The line of code that is executed, with its numbers in it."""
        i, j, height, width = self.window(at)
        value = number(float(self.dy[at]))
        return f"{self.names[1]}[{i}:{i + height}, {j}:{j + width}] += {value} * w"

    def sentence(self, at: Pair) -> str:
        """What happens in this step, in words."""
        i, j, height, width = self.window(at)
        return (
            f"{self.names[0]}[{at[0]}, {at[1]}] = {number(float(self.dy[at]))}, times the kernel, "
            f"is added to rows {i} to {i + height - 1}, columns {j} to {j + width - 1} of "
            f"{self.names[1]}."
        )


def plot_backward(
    dy: ArrayLike,
    kernel: ArrayLike,
    *,
    at: Pair | None = None,
    stride: int | Pair = 1,
    padding: int = 0,
) -> Figure:
    """Draw the step in which ``dy[at]`` is handed back: dy, kernel, its share, dx so far.

    ``dy`` (P, Q) and ``kernel`` (K, L) belong to a cross-correlation with this stride and padding;
    the rows and columns of dx that belong to the padding are drawn paler. Without ``at`` the
    last step is drawn, and with it the whole of dx.

    Raises ShapeError for anything but two maps, and for a place outside dy.
    """
    return draw(hand_back(dy, kernel, stride=stride, padding=padding), at)


def animate_backward(
    dy: ArrayLike,
    kernel: ArrayLike,
    *,
    stride: int | Pair = 1,
    padding: int = 0,
    names: tuple[str, str] = ("dy", "dx"),
    alt: str = "",
) -> FramePlayer:
    """The backward pass with respect to the input, one frame for each element of ``dy``.

    Each frame shows the line of code that it executes. With ``names=("x", "y")`` it is the forward
    pass of a transposed convolution, which is the same.

    Raises ShapeError as ``plot_backward`` does, and for more than 25 elements.
    """
    handing = hand_back(
        dy, kernel, stride=stride, padding=padding, operation="animate_backward"
    )._replace(names=names)
    rows, columns = handing.dy.shape
    if handing.dy.size > MOST_POSITIONS:
        raise ShapeError(
            "animate_backward: there are too many positions to show",
            expected=f"at most {MOST_POSITIONS} elements in dy",
            got=f"{rows} × {columns} = {handing.dy.size}",
        )
    alt = alt or (
        f"Animation: each of the {handing.dy.size} elements of {names[0]} adds its multiple of the "
        f"kernel to its window of {names[1]}."
    )
    places = np.ndindex(rows, columns)
    return FramePlayer(((draw(handing, at), handing.sentence(at)) for at in places), alt=alt)


def hand_back(
    dy: ArrayLike,
    kernel: ArrayLike,
    *,
    stride: int | Pair = 1,
    padding: int = 0,
    operation: str = "plot_backward",
) -> Handing:
    """What ``plot_backward`` draws. Raises ShapeError for anything but two maps."""
    given, weights = as_grid(dy, operation), as_grid(kernel, operation)
    return Handing(given, weights, pair(stride, "stride", operation=operation), padding)


def draw(handing: Handing, at: Pair | None) -> Figure:
    """The picture of one step."""
    rows, columns = handing.dy.shape
    place = (rows - 1, columns - 1) if at is None else at
    if not (0 <= place[0] < rows and 0 <= place[1] < columns):
        raise ShapeError(
            "plot_backward: there is no such place in dy",
            expected=f"at from (0, 0) to ({rows - 1}, {columns - 1})",
            got=f"at = {place}",
        )
    dx, share = handing.dx(place), handing.dy[place] * handing.kernel
    widths = [columns, handing.kernel.shape[1], dx.shape[1]]
    height = max(dx.shape[0], 2 * handing.kernel.shape[0] + 1, rows)
    unit = min(0.42, 6.4 / (sum(widths) + 2))
    with mpl.rc_context(style.RC):
        figure, axs = plt.subplot_mosaic(
            [["dy", "kernel", "dx"], ["dy", "share", "dx"]],
            width_ratios=widths,
            figsize=(unit * (sum(widths) + 2), unit * height + 1.0),
        )
        figure.suptitle(handing.line(place), family="monospace", fontsize=11)
    scale = float(np.abs(handing.dx((rows - 1, columns - 1))).max()) or None
    plot_grid(handing.dy, ax=axs["dy"], title=handing.names[0], window=(*place, 1, 1))
    plot_grid(handing.kernel, ax=axs["kernel"], title="w")
    plot_grid(share, ax=axs["share"], title="share", scale=scale)
    plot_grid(
        dx,
        ax=axs["dx"],
        title=f"{handing.names[1]} so far",
        window=handing.window(place),
        border=handing.padding,
        scale=scale,
    )
    return figure
