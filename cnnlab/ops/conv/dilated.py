"""Dilated 3×3 convolution by Winograd's algorithm: space to batch.

With dilation d, an output meets only inputs that lie a multiple of d away. The image falls apart
into d · d images that know nothing of each other, each every d-th row and column, and on each the
convolution is an ordinary one.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cnnlab.ops.conv import winograd
from cnnlab.ops.conv.geometry import Array, Geometry, flipped, framed
from cnnlab.shapes import Pair

PLAIN = Geometry()


def forward(x: Array, weight: Array, geometry: Geometry, bias: Array | None = None) -> Array:
    """y (N, P, Q, O) from x (N, H, W, C), bias (O,) and weight (O, C, 3, 3)."""
    p, q = geometry.output(x.shape[1:3], weight.shape[2:])
    y = np.empty((len(x), p, q, len(weight)), x.dtype)
    frame = framed(x, geometry.padding, name="space")
    for every in phases(geometry.dilation, p, q):
        y[every] = winograd.forward(frame[every], weight, PLAIN, bias)
    return y


def backward_input(dy: Array, weight: Array, geometry: Geometry, size: Pair) -> Array:
    """dx (N, H, W, C): the convolution of dy with the flipped kernels, just as dilated."""
    return forward(dy, flipped(weight), geometry.transposed(weight.shape[2:]))


def backward_weight(dy: Array, x: Array, geometry: Geometry, kernel: Pair) -> Array:
    """dweight (O, C, 3, 3): every phase met the same kernel, so their gradients add up."""
    frame = framed(x, geometry.padding, name="space")
    dweight = np.zeros((dy.shape[3], x.shape[3], *kernel), dy.dtype)
    for every in phases(geometry.dilation, *dy.shape[1:3]):
        dweight += winograd.backward_weight(dy[every], frame[every], PLAIN, kernel)
    return dweight


def phases(dilation: Pair, p: int, q: int) -> Iterator[tuple[slice, slice, slice]]:
    """Every d-th row and column, from each of the d · d starts that have outputs."""
    for a in range(min(dilation[0], p)):
        for b in range(min(dilation[1], q)):
            yield slice(None), slice(a, None, dilation[0]), slice(b, None, dilation[1])
