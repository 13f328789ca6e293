"""How a kernel moves over an image: stride, padding, dilation, groups.

Inside the engines arrays are channels-last: x (N, H, W, C), y (N, P, Q, O). Weights stay
(O, C/G, K, L).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cnnlab.ops.conv.workspace import workspace
from cnnlab.shapes import Pair, output_size

Array = NDArray[np.floating[Any]]


class Geometry(NamedTuple):
    """The hyperparameters of a convolution, vertical first. Padding may be negative: a crop."""

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


def framed(x: Array, padding: tuple[Pair, Pair], *, width: int = 0, name: str = "frame") -> Array:
    """x (n, H, W, C) with zeros around it, in channels-last memory and at least ``width`` wide.

    What needs no zeros and lies right already is returned as it is.
    """
    x, ((top, bottom), (left, right)) = cropped(x, padding)
    n, h, w, c = x.shape
    right = max(right, width - left - w)
    if not (top or bottom or left or right) and x.flags.c_contiguous:
        return x
    frame = workspace(name, (n, top + h + bottom, left + w + right, c), x.dtype)
    frame[:, :top] = frame[:, top + h :] = 0
    frame[:, :, :left] = frame[:, :, left + w :] = 0
    frame[:, top : top + h, left : left + w] = x
    return frame
