"""One-dimensional convolution: that of images one row high.

    y[n, o, q] = b[o] + Σ_cl x[n, c, s q + d l - pad] · w[o, c, l]

with stride s and dilation d; see ``conv2d``, whose engines compute it.

Source: Waibel et al. 1989, "Phoneme Recognition Using Time-Delay Neural Networks", for networks
that convolve in time.
"""

from __future__ import annotations

from cnnlab.ops.arrays import Array, same_shape
from cnnlab.ops.conv import Geometry
from cnnlab.ops.conv.check import convolvable
from cnnlab.ops.conv2d import Conv2dCache, conv2d_backward, convolve
from cnnlab.shapes import PaddingMode, output_size, per_axis, resolve_paddings


def conv1d(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: int | tuple[int, ...] = 1,
    padding: int | tuple[int, ...] | PaddingMode = 0,
    dilation: int | tuple[int, ...] = 1,
    groups: int = 1,
) -> tuple[Array, Conv2dCache]:
    """x (N, C, W), weight (O, C/G, L), bias (O,) → y (N, O, Q).

    ``padding`` is a number, "valid", "same" or "full".

    Raises ShapeError for ranks, channels, types or sizes that do not fit together.
    """
    convolvable("conv1d", 1, x, weight, bias, groups)
    (step,) = per_axis(stride, 1, "stride", operation="conv1d")
    (spread,) = per_axis(dilation, 1, "dilation", operation="conv1d")
    width, kernel = x.shape[2], weight.shape[2]
    (around,) = resolve_paddings(padding, (kernel,), (step,), (spread,), operation="conv1d")
    output_size(width, kernel, step, around, spread, operation="conv1d")  # raises if it must
    geometry = Geometry((1, step), ((0, 0), around), (1, spread), groups)
    y, cache = convolve(x[:, :, None], weight[:, :, None], bias, geometry)
    return y[:, :, 0], cache


def conv1d_backward(dy: Array, cache: Conv2dCache) -> tuple[Array, Array, Array | None]:
    """dx (N, C, W), dweight (O, C/G, L) and dbias (O,), or None where there was no bias."""
    x, weight, geometry = cache.x, cache.weight, cache.geometry
    _, q = geometry.output(x.shape[2:], weight.shape[2:])
    same_shape("conv1d_backward", dy, (len(x), len(weight), q))
    dx, dweight, dbias = conv2d_backward(dy[:, :, None], cache)
    return dx[:, :, 0], dweight[:, :, 0], dbias
