"""Pooling by its definitions. Names, shapes and defaults are those of ``cnnlab.ops``."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cnnlab.ops.arrays import Array
from cnnlab.shapes import IntOrPair, output_size, pair

Place = tuple[int, int]  # (i, j) in the image
Window = tuple[int, ...]  # (n, c, p, q)


def max_pool2d(
    x: Array, kernel_size: IntOrPair, *, stride: IntOrPair | None = None, padding: IntOrPair = 0
) -> Array:
    """y (N, C, P, Q) from x (N, C, H, W)."""
    y = np.zeros(_outputs(x, kernel_size, stride, padding), x.dtype)
    for window, places in _windows(x, kernel_size, stride, padding):
        n, c, _, _ = window
        y[window] = max(x[n, c, i, j] for i, j in places)
    return y


def max_pool2d_backward(
    dy: Array,
    x: Array,
    kernel_size: IntOrPair,
    *,
    stride: IntOrPair | None = None,
    padding: IntOrPair = 0,
) -> Array:
    """dx (N, C, H, W): each window's dy goes to the first of its inputs that are largest."""
    dx = np.zeros_like(x)
    for window, places in _windows(x, kernel_size, stride, padding):
        n, c, _, _ = window
        winner = places[0]
        for i, j in places:
            if x[n, c, i, j] > x[n, c, *winner]:
                winner = (i, j)
        dx[n, c, *winner] += dy[window]
    return dx


def avg_pool2d(
    x: Array,
    kernel_size: IntOrPair,
    *,
    stride: IntOrPair | None = None,
    padding: IntOrPair = 0,
    count_include_pad: bool = True,
) -> Array:
    """y (N, C, P, Q) from x (N, C, H, W)."""
    y = np.zeros(_outputs(x, kernel_size, stride, padding), x.dtype)
    k_, l_ = pair(kernel_size, "kernel_size", operation="")
    for window, places in _windows(x, kernel_size, stride, padding):
        n, c, _, _ = window
        total = sum(x[n, c, i, j] for i, j in places)
        y[window] = total / (k_ * l_ if count_include_pad else len(places))
    return y


def avg_pool2d_backward(
    dy: Array,
    x: Array,
    kernel_size: IntOrPair,
    *,
    stride: IntOrPair | None = None,
    padding: IntOrPair = 0,
    count_include_pad: bool = True,
) -> Array:
    """dx (N, C, H, W): each window's dy is shared out among its inputs."""
    dx = np.zeros_like(x)
    k_, l_ = pair(kernel_size, "kernel_size", operation="")
    for window, places in _windows(x, kernel_size, stride, padding):
        n, c, _, _ = window
        for i, j in places:
            dx[n, c, i, j] += dy[window] / (k_ * l_ if count_include_pad else len(places))
    return dx


def lp_pool2d(
    x: Array, norm_type: int, kernel_size: IntOrPair, *, stride: IntOrPair | None = None
) -> Array:
    """y (N, C, P, Q) from x (N, C, H, W)."""
    y = np.zeros(_outputs(x, kernel_size, stride, 0), x.dtype)
    for window, places in _windows(x, kernel_size, stride, 0):
        n, c, _, _ = window
        y[window] = sum(x[n, c, i, j] ** norm_type for i, j in places) ** (1 / norm_type)
    return y


def lp_pool2d_backward(
    dy: Array,
    x: Array,
    norm_type: int,
    kernel_size: IntOrPair,
    *,
    stride: IntOrPair | None = None,
) -> Array:
    """dx (N, C, H, W). At a sum of zero the norm has a corner; 0 is taken."""
    dx = np.zeros_like(x)
    y = lp_pool2d(x, norm_type, kernel_size, stride=stride)
    for window, places in _windows(x, kernel_size, stride, 0):
        n, c, _, _ = window
        for i, j in places:
            if y[window] != 0:
                dx[n, c, i, j] += dy[window] * (x[n, c, i, j] / y[window]) ** (norm_type - 1)
    return dx


def global_avg_pool2d(x: Array) -> Array:
    """y (N, C, 1, 1): the average over one window, the whole map."""
    return avg_pool2d(x, (x.shape[2], x.shape[3]))


def global_avg_pool2d_backward(dy: Array, x: Array) -> Array:
    """dx (N, C, H, W)."""
    return avg_pool2d_backward(dy, x, (x.shape[2], x.shape[3]))


def maxout(x: Array, pool_size: int) -> Array:
    """y (N, C / pool_size, ...) from x (N, C, ...)."""
    n_, c_, *places = x.shape
    y = np.zeros((n_, c_ // pool_size, *places), x.dtype)
    for n, g, *at in np.ndindex(y.shape):
        y[n, g, *at] = max(x[n, pool_size * g + k, *at] for k in range(pool_size))
    return y


def maxout_backward(dy: Array, x: Array, pool_size: int) -> Array:
    """dx (N, C, ...): dy goes to the first of the largest."""
    dx = np.zeros_like(x)
    for n, g, *at in np.ndindex(dy.shape):
        group = [x[n, pool_size * g + k, *at] for k in range(pool_size)]
        dx[n, pool_size * g + group.index(max(group)), *at] = dy[n, g, *at]
    return dx


def l2_over_features(x: Array, pool_size: int) -> Array:
    """y (N, C / pool_size, ...) from x (N, C, ...)."""
    n_, c_, *places = x.shape
    y = np.zeros((n_, c_ // pool_size, *places), x.dtype)
    for n, g, *at in np.ndindex(y.shape):
        y[n, g, *at] = sum(x[n, pool_size * g + k, *at] ** 2 for k in range(pool_size)) ** 0.5
    return y


def l2_over_features_backward(dy: Array, x: Array, pool_size: int) -> Array:
    """dx (N, C, ...)."""
    dx, y = np.zeros_like(x), l2_over_features(x, pool_size)
    for n, c, *at in np.ndindex(x.shape):
        g = c // pool_size
        if y[n, g, *at] > 0:
            dx[n, c, *at] = dy[n, g, *at] * x[n, c, *at] / y[n, g, *at]
    return dx


def _outputs(
    x: Array, kernel_size: IntOrPair, stride: IntOrPair | None, padding: IntOrPair
) -> tuple[int, ...]:
    """(N, C, P, Q)."""
    kernel = pair(kernel_size, "kernel_size", operation="")
    step = kernel if stride is None else pair(stride, "stride", operation="")
    around = pair(padding, "padding", operation="", minimum=0)
    sizes = zip(x.shape[2:], kernel, step, around, strict=True)
    return *x.shape[:2], *(output_size(*axis) for axis in sizes)


def _windows(
    x: Array, kernel_size: IntOrPair, stride: IntOrPair | None, padding: IntOrPair
) -> Iterator[tuple[Window, list[Place]]]:
    """Each window (n, c, p, q), and the places of the image that it covers, in reading order."""
    h, w = x.shape[2:]
    k_, l_ = pair(kernel_size, "kernel_size", operation="")
    sv, sh = (k_, l_) if stride is None else pair(stride, "stride", operation="")
    above, left = pair(padding, "padding", operation="", minimum=0)
    for n, c, p, q in np.ndindex(_outputs(x, kernel_size, stride, padding)):
        places = [(sv * p + k - above, sh * q + l - left) for k in range(k_) for l in range(l_)]
        yield (n, c, p, q), [(i, j) for i, j in places if 0 <= i < h and 0 <= j < w]
