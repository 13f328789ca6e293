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

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from cnnlab.memory import empty, workspace
from cnnlab.ops.conv.geometry import Array, Geometry, cropped
from cnnlab.shapes import Pair
from cnnlab.threads import for_each, total

TALL = 48  # rows that a product should have
LINES = 4  # more would multiply too much by zero
CACHE = 3 << 19  # bytes of cols at a time


class Band(NamedTuple):
    """A part of the outputs: ``t`` lines from ``p`` on, and a range of columns."""

    p: int
    t: int
    columns: slice


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
    for band in bands(weight.shape, geometry, (p, q), n * dy.itemsize):  # they overlap: in turn
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
    dx = frame[top : top + h, :, left : left + w].copy()
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


def patches(
    frame: Array, kernel: tuple[int, ...], geometry: Geometry, band: Band, *, ones: bool = False
) -> Array:
    """The lines of inputs that a band sees, each shifted L times: (K'·C·L, Q'·N).

    With ``ones``, a last line is all 1.
    """
    (sv, sh), (dv, dh) = geometry.stride, geometry.dilation
    row, channel, column, image = frame.strides
    wide = band.columns.stop - band.columns.start
    shape = reach(kernel[0], band.t, geometry), frame.shape[1], kernel[1], wide, frame.shape[3]
    first = band.p * sv * row + band.columns.start * sh * column
    steps = (dv * row, channel, dh * column, sh * column, image)
    view: Array = np.ndarray(shape, frame.dtype, frame, first, steps)
    lines = math.prod(shape[:3])
    cols = workspace("cols", (lines + ones, wide * frame.shape[3]), frame.dtype)
    np.copyto(cols[:lines].reshape(shape), view)
    cols[lines:] = 1
    return cols


def banded(weight: Array, t: int, geometry: Geometry, bias: Array | None = None) -> Array:
    """The kernels as a matrix (t·O, K'·C·L): t times, each a stride further on.

    A bias is one more column: the weight of an input that is always 1.
    """
    o, c, k, l = weight.shape
    matrix = np.zeros((t, o, reach(k, t, geometry), c, l), weight.dtype)
    for i in range(t):
        first = i * geometry.stride[0]
        matrix[i, :, first : first + k] = weight.transpose(0, 2, 1, 3)
    rows: Array = matrix.reshape(t * o, -1)
    return rows if bias is None else np.column_stack([rows, np.tile(bias, t)])


def bands(weight: tuple[int, ...], geometry: Geometry, output: Pair, run: int) -> Iterator[Band]:
    """All outputs in parts whose cols fit into the cache; ``run``: bytes of one place's images."""
    (o, c, k, l), (p, q) = weight, output
    t = lines(geometry, o, p)
    step = max(1, CACHE // max(1, reach(k, t, geometry) * c * l * run))
    for first in range(0, p, t):
        for start in range(0, q, step):
            yield Band(first, min(t, p - first), slice(start, min(q, start + step)))


def block(lines: Array, band: Band) -> Array:
    """A band of (P, O, Q, N) as a matrix (t·O, Q'·N), a view."""
    _, o, q, n = lines.shape
    rows = lines[band.p : band.p + band.t].reshape(band.t * o, q * n)
    return rows[:, band.columns.start * n : band.columns.stop * n]


def framed(x: Array, geometry: Geometry) -> Array:
    """x (N, H, W, C) as (H', C, W', N) with its zeros around it."""
    x, ((top, bottom), (left, right)) = cropped(x, geometry.padding)
    if not (top or bottom or left or right):
        return innermost(x, "frame")
    n, h, w, c = x.shape
    frame = workspace("frame", (top + h + bottom, c, left + w + right, n), x.dtype)
    frame[:top] = frame[top + h :] = 0
    frame[:, :, :left] = frame[:, :, left + w :] = 0
    frame[top : top + h, :, left : left + w] = x.transpose(1, 3, 2, 0)
    return frame


def innermost(x: Array, name: str) -> Array:
    """x (N, H, W, C) as (H, C, W, N), contiguous; copied only where it is not."""
    turned = x.transpose(1, 3, 2, 0)
    if turned.flags.c_contiguous:
        return turned
    out = workspace(name, turned.shape, x.dtype)
    np.copyto(out, turned)
    return out


def lines(geometry: Geometry, o: int, p: int) -> int:
    """How many lines of outputs are computed at once: up to ``LINES``, until it is ``TALL``."""
    return 1 if geometry.dilation[0] > 1 else max(1, min(p, LINES, TALL // o))


def reach(k: int, t: int, geometry: Geometry) -> int:
    """How many lines of inputs ``t`` lines of outputs see."""
    return (t - 1) * geometry.stride[0] + k
