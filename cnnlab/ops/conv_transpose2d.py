"""Transposed convolution: every input number lays down a kernel, and what overlaps adds up.

    y[n, o, s p + d k - pad, s q + d l - pad] += x[n, c, p, q] · w[c, o, k, l]        plus b[o]

It is what a convolution with the same numbers does backwards, from its dy to its dx, and is
computed by the same engines. (As matrices: if a convolution multiplies by A, this multiplies by
Aᵀ. It undoes the change of size, not the convolution.) So its own way back is a convolution:

    dx            the convolution of dy with w
    dw[c, o, k, l] = Σ_npq x[n, c, p, q] · dy[n, o, s p + d k - pad, s q + d l - pad]
    db[o]          = Σ_npq dy[n, o, p, q]

Sources: Zeiler et al. 2010, "Deconvolutional Networks"; Dumoulin and Visin 2016, arXiv:1603.07285,
section 4.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cnnlab.ops.arrays import Array, same_shape
from cnnlab.ops.conv import ENGINES, Geometry, choose
from cnnlab.ops.conv.check import transposable
from cnnlab.ops.lines import channel_sums
from cnnlab.shapes import IntOrPair, Pair, pair, transposed_size


class ConvTranspose2dCache(NamedTuple):
    """What the backward pass needs."""

    x: Array  # (N, C, H, W)
    weight: Array  # (C, O/G, K, L)
    bias: bool
    geometry: Geometry  # of the convolution from y to x
    size: Pair  # (P, Q)
    engine: str


def conv_transpose2d(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: IntOrPair = 1,
    padding: IntOrPair = 0,
    output_padding: IntOrPair = 0,
    groups: int = 1,
    dilation: IntOrPair = 1,
) -> tuple[Array, ConvTranspose2dCache]:
    """x (N, C, H, W), weight (C, O/G, K, L), bias (O,) → y (N, O, P, Q).

    P = (H - 1) · stride + dilation · (K - 1) + 1 - 2 · padding + output_padding: the padding is
    cut off y, and the output padding is room below and to the right. The result is a view of
    channels-last memory.

    Raises ShapeError for ranks, channels, types or sizes that do not fit together.
    """
    transposable("conv_transpose2d", 2, x, weight, bias, groups)
    steps = pair(stride, "stride", operation="conv_transpose2d")
    cut = pair(padding, "padding", operation="conv_transpose2d", minimum=0)
    room = pair(output_padding, "output_padding", operation="conv_transpose2d", minimum=0)
    spread = pair(dilation, "dilation", operation="conv_transpose2d")
    settings = zip(x.shape[2:], weight.shape[2:], steps, cut, room, spread, strict=True)
    p, q = (transposed_size(*axis, operation="conv_transpose2d") for axis in settings)
    return transpose(x, weight, bias, backwards(steps, cut, room, spread, groups), (p, q))


def backwards(stride: Pair, padding: Pair, room: Pair, dilation: Pair, groups: int) -> Geometry:
    """The convolution that leads from y back to x; it never reaches the ``room`` at y's end."""
    (above, left), (below, right) = padding, room
    return Geometry(stride, ((above, above - below), (left, left - right)), dilation, groups)


def transpose(
    x: Array, weight: Array, bias: Array | None, geometry: Geometry, size: Pair
) -> tuple[Array, ConvTranspose2dCache]:
    """``conv_transpose2d`` of arrays that are known to fit together."""
    engine = choose(len(x), size, weight.shape, geometry)
    dtype = np.result_type(x, weight)
    channels_last = x.transpose(0, 2, 3, 1).astype(dtype, copy=False)
    kernels = weight.astype(dtype, copy=False)
    y = ENGINES[engine].backward_input(channels_last, kernels, geometry, size)
    if bias is not None:
        y += bias.astype(dtype, copy=False)
    cache = ConvTranspose2dCache(x, weight, bias is not None, geometry, size, engine)
    return y.transpose(0, 3, 1, 2), cache


def conv_transpose2d_backward(
    dy: Array, cache: ConvTranspose2dCache
) -> tuple[Array, Array, Array | None]:
    """dx (N, C, H, W), dweight (C, O/G, K, L) and dbias (O,), or None where there was no bias."""
    x, weight, bias, geometry, size, name = cache
    outputs = weight.shape[1] * geometry.groups
    same_shape("conv_transpose2d_backward", dy, (len(x), outputs, *size))
    dtype = np.result_type(x, weight)
    dy_last = dy.transpose(0, 2, 3, 1).astype(dtype, copy=False)
    x_last = x.transpose(0, 2, 3, 1).astype(dtype, copy=False)
    engine, kernel = ENGINES[name], (weight.shape[2], weight.shape[3])
    dx = engine.forward(dy_last, weight.astype(dtype, copy=False), geometry)
    dweight = engine.backward_weight(x_last, dy_last, geometry, kernel)
    dbias = channel_sums(dy.astype(dtype, copy=False)).astype(dtype) if bias else None
    return dx.transpose(0, 3, 1, 2), dweight, dbias
