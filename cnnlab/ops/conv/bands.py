"""Lines of images with the batch innermost, in bands: what the batch engine multiplies.

A band is ``t`` lines of outputs (``cnnlab.ops.conv.batch_inner`` says why), and a range of their
columns, so that what is laid out for it stays in the cache.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from cnnlab.memory import workspace
from cnnlab.ops.conv.geometry import Array, Geometry, cropped
from cnnlab.shapes import Pair

TALL = 48  # rows that a product should have
LINES = 4  # more would multiply too much by zero
CACHE = 3 << 19  # bytes of cols at a time


class Band(NamedTuple):
    """A part of the outputs: ``t`` lines from ``p`` on, and a range of columns."""

    p: int
    t: int
    columns: slice


def bands(weight: tuple[int, ...], geometry: Geometry, output: Pair, run: int) -> Iterator[Band]:
    """All outputs in parts whose cols fit into the cache; ``run``: bytes of one place's images."""
    (o, c, k, l), (p, q) = weight, output
    if not run:
        return
    t = lines(geometry, o, p)
    step = max(1, CACHE // max(1, reach(k, t, geometry) * c * l * run))
    for first in range(0, p, t):
        for start in range(0, q, step):
            yield Band(first, min(t, p - first), slice(start, min(q, start + step)))


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
