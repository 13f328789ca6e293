"""The layers by their definitions. Names, shapes and defaults are those of ``cnnlab.ops``."""

from __future__ import annotations

import math
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnlab.ops.arrays import Array
from cnnlab.shapes import IntOrPair, Padding, output_size, pair, resolve_padding

Labels = NDArray[np.integer[Any]]


def conv2d(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: IntOrPair = 1,
    padding: Padding = 0,
    dilation: IntOrPair = 1,
    groups: int = 1,
) -> Array:
    """y (N, O, P, Q) from x (N, C, H, W), weight (O, C/G, K, L) and bias (O,)."""
    (n_, _, h, w), (o_, c_, k_, l_) = x.shape, weight.shape
    (sv, sh), (dv, dh) = pair(stride, "stride", operation=""), pair(dilation, "d", operation="")
    around = resolve_padding(padding, (k_, l_), (sv, sh), (dv, dh), operation="naive.conv2d")
    p_ = output_size(h, k_, sv, around[0], dv)
    q_ = output_size(w, l_, sh, around[1], dh)
    padded = np.pad(x, ((0, 0), (0, 0), *around))
    y = np.zeros((n_, o_, p_, q_), np.result_type(x, weight))
    for n, o, p, q in np.ndindex(y.shape):
        first = o // (o_ // groups) * c_  # of the input channels that this group sees
        for c, k, l in product(range(c_), range(k_), range(l_)):
            y[n, o, p, q] += (
                padded[n, first + c, sv * p + dv * k, sh * q + dh * l] * weight[o, c, k, l]
            )
        if bias is not None:
            y[n, o, p, q] += bias[o]
    return y


def conv2d_backward(
    dy: Array,
    x: Array,
    weight: Array,
    *,
    stride: IntOrPair = 1,
    padding: Padding = 0,
    dilation: IntOrPair = 1,
    groups: int = 1,
) -> tuple[Array, Array, Array]:
    """dx, dweight, dbias: every product of the forward pass hands dy to both its factors."""
    (_, _, h, w), (o_, c_, k_, l_) = x.shape, weight.shape
    (sv, sh), (dv, dh) = pair(stride, "stride", operation=""), pair(dilation, "d", operation="")
    around = resolve_padding(padding, (k_, l_), (sv, sh), (dv, dh), operation="naive.conv2d")
    padded = np.pad(x, ((0, 0), (0, 0), *around))
    dpadded, dweight = np.zeros_like(padded), np.zeros_like(weight)
    for n, o, p, q in np.ndindex(dy.shape):
        first = o // (o_ // groups) * c_
        for c, k, l in product(range(c_), range(k_), range(l_)):
            at = n, first + c, sv * p + dv * k, sh * q + dh * l
            dpadded[at] += dy[n, o, p, q] * weight[o, c, k, l]
            dweight[o, c, k, l] += dy[n, o, p, q] * padded[at]
    top, left = around[0][0], around[1][0]
    return dpadded[:, :, top : top + h, left : left + w], dweight, dy.sum(axis=(0, 2, 3))


def relu(x: Array) -> Array:
    """max(x, 0)."""
    y = np.zeros_like(x)
    for at in np.ndindex(x.shape):
        y[at] = x[at] if x[at] > 0 else 0
    return y


def relu_backward(dy: Array, x: Array) -> Array:
    """dy where x > 0."""
    dx = np.zeros_like(x)
    for at in np.ndindex(x.shape):
        if x[at] > 0:
            dx[at] = dy[at]
    return dx


def max_pool2d(
    x: Array, kernel_size: IntOrPair, *, stride: IntOrPair | None = None, padding: IntOrPair = 0
) -> Array:
    """y (N, C, P, Q) from x (N, C, H, W)."""
    return _max_pool2d(x, kernel_size, stride, padding)[0]


def max_pool2d_backward(
    dy: Array,
    x: Array,
    kernel_size: IntOrPair,
    *,
    stride: IntOrPair | None = None,
    padding: IntOrPair = 0,
) -> Array:
    """dx (N, C, H, W): each window's dy goes to the input that won it."""
    dx = np.zeros_like(x)
    winners = _max_pool2d(x, kernel_size, stride, padding)[1]
    for (n, c, p, q), (i, j) in winners.items():
        dx[n, c, i, j] += dy[n, c, p, q]
    return dx


Window = tuple[int, ...]


def _max_pool2d(
    x: Array, kernel_size: IntOrPair, stride: IntOrPair | None, padding: IntOrPair
) -> tuple[Array, dict[Window, tuple[int, int]]]:
    """The maxima, and for each window (n, c, p, q) the place (i, j) of the first of them."""
    n_, c_, h, w = x.shape
    kernel = pair(kernel_size, "kernel_size", operation="")
    (sv, sh) = kernel if stride is None else pair(stride, "stride", operation="")
    above, left = pair(padding, "padding", operation="", minimum=0)
    p_, q_ = output_size(h, kernel[0], sv, above), output_size(w, kernel[1], sh, left)
    y = np.full((n_, c_, p_, q_), -np.inf, x.dtype)
    winners: dict[Window, tuple[int, int]] = {}
    for window in np.ndindex(y.shape):
        n, c, p, q = window
        for k, l in np.ndindex(*kernel):
            i, j = sv * p + k - above, sh * q + l - left
            if 0 <= i < h and 0 <= j < w and x[n, c, i, j] > y[window]:
                y[window], winners[window] = x[n, c, i, j], (i, j)
    return y, winners


def linear(x: Array, weight: Array, bias: Array | None = None) -> Array:
    """y (N, O) from x (N, D), weight (O, D) and bias (O,)."""
    y = np.zeros((len(x), len(weight)), np.result_type(x, weight))
    for n, o in np.ndindex(y.shape):
        for d in range(x.shape[1]):
            y[n, o] += x[n, d] * weight[o, d]
        if bias is not None:
            y[n, o] += bias[o]
    return y


def linear_backward(dy: Array, x: Array, weight: Array) -> tuple[Array, Array, Array]:
    """dx, dweight, dbias."""
    dx, dweight = np.zeros_like(x), np.zeros_like(weight)
    for n, o in np.ndindex(dy.shape):
        for d in range(x.shape[1]):
            dx[n, d] += dy[n, o] * weight[o, d]
            dweight[o, d] += dy[n, o] * x[n, d]
    return dx, dweight, dy.sum(axis=0)


def softmax_cross_entropy(logits: Array, target: Labels) -> float:
    """-1/N Σ_n log p[n, target[n]]; overflows for large logits, as the plain formula does."""
    losses = []
    for row, wanted in zip(logits, target, strict=True):
        total = sum(math.exp(z) for z in row)
        losses.append(-math.log(math.exp(row[wanted]) / total))
    return sum(losses) / len(losses)


def softmax_cross_entropy_backward(dloss: float, logits: Array, target: Labels) -> Array:
    """dlogits (N, C)."""
    dlogits = np.zeros_like(logits)
    for n, c in np.ndindex(logits.shape):
        probability = math.exp(logits[n, c]) / sum(math.exp(z) for z in logits[n])
        dlogits[n, c] = (probability - (c == target[n])) / len(target) * dloss
    return dlogits
