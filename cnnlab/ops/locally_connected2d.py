"""Local connections without shared weights: a convolution whose outputs have a kernel each.

    y[n, o, p, q] = b[o, p, q]
                  + Σ_ckl x[n, c, s p + d k - pad, s q + d l - pad] · w[p, q, o, c, k, l]

It sees what a convolution sees, and can answer differently at every place, as eyes differ from
mouths in faces that are aligned. It has P · Q times the weights. Laid out as patches,

    cols[p, q, n, (c, k, l)] = x[n, c, s p + d k - pad, s q + d l - pad]

there is one matrix product a place, forwards and backwards:

    y[:, :, p, q] = cols[p, q] wᵀ[p, q]        dw[p, q] = dyᵀ[:, :, p, q] cols[p, q]
    dx            every dy[:, :, p, q] w[p, q] added back along the patch that it came from

Sources: LeCun 1989, "Generalization and Network Design Strategies", net 3; Taigman et al. 2014,
"DeepFace: Closing the Gap to Human-Level Performance in Face Verification".
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import as_strided

from cnnlab.memory import empty
from cnnlab.ops.arrays import Array, axes, floating, given, same_shape
from cnnlab.ops.conv import Geometry
from cnnlab.ops.conv.geometry import framed
from cnnlab.shapes import IntOrPair, ShapeError, output_size, pair


class LocallyConnected2dCache(NamedTuple):
    """What the backward pass needs."""

    x: Array  # (N, C, H, W)
    weight: Array  # (P, Q, O, C, K, L)
    bias: bool
    geometry: Geometry


def locally_connected2d(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: IntOrPair = 1,
    padding: IntOrPair = 0,
    dilation: IntOrPair = 1,
) -> tuple[Array, LocallyConnected2dCache]:
    """x (N, C, H, W), weight (P, Q, O, C, K, L), bias (O, P, Q) → y (N, O, P, Q).

    P and Q are those of a convolution with the same settings.

    Raises ShapeError for ranks, channels, types or sizes that do not fit together.
    """
    _check(x, weight, bias)
    vertical, horizontal = pair(padding, "padding", operation="locally_connected2d", minimum=0)
    geometry = Geometry(
        pair(stride, "stride", operation="locally_connected2d"),
        ((vertical, vertical), (horizontal, horizontal)),
        pair(dilation, "dilation", operation="locally_connected2d"),
    )
    settings = geometry.stride, geometry.padding, geometry.dilation
    p, q = (
        output_size(*axis, operation="locally_connected2d")
        for axis in zip(x.shape[2:], weight.shape[4:], *settings, strict=True)
    )
    if weight.shape[:2] != (p, q):
        raise ShapeError(
            "locally_connected2d: weight has not a kernel for every output",
            expected=f"weight ({p}, {q}, O, C, K, L) for x {x.shape}",
            got=f"weight {weight.shape}",
        )
    dtype = np.result_type(x, weight)
    y = empty((len(x), p, q, weight.shape[2]), dtype)
    np.matmul(_patches(x, weight, geometry), _matrices(weight, dtype), out=y.transpose(1, 2, 0, 3))
    if bias is not None:
        y += bias.transpose(1, 2, 0)
    cache = LocallyConnected2dCache(x, weight, bias is not None, geometry)
    return y.transpose(0, 3, 1, 2), cache


def locally_connected2d_backward(
    dy: Array, cache: LocallyConnected2dCache
) -> tuple[Array, Array, Array | None]:
    """dx (N, C, H, W), dweight (P, Q, O, C, K, L) and dbias (O, P, Q), or None without a bias."""
    x, weight, bias, geometry = cache
    (n, c, h, w), (p, q, o, _, k, l) = x.shape, weight.shape
    same_shape("locally_connected2d_backward", dy, (n, o, p, q))
    dtype = np.result_type(x, weight)
    upstream = dy.transpose(2, 3, 0, 1).astype(dtype, copy=False)  # (P, Q, N, O)
    dweight = upstream.swapaxes(2, 3) @ _patches(x, weight, geometry)
    dcols = upstream @ _matrices(weight, dtype).swapaxes(2, 3)
    dcols = dcols.reshape(p, q, n, c, k, l).transpose(2, 0, 1, 3, 4, 5)
    ((top, bottom), (left, right)), (sv, sh) = geometry.padding, geometry.stride
    frame = np.zeros((n, top + h + bottom, left + w + right, c), dtype)
    for i in range(k):
        for j in range(l):
            row, column = geometry.dilation[0] * i, geometry.dilation[1] * j
            rows = slice(row, row + sv * (p - 1) + 1, sv)
            columns = slice(column, column + sh * (q - 1) + 1, sh)
            frame[:, rows, columns] += dcols[..., i, j]
    dx = frame[:, top : top + h, left : left + w].transpose(0, 3, 1, 2)
    return dx, dweight.reshape(weight.shape), dy.sum(axis=0) if bias else None


def _patches(x: Array, weight: Array, geometry: Geometry) -> Array:
    """What each output sees: (P, Q, N, C · K · L)."""
    (n, c), (p, q, *_, k, l) = x.shape[:2], weight.shape
    channels_last = x.transpose(0, 2, 3, 1).astype(np.result_type(x, weight), copy=False)
    frame = framed(channels_last, geometry.padding)
    image, row, column, channel = frame.strides
    (sv, sh), (dv, dh) = geometry.stride, geometry.dilation
    view = as_strided(
        frame,
        (p, q, n, c, k, l),
        (sv * row, sh * column, image, channel, dv * row, dh * column),
        writeable=False,
    )
    return view.reshape(p, q, n, c * k * l)


def _matrices(weight: Array, dtype: np.dtype[np.floating[Any]]) -> Array:
    """The weights as a matrix for every output: (P, Q, C · K · L, O)."""
    p, q, o, c, k, l = weight.shape
    return weight.astype(dtype, copy=False).reshape(p, q, o, c * k * l).swapaxes(2, 3)


def _check(x: Array, weight: Array, bias: Array | None) -> None:
    """Raise ShapeError unless x, weight and bias fit together."""
    floating("locally_connected2d", x=x, weight=weight, **given(bias=bias))
    axes("locally_connected2d", "N C H W", x=x)
    axes("locally_connected2d", "P Q O C K L", weight=weight)
    p, q, o, c = weight.shape[:4]
    if x.shape[1] != c:
        raise ShapeError(
            "locally_connected2d: channels of x and weight differ",
            expected=f"x (N, {c}, H, W) for weight {weight.shape}",
            got=f"x {x.shape}",
            hint="x looks channels-last: x.transpose(0, 3, 1, 2)" if x.shape[3] == c else "",
        )
    if bias is not None and bias.shape != (o, p, q):
        raise ShapeError(
            "locally_connected2d: bias has not one number an output",
            expected=f"bias ({o}, {p}, {q})",
            got=f"bias {bias.shape}",
        )
