"""Max pooling: the largest input of each window.

    y[n, c, p, q] = max_kl x[n, c, s p + k - pad, s q + l - pad]

Places outside the image never win. The maximum over a rectangle is the maximum over columns of
the maxima over rows, which is how it is computed.

Backwards a window hands its dy to the input that won. Where several are equal, the first in
reading order wins, as in torch. Windows may overlap, and an input may win several of them. A
few images or channels are worked on at a time, so that they stay in the cache.

Source: Yamaguchi et al. 1990, "A neural network for speaker-independent isolated word
recognition"; Ranzato et al. 2007 for images.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cnnlab.memory import empty_like
from cnnlab.ops.arrays import Array, laid_as, same_shape
from cnnlab.ops.pooling.windows import Windows, reduced, windows
from cnnlab.shapes import IntOrPair
from cnnlab.threads import for_each, pieces

CACHE = 4 << 20  # bytes of x gone through at a time: each line of them is read K L times


class MaxPool2dCache(NamedTuple):
    """What the backward pass needs."""

    x: Array  # (N, C, H, W)
    y: Array  # (N, C, P, Q)
    over: Windows


def max_pool2d(
    x: Array, kernel_size: IntOrPair, *, stride: IntOrPair | None = None, padding: IntOrPair = 0
) -> tuple[Array, MaxPool2dCache]:
    """x (N, C, H, W) → y (N, C, P, Q). ``stride`` is the window's size unless given.

    Raises ShapeError for a wrong rank or type, a window that does not fit, or a padding of more
    than half the window.
    """
    over = windows("max_pool2d", x, kernel_size, stride, padding)
    y = reduced(np.maximum, over.bordered(x, -np.inf), over)
    return y, MaxPool2dCache(x, y, over)


def max_pool2d_backward(dy: Array, cache: MaxPool2dCache) -> Array:
    """dx (N, C, H, W)."""
    x, y, over = cache
    same_shape("max_pool2d_backward", dy, y.shape)
    dy, dx = laid_as(dy, y), empty_like(x)

    def hand_back(part: tuple[slice, ...]) -> None:
        _hand_back(dy[part], x[part], y[part], dx[part], over)

    for_each(hand_back, _parts(x))
    return dx


def _parts(x: Array) -> list[tuple[slice, ...]]:
    """A few images at a time, or a few channels: those that lie further apart in memory."""
    axis = 0 if x.strides[0] > x.strides[1] else 1
    whole = (slice(None),) * axis
    few = CACHE * x.shape[axis] // max(x.nbytes, 1)
    return [(*whole, piece) for piece in pieces(x.shape[axis], few)]


def _hand_back(dy: Array, x: Array, y: Array, dx: Array, over: Windows) -> None:
    """Each dy to the first input that equals its y; all of dx (N, C, H, W) is written."""
    bordered = over.bordered(x, np.nan)  # equal to nothing, not even where all inputs are -∞
    dbordered = dx if bordered is x else np.empty_like(bordered)
    apart = all(s >= k for s, k in zip(over.stride, over.kernel, strict=True))
    if not over.tile(bordered):
        dbordered[...] = 0
    left_over = np.ones_like(y, dtype=bool)  # windows whose winner is still to be found
    for place in over.places():
        won = bordered[place] == y
        won &= left_over
        left_over ^= won
        if apart:  # no input lies in two windows
            np.multiply(dy, won, out=dbordered[place])
        else:
            dbordered[place] += dy * won
    if dbordered is not dx:
        dx[...] = over.inside(dbordered)
