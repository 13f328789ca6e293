"""Convolution and correlation of plain grids: no batch, no channels.

    convolution    s[i, j] = Σ_mn x[m, n] w[i - m, j - n]
    correlation    s[i, j] = Σ_mn x[i + m, j + n] w[m, n]

Sums run over the places where both factors exist. Which outputs are kept is the mode: "full" all
that meet the input at all, "same" as many as the input has, "valid" those that need nothing from
outside.

Source: Goodfellow, Bengio and Courville 2016, "Deep Learning", equations 9.3 to 9.6.
"""

from __future__ import annotations

import numpy as np

from cnnlab.ops.arrays import Array
from cnnlab.shapes import PaddingMode, ShapeError


def convolve1d(x: Array, w: Array, mode: PaddingMode = "full") -> Array:
    """x (M,) convolved with w (K,): lengths M + K - 1, M or M - K + 1."""
    x, w = _grids("convolve1d", 1, x, w)
    m, k = len(x), len(w)
    full = np.zeros(m + k - 1, np.result_type(x, w))
    for i in range(m + k - 1):
        for a in range(m):
            if 0 <= i - a < k:
                full[i] += x[a] * w[i - a]
    return full[_kept("convolve1d", mode, m, k)]


def convolve2d(x: Array, w: Array, mode: PaddingMode = "valid") -> Array:
    """x (H, W) convolved with w (K, L)."""
    x, w = _grids("convolve2d", 2, x, w)
    (h, wide), (k, l) = x.shape, w.shape
    full = np.zeros((h + k - 1, wide + l - 1), np.result_type(x, w))
    for i in range(h + k - 1):
        for j in range(wide + l - 1):
            for m in range(h):
                for n in range(wide):
                    if 0 <= i - m < k and 0 <= j - n < l:
                        full[i, j] += x[m, n] * w[i - m, j - n]
    return full[_kept("convolve2d", mode, h, k), _kept("convolve2d", mode, wide, l)]


def correlate2d(x: Array, w: Array) -> Array:
    """x (H, W) correlated with w (K, L): (H - K + 1, W - L + 1). The kernel is not flipped."""
    x, w = _grids("correlate2d", 2, x, w)
    (h, wide), (k, l) = x.shape, w.shape
    _kept("correlate2d", "valid", h, k), _kept("correlate2d", "valid", wide, l)
    s = np.zeros((h - k + 1, wide - l + 1), np.result_type(x, w))
    for i in range(h - k + 1):
        for j in range(wide - l + 1):
            for m in range(k):
                for n in range(l):
                    s[i, j] += x[i + m, j + n] * w[m, n]
    return s


def _grids(operation: str, axes: int, x: Array, w: Array) -> tuple[Array, Array]:
    x, w = np.asarray(x), np.asarray(w)
    if x.ndim != axes or w.ndim != axes or not x.size or not w.size:
        raise ShapeError(
            f"{operation}: x and w must be grids with {axes} axes each, not empty",
            expected="x (M,) and w (K,)" if axes == 1 else "x (H, W) and w (K, L)",
            got=f"x {x.shape} and w {w.shape}",
        )
    return x, w


def _kept(operation: str, mode: PaddingMode, m: int, k: int) -> slice:
    """Which of the m + k - 1 full outputs the mode keeps, along one axis."""
    if mode not in ("full", "same", "valid"):
        raise ShapeError(
            f"{operation}: this mode has no meaning",
            expected='"full", "same" or "valid"',
            got=f"mode = {mode!r}",
        )
    if mode == "valid" and k > m:
        raise ShapeError(
            f"{operation}: the kernel is larger than the input",
            expected=f"at most {m} along each axis of the input",
            got=f"a kernel of {k}",
        )
    if mode == "full":
        return slice(None)
    if mode == "valid":
        return slice(k - 1, m)
    first = (k - 1) // 2  # as np.convolve has it: an even kernel leans back
    return slice(first, first + m)
