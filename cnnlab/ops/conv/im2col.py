"""Convolution as one matrix product: im2col.

Lay the patch of inputs that each output sees into a row of a matrix, the kernels into the columns
of another, and the convolution is their product:

    y[n, p, q, o] = Σ_r cols[(n p q), r] · matrix[r, o]          r = (k, l, c)

Memory is channels-last, so that a patch is made of a few long runs, and only a part of the batch
is laid out at a time, so that it stays in the cache.

Few kernels make a narrow product, which wastes a processor. Then a row holds the inputs of ``t``
neighbouring outputs at once, and the matrix has the kernels t times, each time one stride further
down (a banded, or Toeplitz, block). Some of the multiplications are by zero; the patches overlap
less, so that far fewer numbers are copied, and the product is t times as wide:

    t = 1:  w0            t = 2:  w0  .
            w1                    w1  w0
            w2                    w2  w1
                                  .   w2

The bias is the weight of one more input, which is always 1: another column of ``cols``.

The zeros in the band spread what is not finite: an infinite input makes NaN of its neighbours'
outputs too.

Source: Chellapilla, Puri and Simard 2006, "High Performance Convolutional Neural Networks for
Document Processing", for the matrix product.
"""

from __future__ import annotations

import numpy as np

from cnnlab.memory import empty, workspace
from cnnlab.ops.conv.col2im import FEW, col2im
from cnnlab.ops.conv.geometry import Array, Geometry, flipped
from cnnlab.ops.conv.patches import as_it_is, banded, by_group, neighbours, parts, patches, taps
from cnnlab.ops.conv.product import add_to_rows, product
from cnnlab.shapes import Pair
from cnnlab.threads import for_each, total


def forward(x: Array, weight: Array, geometry: Geometry, bias: Array | None = None) -> Array:
    """y (N, P, Q, O) from x (N, H, W, C), bias (O,) and weight (O, C/G, K, L)."""
    p, q = geometry.output(x.shape[1:3], weight.shape[2:])
    n, o, groups = len(x), len(weight), geometry.groups
    t = neighbours(geometry, o, q)
    tiles = -(-q // t)
    matrix = banded(weight, t, geometry)  # (G, R, t·O/G)
    with_ones = bias is not None and not as_it_is(x, weight.shape[2:], geometry, t)
    if bias is not None and with_ones:
        matrix = np.concatenate([matrix, np.tile(bias.reshape(groups, 1, -1), t)], axis=1)
    y = empty((n, p, q, o), x.dtype)

    def convolve(part: slice) -> None:
        cols = patches(x[part], weight.shape[2:], geometry, t, ones=with_ones)
        shape = (*cols.shape[:2], matrix.shape[2])
        fits = groups == 1 and tiles * t == q
        outputs = y[part].reshape(shape) if fits else workspace("y", shape, x.dtype)
        product(cols, matrix, outputs)  # (G, n'·P·tiles, t·O/G)
        if bias is not None and not with_ones:
            add_to_rows(outputs[0], np.tile(bias, t))
        if not fits:
            outputs = outputs.reshape(groups, -1, p, tiles * t, o // groups)[:, :, :, :q]
            y[part].reshape(-1, p, q, groups, o // groups)[...] = outputs.transpose(1, 2, 3, 0, 4)

    for_each(convolve, parts(n, p * tiles * groups * matrix.shape[1] * x.itemsize))
    return y


def backward_input(dy: Array, weight: Array, geometry: Geometry, size: Pair) -> Array:
    """dx (N, H, W, C) for an input of ``size`` (H, W).

    Either a convolution again, of dy with the flipped kernels; or every dy is handed back along
    the patch that it came from: the product with the transposed matrix, then col2im.
    """
    c, (p, q) = weight.shape[1], dy.shape[1:3]
    as_large = 4 * p * q >= 3 * size[0] * size[1]  # else most of the padded dy would be zeros
    if geometry.stride == (1, 1) and as_large and c * geometry.groups >= FEW:
        turned = flipped(weight, geometry.groups)
        return forward(dy, turned, geometry.transposed(weight.shape[2:]))
    return col2im(dy, weight, geometry, size)


def backward_weight(dy: Array, x: Array, geometry: Geometry, kernel: Pair) -> Array:
    """dweight (O, C/G, K, L): the product of the patches, transposed, with dy."""
    n, p, q, o = dy.shape
    groups = geometry.groups
    c = x.shape[3] // groups
    t = neighbours(geometry, o, q)
    wide = taps(kernel[1], t, geometry)
    none = np.zeros((groups, kernel[0] * wide * c, t * o // groups), dy.dtype)

    def share(part: slice) -> Array:
        cols = patches(x[part], kernel, geometry, t)  # (G, n'·P·tiles, R)
        upstream = by_group(dy[part], t, groups)  # (G, n'·P·tiles, t·O/G)
        shares: Array = np.matmul(cols.transpose(0, 2, 1), upstream)
        return shares

    dmatrix = total(share, parts(n, p * -(-q // t) * groups * none.shape[1] * x.itemsize), none)
    bands = dmatrix.reshape(groups, kernel[0], wide, c, t, o // groups)
    dweight = np.zeros((groups, *kernel, c, o // groups), dy.dtype)
    for j in range(t):  # every neighbour saw the same kernel, its own stride further on
        first = j * geometry.stride[1]
        dweight += bands[:, :, first : first + kernel[1], :, j]
    return dweight.transpose(0, 4, 3, 1, 2).reshape(o, c, *kernel)
