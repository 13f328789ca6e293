"""Borders and enlargements by their definitions. Names and defaults are those of ``cnnlab.ops``."""

from __future__ import annotations

import math
from itertools import product

import numpy as np

from cnnlab.ops.arrays import Array
from cnnlab.shapes import IntOrPair, pair


def pad2d(x: Array, padding: tuple[int, int, int, int], mode: str = "zeros") -> Array:
    """y from x (N, C, H, W), for a padding (left, right, above, below)."""
    n_, c_, h, w = x.shape
    left, right, above, below = padding
    y = np.zeros((n_, c_, above + h + below, left + w + right), x.dtype)
    for n, c, p, q in np.ndindex(y.shape):
        i, j = _source(p - above, h, mode), _source(q - left, w, mode)
        if i is not None and j is not None:
            y[n, c, p, q] = x[n, c, i, j]
    return y


def pad2d_backward(
    dy: Array, x: Array, padding: tuple[int, int, int, int], mode: str = "zeros"
) -> Array:
    """dx (N, C, H, W): an input collects from every place that it was copied to."""
    dx = np.zeros_like(x)
    left, _, above, _ = padding
    for n, c, p, q in np.ndindex(dy.shape):
        i, j = (
            _source(p - above, x.shape[2], mode),
            _source(q - left, x.shape[3], mode),
        )
        if i is not None and j is not None:
            dx[n, c, i, j] += dy[n, c, p, q]
    return dx


def upsample2d(
    x: Array, scale_factor: IntOrPair, mode: str = "nearest", align_corners: bool = False
) -> Array:
    """y (N, C, s H, t W) from x (N, C, H, W)."""
    n_, c_, h, w = x.shape
    s, t = pair(scale_factor, "scale_factor", operation="")
    y = np.zeros((n_, c_, s * h, t * w), x.dtype)
    for n, c, p, q in np.ndindex(y.shape):
        above, left = _place(p, s, h, mode, align_corners), _place(q, t, w, mode, align_corners)
        for (i, a), (j, b) in product(_shares(above, h), _shares(left, w)):
            y[n, c, p, q] += a * b * x[n, c, i, j]
    return y


def upsample2d_backward(
    dy: Array,
    x: Array,
    scale_factor: IntOrPair,
    mode: str = "nearest",
    align_corners: bool = False,
) -> Array:
    """dx (N, C, H, W)."""
    h, w = x.shape[2:]
    s, t = pair(scale_factor, "scale_factor", operation="")
    dx = np.zeros_like(x)
    for n, c, p, q in np.ndindex(dy.shape):
        above, left = _place(p, s, h, mode, align_corners), _place(q, t, w, mode, align_corners)
        for (i, a), (j, b) in product(_shares(above, h), _shares(left, w)):
            dx[n, c, i, j] += a * b * dy[n, c, p, q]
    return dx


def _source(i: int, size: int, mode: str) -> int | None:
    """Which of 0 to size - 1 stands at i, which may lie outside; None for a zero."""
    inside = list(range(size))
    if 0 <= i < size:
        return i
    if mode == "zeros":
        return None
    if mode == "replicate":
        return inside[0] if i < 0 else inside[-1]
    period = inside if mode == "circular" else inside + inside[-2:0:-1]  # there, and back
    return period[i % len(period)]


def _place(p: int, scale: int, size: int, mode: str, align_corners: bool) -> float:
    """Where among the inputs output p stands."""
    if mode == "nearest":
        return p // scale
    if align_corners:
        return p * (size - 1) / (scale * size - 1) if scale * size > 1 else 0
    return min(max((p + 0.5) / scale - 0.5, 0), size - 1)


def _shares(place: float, size: int) -> list[tuple[int, float]]:
    """The inputs on both sides of a place, and how much of each is taken."""
    first = math.floor(place)
    return [(first, first + 1 - place), (min(first + 1, size - 1), place - first)]
