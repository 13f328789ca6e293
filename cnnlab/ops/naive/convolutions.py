"""Every kind of convolution as a list of products. Names and defaults are those of ``cnnlab.ops``.

A kernel meets an image in products of an input and a weight, and each belongs to an output. Which
three belong together is all that makes a convolution. Forwards, an output is the sum of its
products; backwards, each product hands the gradient of its output to both its factors.

A list does not care about the number of dimensions: 1-D and 3-D are the same function.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cnnlab.ops.arrays import Array
from cnnlab.shapes import (
    PaddingMode,
    output_size,
    per_axis,
    resolve_paddings,
    transposed_size,
)

Place = tuple[int, ...]
Product = tuple[Place, Place, Place]  # of an input, a weight and the output they belong to
Gradients = tuple[Array, Array, Array]  # dx, dweight, dbias
Numbers = int | tuple[int, ...]


def conv1d(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: Numbers = 1,
    padding: Numbers | PaddingMode = 0,
    dilation: Numbers = 1,
    groups: int = 1,
) -> Array:
    """y (N, O, Q) from x (N, C, W), weight (O, C/G, L) and bias (O,)."""
    shape, products = _convolution(x, weight, stride, padding, dilation, groups)
    return _added_up(products, x, weight, bias, shape)


def conv1d_backward(
    dy: Array,
    x: Array,
    weight: Array,
    *,
    stride: Numbers = 1,
    padding: Numbers | PaddingMode = 0,
    dilation: Numbers = 1,
    groups: int = 1,
) -> Gradients:
    """dx, dweight, dbias."""
    _, products = _convolution(x, weight, stride, padding, dilation, groups)
    return _handed_back(products, dy, x, weight)


conv3d, conv3d_backward = conv1d, conv1d_backward


def conv_transpose2d(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: Numbers = 1,
    padding: Numbers = 0,
    output_padding: Numbers = 0,
    groups: int = 1,
    dilation: Numbers = 1,
) -> Array:
    """y (N, O, P, Q) from x (N, C, H, W), weight (C, O/G, K, L) and bias (O,)."""
    shape, products = _transposed(x, weight, stride, padding, output_padding, groups, dilation)
    return _added_up(products, x, weight, bias, shape)


def conv_transpose2d_backward(
    dy: Array,
    x: Array,
    weight: Array,
    *,
    stride: Numbers = 1,
    padding: Numbers = 0,
    output_padding: Numbers = 0,
    groups: int = 1,
    dilation: Numbers = 1,
) -> Gradients:
    """dx, dweight, dbias."""
    _, products = _transposed(x, weight, stride, padding, output_padding, groups, dilation)
    return _handed_back(products, dy, x, weight)


conv_transpose1d, conv_transpose1d_backward = conv_transpose2d, conv_transpose2d_backward


def locally_connected2d(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: Numbers = 1,
    padding: Numbers = 0,
    dilation: Numbers = 1,
) -> Array:
    """y (N, O, P, Q) from x (N, C, H, W), weight (P, Q, O, C, K, L) and bias (O, P, Q)."""
    shape, products = _untied(x, weight, stride, padding, dilation)
    return _added_up(products, x, weight, bias, shape)


def locally_connected2d_backward(
    dy: Array,
    x: Array,
    weight: Array,
    *,
    stride: Numbers = 1,
    padding: Numbers = 0,
    dilation: Numbers = 1,
) -> Gradients:
    """dx, dweight, dbias (O, P, Q)."""
    _, products = _untied(x, weight, stride, padding, dilation)
    dx, dweight, _ = _handed_back(products, dy, x, weight)
    return dx, dweight, dy.sum(axis=0)


def _convolution(
    x: Array,
    weight: Array,
    stride: Numbers,
    padding: Numbers | PaddingMode,
    dilation: Numbers,
    groups: int,
) -> tuple[Place, Iterator[Product]]:
    """The shape of y, and the products."""
    size, kernel = x.shape[2:], weight.shape[2:]
    s, d = (per_axis(v, len(size), "", operation="naive") for v in (stride, dilation))
    around = resolve_paddings(padding, kernel, s, d, operation="naive")
    out = tuple(map(output_size, size, kernel, s, around, d))
    first = tuple(before for before, _ in around)
    meetings = _meetings(x.shape, weight.shape, out, s, first, d, groups)
    return (len(x), len(weight), *out), meetings


def _transposed(
    x: Array,
    weight: Array,
    stride: Numbers,
    padding: Numbers,
    output_padding: Numbers,
    groups: int,
    dilation: Numbers,
) -> tuple[Place, Iterator[Product]]:
    """The shape of y, and the products of the convolution that leads from y to x."""
    size, kernel = x.shape[2:], weight.shape[2:]
    numbers = stride, padding, output_padding, dilation
    s, p, room, d = (per_axis(v, len(size), "", operation="naive", minimum=0) for v in numbers)
    out = tuple(map(transposed_size, size, kernel, s, p, room, d))
    shape = (len(x), weight.shape[1] * groups, *out)
    meetings = _meetings(shape, weight.shape, size, s, p, d, groups)
    return shape, ((place_x, w, place_y) for place_y, w, place_x in meetings)


def _untied(
    x: Array, weight: Array, stride: Numbers, padding: Numbers, dilation: Numbers
) -> tuple[Place, Iterator[Product]]:
    """The shape of y, and the products: a convolution whose outputs have each a kernel."""
    p, q, o = weight.shape[:3]
    numbers = stride, padding, dilation
    s, first, d = (per_axis(v, 2, "", operation="naive", minimum=0) for v in numbers)
    meetings = _meetings(x.shape, weight.shape[2:], (p, q), s, first, d, 1)
    return (len(x), o, p, q), ((i, (*y[2:], *w), y) for i, w, y in meetings)


def _meetings(
    x: Place, weight: Place, out: Place, stride: Place, padding: Place, dilation: Place, groups: int
) -> Iterator[Product]:
    """Where a convolution of those shapes multiplies: input s p + d k - pad meets weight k."""
    o_, c_ = weight[:2]
    for n, o, c in np.ndindex(x[0], o_, c_):
        channel = o // (o_ // groups) * c_ + c  # a group sees its own share of the input
        for p in np.ndindex(*out):
            for k in np.ndindex(*weight[2:]):
                steps = zip(stride, p, dilation, k, padding, strict=True)
                place = tuple(s * i + d * j - zeros for s, i, d, j, zeros in steps)
                if all(0 <= i < m for i, m in zip(place, x[2:], strict=True)):
                    yield (n, channel, *place), (o, c, *k), (n, o, *p)


def _added_up(
    products: Iterator[Product], x: Array, weight: Array, bias: Array | None, shape: Place
) -> Array:
    """y: the sum of its products and a bias, which is (O,) or as large as an image."""
    y = np.zeros(shape, np.result_type(x, weight))
    for i, w, at in products:
        y[at] += x[i] * weight[w]
    if bias is not None:
        y += bias if bias.ndim > 1 else bias.reshape(-1, *(1,) * (len(shape) - 2))
    return y


def _handed_back(products: Iterator[Product], dy: Array, x: Array, weight: Array) -> Gradients:
    """dx, dweight, and dbias (O,)."""
    dx, dweight = np.zeros_like(x), np.zeros_like(weight)
    for i, w, at in products:
        dx[i] += dy[at] * weight[w]
        dweight[w] += dy[at] * x[i]
    return dx, dweight, dy.sum(axis=(0, *range(2, dy.ndim)))
