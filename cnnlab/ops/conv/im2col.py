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

Source: Chellapilla, Puri and Simard 2006, "High Performance Convolutional Neural Networks for
Document Processing", for the matrix product.
"""

from __future__ import annotations

import math

import numpy as np

from cnnlab.memory import empty, workspace
from cnnlab.ops.conv.geometry import Array, Geometry, flipped, framed
from cnnlab.ops.conv.product import product
from cnnlab.shapes import Pair
from cnnlab.threads import for_each, total

WIDE = 64  # columns that a product should have
FEW = 16  # channels
CACHE = 2 << 20  # bytes of patches laid out at a time


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


def col2im(dy: Array, weight: Array, geometry: Geometry, size: Pair) -> Array:
    """dx, each dy handed back along its patch. Where patches overlap, their shares add up."""
    (top, bottom), (left, right) = geometry.padding
    (n, p, q, o), (h, w), groups = dy.shape, size, geometry.groups
    (sv, sh), (dv, dh) = geometry.stride, geometry.dilation
    height = top + h + max(bottom, 0)  # a negative padding cuts: inputs that met no kernel
    k, l, c = *weight.shape[2:], weight.shape[1]
    few = c * groups < FEW  # then taps are short runs, and are better handed back together
    t = neighbours(geometry, o, q, least=(4 if sh == 1 else 2) if few else 1)
    tiles, wide = -(-q // t), taps(l, t, geometry)
    matrix_t = banded(weight, t, geometry).transpose(0, 2, 1)  # (G, t·O/G, R)
    width = max(left + w + max(right, 0), (tiles - 1) * t * sh + dh * (wide - 1) + 1)
    dx = empty((n, h, w, groups * c), dy.dtype)

    def hand_back(part: slice) -> None:
        upstream = by_group(dy[part], t, groups)  # (G, n'·P·tiles, t·O/G)
        dcols = workspace("cols", (*upstream.shape[:2], matrix_t.shape[2]), dy.dtype)
        product(upstream, matrix_t, dcols)
        dcols = dcols.reshape(groups, -1, p, tiles, k, wide, c).transpose(1, 2, 3, 4, 5, 0, 6)
        frame = workspace("frame", (len(dcols), height, width, groups, c), dy.dtype)
        frame[...] = 0
        for i in range(k):
            rows = slice(dv * i, dv * i + sv * (p - 1) + 1, sv)
            if t == 1:  # tap by tap, all patches at once
                for j in range(l):
                    columns = slice(dh * j, dh * j + sh * (q - 1) + 1, sh)
                    frame[:, rows, columns] += dcols[:, :, :, i, j]
            else:  # tile by tile, all taps at once
                for j in range(tiles):
                    columns = slice(j * t * sh, j * t * sh + wide)
                    frame[:, rows, columns] += dcols[:, :, j, i]
        dx[part] = frame[:, top : top + h, left : left + w].reshape(-1, h, w, groups * c)

    for_each(hand_back, parts(n, p * tiles * groups * matrix_t.shape[2] * dy.itemsize))
    return dx


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


def patches(x: Array, kernel: Pair, geometry: Geometry, t: int, *, ones: bool = False) -> Array:
    """The patch of every ``t`` outputs as a row: (G, n·P·tiles, R), R = K · taps · C/G.

    With ``ones``, each row ends with a 1.
    """
    if as_it_is(x, kernel, geometry, t) and not ones:
        return x.reshape(1, -1, t * x.shape[3])
    (sv, sh), (dv, dh), groups = geometry.stride, geometry.dilation, geometry.groups
    p, q = geometry.output(x.shape[1:3], kernel)
    tiles, wide = -(-q // t), taps(kernel[1], t, geometry)
    frame = framed(x, geometry.padding, width=(tiles - 1) * t * sh + dh * (wide - 1) + 1)
    n, c = len(x), x.shape[3] // groups
    # Numbers that lie side by side are copied together, as one item.
    together = wide * c if dh == groups == 1 else c
    item = np.dtype((np.void, together * frame.itemsize))
    image, row, column, channel = frame.strides
    every = (groups, n, p, tiles, kernel[0], wide * c // together)
    steps = (c * channel, image, sv * row, t * sh * column, dv * row, dh * column)
    cols = workspace("cols", (*every[:4], kernel[0] * wide * c + ones), frame.dtype)
    places = (*cols.strides[:4], wide * c * frame.itemsize, item.itemsize)
    np.copyto(np.ndarray(every, item, cols, 0, places), np.ndarray(every, item, frame, 0, steps))
    if ones:
        cols[..., -1] = 1
    return cols.reshape(groups, n * p * tiles, -1)


def as_it_is(x: Array, kernel: tuple[int, ...], geometry: Geometry, t: int) -> bool:
    """True where x lies as its patches would: 1×1 kernels, which meet every input alone."""
    plain = kernel == (1, 1) and geometry._replace(dilation=(1, 1)) == Geometry()
    return plain and x.shape[2] % t == 0 and x.flags.c_contiguous


def add_to_rows(matrix: Array, row: Array) -> None:
    """matrix (M, N) += row (N,), several rows at a time, because NumPy is slow in short ones."""
    several = math.gcd(len(matrix), 32)
    matrix.reshape(-1, several * len(row))[...] += np.tile(row, several)


def banded(weight: Array, t: int, geometry: Geometry) -> Array:
    """The kernels as a matrix (G, R, t·O/G): t times side by side, each a stride further down."""
    o, c, k, l = weight.shape
    groups = geometry.groups
    bands = np.zeros((groups, k, taps(l, t, geometry), c, t, o // groups), weight.dtype)
    kernels = weight.reshape(groups, o // groups, c, k, l).transpose(0, 3, 4, 2, 1)
    for j in range(t):
        first = j * geometry.stride[1]
        bands[:, :, first : first + l, :, j] = kernels
    return bands.reshape(groups, -1, t * o // groups)


def by_group(dy: Array, t: int, groups: int) -> Array:
    """dy (n, P, Q, O) as (G, n·P·tiles, t·O/G), the last tile filled up with zeros."""
    n, p, q, o = dy.shape
    width = -(-q // t) * t
    if groups == 1 and width == q and dy.flags.c_contiguous:
        return dy.reshape(1, -1, t * o)
    split = workspace("dy", (groups, n, p, width, o // groups), dy.dtype)
    split[:, :, :, q:] = 0
    split[:, :, :, :q] = dy.reshape(n, p, q, groups, -1).transpose(3, 0, 1, 2, 4)
    return split.reshape(groups, n * p * (width // t), -1)


def neighbours(geometry: Geometry, o: int, q: int, *, least: int = 1) -> int:
    """How many neighbouring outputs share a row: enough to make the product ``WIDE``."""
    if geometry.groups > 1 or geometry.dilation[1] > 1:
        return 1
    return max(1, min(q, max(least, WIDE // o)))


def taps(l: int, t: int, geometry: Geometry) -> int:
    """Inputs in a line of the patch that ``t`` neighbouring outputs share."""
    return (t - 1) * geometry.stride[1] + l


def parts(n: int, size: float) -> list[slice]:
    """The batch in pieces whose patches, ``size`` bytes an image, fit into ``CACHE``."""
    step = max(1, int(CACHE // max(size, 1)))
    return [slice(start, start + step) for start in range(0, n, step)]
