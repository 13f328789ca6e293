"""Two-dimensional convolution, as networks mean it: a kernel slides, and is not flipped.

    y[n, o, p, q] = b[o] + Σ_ckl x[n, c, s p + d k - pad, s q + d l - pad] · w[o, c, k, l]

with stride s and dilation d; places outside the image count as zero. In groups, output channels see
only their own share of the input channels.

Backwards (the chapter on backpropagation derives it):

    dw[o, c, k, l] = Σ_npq dy[n, o, p, q] · x[n, c, s p + d k - pad, s q + d l - pad]
    dx              every dy handed back along the patch that it came from
    db[o]          = Σ_npq dy[n, o, p, q]

Sources: LeCun et al. 1998, "Gradient-Based Learning Applied to Document Recognition", section II;
Dumoulin and Visin 2016, arXiv:1603.07285, for the arithmetic of sizes.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cnnlab.ops.arrays import Array, same_shape
from cnnlab.ops.conv import ENGINES, Geometry, can, choose
from cnnlab.ops.conv.check import convolvable
from cnnlab.ops.lines import channel_sums
from cnnlab.shapes import IntOrPair, Padding, ShapeError, pair, resolve_padding


class Conv2dCache(NamedTuple):
    """What the backward pass needs."""

    x: Array  # (N, C, H, W)
    weight: Array  # (O, C/G, K, L)
    bias: bool
    geometry: Geometry
    engine: str


def conv2d(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: IntOrPair = 1,
    padding: Padding = 0,
    dilation: IntOrPair = 1,
    groups: int = 1,
    engine: str = "auto",
    exact: bool = False,
) -> tuple[Array, Conv2dCache]:
    """Convolve a batch of images with a set of kernels.

    x (N, C, H, W), weight (O, C/G, K, L), bias (O,) → y (N, O, P, Q).

    ``padding`` is a number, a (vertical, horizontal) pair, "valid", "same" or "full". ``engine`` is
    the algorithm: "auto", or a name from ``cnnlab.ops.conv.ENGINES``; it decides the time, and in
    float32 the last digits. ``exact`` leaves out those that give up digits for time: Winograd's.
    In memory the result is channels-last, or, of few channels, batch-last.

    Raises ShapeError for ranks, channels, types or sizes that do not fit together.
    """
    convolvable("conv2d", 2, x, weight, bias, groups)
    stride = pair(stride, "stride", operation="conv2d")
    dilation = pair(dilation, "dilation", operation="conv2d")
    kernel = (weight.shape[2], weight.shape[3])
    around = resolve_padding(padding, kernel, stride, dilation, operation="conv2d")
    geometry = Geometry(stride, around, dilation, groups)
    geometry.output(x.shape[2:], kernel)  # raises where the kernel does not fit
    return convolve(x, weight, bias, geometry, engine, exact=exact)


def convolve(
    x: Array,
    weight: Array,
    bias: Array | None,
    geometry: Geometry,
    engine: str = "auto",
    *,
    exact: bool = False,
) -> tuple[Array, Conv2dCache]:
    """``conv2d`` of arrays that are known to fit together."""
    engine = _engine(engine, x, weight, geometry, exact)
    dtype = np.result_type(x, weight)
    channels_last = x.transpose(0, 2, 3, 1).astype(dtype, copy=False)
    own = None if bias is None else bias.astype(dtype, copy=False)
    y = ENGINES[engine].forward(channels_last, weight.astype(dtype, copy=False), geometry, own)
    return y.transpose(0, 3, 1, 2), Conv2dCache(x, weight, bias is not None, geometry, engine)


def conv2d_backward(dy: Array, cache: Conv2dCache) -> tuple[Array, Array, Array | None]:
    """dx (N, C, H, W), dweight (O, C/G, K, L) and dbias (O,), or None where there was no bias.

    dy (N, O, P, Q) is the gradient of the loss with respect to y.
    """
    dweight, dbias = conv2d_backward_parameters(dy, cache)
    x, weight, _, geometry, name = cache
    dtype = np.result_type(x, weight)
    dy_last = dy.transpose(0, 2, 3, 1).astype(dtype, copy=False)
    size = (x.shape[2], x.shape[3])
    dx = ENGINES[name].backward_input(dy_last, weight.astype(dtype, copy=False), geometry, size)
    return dx.transpose(0, 3, 1, 2), dweight, dbias


def conv2d_backward_parameters(dy: Array, cache: Conv2dCache) -> tuple[Array, Array | None]:
    """dweight and dbias alone: all that a network's first layer needs."""
    x, weight, bias, geometry, name = cache
    kernel = (weight.shape[2], weight.shape[3])
    output = geometry.output(x.shape[2:], kernel)
    same_shape("conv2d_backward", dy, (len(x), len(weight), *output))
    dtype = np.result_type(x, weight)
    dy_last = dy.transpose(0, 2, 3, 1).astype(dtype, copy=False)
    x_last = x.transpose(0, 2, 3, 1).astype(dtype, copy=False)
    dweight = ENGINES[name].backward_weight(dy_last, x_last, geometry, kernel)
    return dweight, channel_sums(dy.astype(dtype, copy=False)).astype(dtype) if bias else None


def _engine(name: str, x: Array, weight: Array, geometry: Geometry, exact: bool) -> str:
    """The engine's name, chosen where it is "auto"."""
    if name == "auto":
        return choose(len(x), (x.shape[2], x.shape[3]), weight.shape, geometry, exact=exact)
    if name not in ENGINES or not can(name, weight.shape, geometry):
        able = [other for other in ENGINES if can(other, weight.shape, geometry)]
        raise ShapeError(
            "conv2d: this engine cannot compute this convolution",
            expected="engine one of " + ", ".join(["auto", *able]),
            got=f"engine = {name!r} for weight {weight.shape}, stride {geometry.stride}, "
            f"dilation {geometry.dilation}, groups {geometry.groups}",
        )
    return name
