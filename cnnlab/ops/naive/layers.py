"""The layers by their definitions. Names, shapes and defaults are those of ``cnnlab.ops``."""

from __future__ import annotations

from itertools import product

import numpy as np

from cnnlab.ops.arrays import Array
from cnnlab.shapes import IntOrPair, Padding, output_size, pair, resolve_padding


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
