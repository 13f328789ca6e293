"""Transposed convolution of signals: that of images one row high.

    y[n, o, s q + d l - pad] += x[n, c, q] · w[c, o, l]        plus b[o]

with q over the input and l over the kernel; see ``conv_transpose2d``.
"""

from __future__ import annotations

from cnnlab.ops.arrays import Array, same_shape
from cnnlab.ops.conv.check import transposable
from cnnlab.ops.conv_transpose2d import (
    ConvTranspose2dCache,
    backwards,
    conv_transpose2d_backward,
    transpose,
)
from cnnlab.shapes import per_axis, transposed_size


def conv_transpose1d(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: int | tuple[int] = 1,
    padding: int | tuple[int] = 0,
    output_padding: int | tuple[int] = 0,
    groups: int = 1,
    dilation: int | tuple[int] = 1,
) -> tuple[Array, ConvTranspose2dCache]:
    """x (N, C, W), weight (C, O/G, L), bias (O,) → y (N, O, Q).

    Q = (W - 1) · stride + dilation · (L - 1) + 1 - 2 · padding + output_padding.

    Raises ShapeError for ranks, channels, types or sizes that do not fit together.
    """
    operation = "conv_transpose1d"
    transposable(operation, 1, x, weight, bias, groups)
    (step,) = per_axis(stride, 1, "stride", operation=operation)
    (cut,) = per_axis(padding, 1, "padding", operation=operation, minimum=0)
    (room,) = per_axis(output_padding, 1, "output_padding", operation=operation, minimum=0)
    (spread,) = per_axis(dilation, 1, "dilation", operation=operation)
    q = transposed_size(x.shape[2], weight.shape[2], step, cut, room, spread, operation=operation)
    geometry = backwards((1, step), (0, cut), (0, room), (1, spread), groups)
    y, cache = transpose(x[:, :, None], weight[:, :, None], bias, geometry, (1, q))
    return y[:, :, 0], cache


def conv_transpose1d_backward(
    dy: Array, cache: ConvTranspose2dCache
) -> tuple[Array, Array, Array | None]:
    """dx (N, C, W), dweight (C, O/G, L) and dbias (O,), or None where there was no bias."""
    outputs = cache.weight.shape[1] * cache.geometry.groups
    same_shape("conv_transpose1d_backward", dy, (len(cache.x), outputs, cache.size[1]))
    dx, dweight, dbias = conv_transpose2d_backward(dy[:, :, None], cache)
    return dx[:, :, 0], dweight[:, :, 0], dbias
