"""Patches of inputs as rows of a matrix, and kernels as its columns: what im2col multiplies.

``t`` neighbouring outputs share a row (``cnnlab.ops.conv.im2col`` says why).
"""

from __future__ import annotations

import numpy as np

from cnnlab.memory import workspace
from cnnlab.ops.conv.geometry import Array, Geometry, framed
from cnnlab.shapes import Pair
from cnnlab.threads import pieces

WIDE = 64  # columns that a product should have
CACHE = 2 << 20  # bytes of patches laid out at a time


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
    return pieces(n, int(CACHE // max(size, 1)))
