"""Convolution of few channels: the batch innermost in memory.

With one or six channels, a patch in channels-last memory is made of runs of one or six numbers, and
copying it costs more than the arithmetic. So the batch is put innermost, x as (H, C, W, N). Then
everything is a run of a whole line of all images: shifting by a column of the image is shifting the
run's start by N, and the convolution is, for each line p of outputs,

    y[p] = matrix · cols        matrix (O, K·C·L),  cols (K·C·L, Q·N)

A product with few rows wastes a processor. So ``t`` lines of outputs are computed at once, from the
K + (t - 1) s lines of inputs that they see together; the matrix has the kernels t times, each a
stride further on:

    t = 2, s = 1:    w0 w1 w2  .
                      . w0 w1 w2

y stays in such memory, (P, O, Q, N): layers that keep the order they are given keep it too.
"""

from __future__ import annotations

import numpy as np

from cnnlab.memory import empty, workspace
from cnnlab.ops.conv.bands import Band, banded, bands, block, framed, innermost, patches
from cnnlab.ops.conv.geometry import Array, Geometry
from cnnlab.shapes import Pair
from cnnlab.threads import for_each, total


def forward(x: Array, weight: Array, geometry: Geometry, bias: Array | None = None) -> Array:
    """y (N, P, Q, O) from x (N, H, W, C), bias (O,) and weight (O, C, K, L)."""
    n, o = len(x), len(weight)
    p, q = geometry.output(x.shape[1:3], weight.shape[2:])
    frame = framed(x, geometry)
    y = empty((p, o, q, n), x.dtype)
    parts = list(bands(weight.shape, geometry, (p, q), n * x.itemsize))
    matrices = {t: banded(weight, t, geometry, bias) for t in {band.t for band in parts}}

    def convolve(band: Band) -> None:
        cols = patches(frame, weight.shape[2:], geometry, band, ones=bias is not None)
        np.matmul(matrices[band.t], cols, out=block(y, band))

    for_each(convolve, parts)
    return y.transpose(3, 0, 2, 1)


def backward_input(dy: Array, weight: Array, geometry: Geometry, size: Pair) -> Array:
    """dx (N, H, W, C): every line of dy handed back along the lines that it came from."""
    (n, p, q, _), c, (h, w) = dy.shape, weight.shape[1], size
    (top, bottom), (left, right) = geometry.padding
    (sv, sh), (dv, dh) = geometry.stride, geometry.dilation
    upstream = innermost(dy, "dy")  # (P, O, Q, N)
    frame = workspace("frame", (top + h + max(bottom, 0), c, left + w + max(right, 0), n), dy.dtype)
    frame[...] = 0

    def hand_back(parts: list[Band]) -> None:
        for band in parts:
            matrix = banded(weight, band.t, geometry)
            wide = band.columns.stop - band.columns.start
            high = matrix.shape[1] // (c * weight.shape[3])
            cols = workspace("cols", (matrix.shape[1], wide * n), dy.dtype)
            np.matmul(matrix.T, block(upstream, band), out=cols)
            taps = cols.reshape(high, c, weight.shape[3], wide, n)
            first = band.p * sv
            rows = slice(first, first + dv * (high - 1) + 1, dv)
            for l in range(weight.shape[3]):
                start = band.columns.start * sh + l * dh
                frame[rows, :, start : start + sh * (wide - 1) + 1 : sh] += taps[:, :, l]

    # Bands overlap in dx, and so are worked on in turn: a single part.
    for_each(hand_back, [list(bands(weight.shape, geometry, (p, q), n * dy.itemsize))])
    dx = empty((h, c, w, n), dy.dtype)
    dx[...] = frame[top : top + h, :, left : left + w]
    return dx.transpose(3, 0, 2, 1)


def backward_weight(dy: Array, x: Array, geometry: Geometry, kernel: Pair) -> Array:
    """dweight (O, C, K, L): the product of dy with the lines of inputs, transposed."""
    (n, p, q, o), c = dy.shape, x.shape[3]
    frame, upstream = framed(x, geometry), innermost(dy, "dy")
    stride = geometry.stride[0]

    def share(band: Band) -> Array:
        cols = patches(frame, kernel, geometry, band)
        product = (block(upstream, band) @ cols.T).reshape(band.t, o, -1, c, kernel[1])
        shares = np.zeros((o, kernel[0], c, kernel[1]), dy.dtype)
        for i in range(band.t):  # every line met the same kernel, its own stride further on
            shares += product[i, :, i * stride : i * stride + kernel[0]]
        return shares

    none = np.zeros((o, kernel[0], c, kernel[1]), dy.dtype)
    parts = list(bands((o, c, *kernel), geometry, (p, q), n * x.itemsize))
    dweight = total(share, parts, none)
    return dweight.transpose(0, 2, 1, 3)
