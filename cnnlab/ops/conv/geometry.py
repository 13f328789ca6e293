"""How a kernel moves over an image: stride, padding, dilation, groups.

Inside the engines arrays are channels-last: x (N, H, W, C), y (N, P, Q, O). Weights stay
(O, C/G, K, L).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cnnlab.memory import workspace
from cnnlab.shapes import Pair, output_size

Array = NDArray[np.floating[Any]]


class Geometry(NamedTuple):
    """The hyperparameters of a convolution, vertical first.

    Padding may be negative, a crop, on the way forward: ``transposed`` may need that.
    """

    stride: Pair = (1, 1)
    padding: tuple[Pair, Pair] = ((0, 0), (0, 0))  # (above, below), (left, right)
    dilation: Pair = (1, 1)
    groups: int = 1

    def output(self, size: tuple[int, ...], kernel: tuple[int, ...]) -> Pair:
        """(P, Q) for an image of ``size`` (H, W)."""
        p, q = (
            output_size(*axis, operation="conv2d")
            for axis in zip(size, kernel, self.stride, self.padding, self.dilation, strict=True)
        )
        return p, q

    def transposed(self, kernel: tuple[int, ...]) -> Geometry:
        """For stride 1: the geometry by which the flipped kernels turn dy into dx."""
        (top, bottom), (left, right) = self.padding
        tall, wide = (d * (k - 1) for d, k in zip(self.dilation, kernel, strict=True))
        padding = (tall - top, tall - bottom), (wide - left, wide - right)
        return self._replace(padding=padding)


def flipped(weight: Array, groups: int = 1) -> Array:
    """Kernels turned by half a turn, inputs and outputs exchanged: (O, C/G, ·) to (C, O/G, ·)."""
    o, c, k, l = weight.shape
    turned = weight[:, :, ::-1, ::-1].reshape(groups, o // groups, c, k, l)
    return turned.transpose(0, 2, 1, 3, 4).reshape(groups * c, o // groups, k, l)


def cropped(x: Array, padding: tuple[Pair, Pair]) -> tuple[Array, tuple[Pair, Pair]]:
    """Negative padding carried out, by cutting x (n, H, W, C), and the zeros that remain to add."""
    (top, bottom), (left, right) = padding
    x = x[:, max(-top, 0) : x.shape[1] - max(-bottom, 0)]
    x = x[:, :, max(-left, 0) : x.shape[2] - max(-right, 0)]
    return x, ((max(top, 0), max(bottom, 0)), (max(left, 0), max(right, 0)))


def framed(x: Array, padding: tuple[Pair, Pair], *, height: int = 0, width: int = 0) -> Array:
    """x (n, H, W, C) with zeros around it, in channels-last memory, at least of that size.

    What needs no zeros and lies right already is returned as it is.
    """
    x, ((top, bottom), (left, right)) = cropped(x, padding)
    n, h, w, c = x.shape
    height, width = max(height, top + h + bottom), max(width, left + w + right)
    if (height, width) == (h, w) and x.flags.c_contiguous:
        return x
    frame = workspace("frame", (n, height, width, c), x.dtype)
    put(x, frame, top, left)
    return frame


def put(x: Array, frame: Array, top: int, left: int) -> None:
    """Put x into frame (n, height, width, C), so far from its corner, and zeros around it.

    Where ``top`` or ``left`` is negative x begins outside; what does not fit in is left out.
    """
    x = x[:, max(-top, 0) :, max(-left, 0) :]
    top, left = max(top, 0), max(left, 0)
    bottom, right = (
        max(first, min(first + length, whole))
        for first, length, whole in zip((top, left), x.shape[1:3], frame.shape[1:3], strict=True)
    )
    frame[:, :top] = frame[:, bottom:] = 0
    frame[:, top:bottom, :left] = frame[:, top:bottom, right:] = 0
    frame[:, top:bottom, left:right] = x[:, : bottom - top, : right - left]
