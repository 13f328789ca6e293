"""Max pooling: the largest input of each window.

    y[n, c, p, q] = max_kl x[n, c, s p + k - pad, s q + l - pad]

Places outside the image never win. The maximum over a rectangle is the maximum over columns of
the maxima over rows, which is how it is computed.

Backwards a window hands its dy to the input that won. Where several are equal, the first in
reading order wins, as in torch. Windows may overlap, and an input may win several of them.

Source: Yamaguchi et al. 1990, "A neural network for speaker-independent isolated word
recognition"; Ranzato et al. 2007 for images.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from cnnlab.ops.arrays import Array, axes, floating, same_shape
from cnnlab.shapes import IntOrPair, Pair, ShapeError, output_size, pair


class MaxPool2dCache(NamedTuple):
    """What the backward pass needs."""

    x: Array  # (N, C, H, W)
    y: Array  # (N, C, P, Q)
    kernel: Pair
    stride: Pair
    padding: Pair


def max_pool2d(
    x: Array, kernel_size: IntOrPair, *, stride: IntOrPair | None = None, padding: IntOrPair = 0
) -> tuple[Array, MaxPool2dCache]:
    """x (N, C, H, W) → y (N, C, P, Q). ``stride`` is the window's size unless given.

    Raises ShapeError for a wrong rank or type, a window that does not fit, or a padding of more
    than half the window.
    """
    floating("max_pool2d", x=x)
    axes("max_pool2d", "N C H W", x=x)
    kernel = pair(kernel_size, "kernel_size", operation="max_pool2d")
    step = kernel if stride is None else pair(stride, "stride", operation="max_pool2d")
    around = pair(padding, "padding", operation="max_pool2d", minimum=0)
    if any(2 * zeros > k for zeros, k in zip(around, kernel, strict=True)):
        raise ShapeError(
            "max_pool2d: the padding is larger than half the window",
            expected=f"padding of at most {kernel[0] // 2, kernel[1] // 2}",
            got=f"padding = {around}",
            hint="a window must meet the image",
        )
    p, q = (
        output_size(m, k, s, zeros, operation="max_pool2d")
        for m, k, s, zeros in zip(x.shape[2:], kernel, step, around, strict=True)
    )
    y = _bordered(x, around)
    for axis, steps, k, s in ((2, p, kernel[0], step[0]), (3, q, kernel[1], step[1])):
        lines = [y[_every(axis, first, steps, s)] for first in range(k)]
        y = lines[0].copy(order="K")
        for line in lines[1:]:
            np.maximum(y, line, out=y)
    return y, MaxPool2dCache(x, y, kernel, step, around)


def max_pool2d_backward(dy: Array, cache: MaxPool2dCache) -> Array:
    """dx (N, C, H, W)."""
    x, y, kernel, stride, (above, left) = cache
    same_shape("max_pool2d_backward", dy, y.shape)
    bordered = _bordered(x, cache.padding)
    dbordered = np.zeros_like(bordered)
    apart = stride[0] >= kernel[0] and stride[1] >= kernel[1]  # no input lies in two windows
    left_over = np.ones_like(y, dtype=bool)  # windows whose winner is still to be found
    for window in _places(kernel, stride, y.shape[2:]):
        won = bordered[window] == y
        won &= left_over
        left_over ^= won
        if apart:
            np.multiply(dy, won, out=dbordered[window])
        else:
            dbordered[window] += dy * won
    h, w = x.shape[2:]
    return dbordered[:, :, above : above + h, left : left + w]


def _bordered(x: Array, padding: Pair) -> Array:
    """x with -∞ around it, in x's own memory order."""
    if padding == (0, 0):
        return x
    (n, c, h, w), (above, left) = x.shape, padding
    bordered = np.full_like(x, -np.inf, shape=(n, c, h + 2 * above, w + 2 * left))
    bordered[:, :, above : above + h, left : left + w] = x
    return bordered


def _every(axis: int, first: int, steps: int, stride: int) -> tuple[slice, ...]:
    """Along ``axis`` of (N, C, H, W): ``steps`` places, ``stride`` apart, from ``first``."""
    return (slice(None),) * axis + (slice(first, first + stride * (steps - 1) + 1, stride),)


def _places(kernel: Pair, stride: Pair, output: tuple[int, ...]) -> Iterator[tuple[slice, ...]]:
    """Where place (k, l) of every window lies, in reading order."""
    for k in range(kernel[0]):
        for l in range(kernel[1]):
            yield (
                *_every(2, k, output[0], stride[0]),
                *_every(3, l, output[1], stride[1])[3:],
            )
