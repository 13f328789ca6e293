"""Winograd's convolution: 3×3 kernels at stride 1 with a quarter of the multiplications.

A 4×4 tile Y of outputs needs a 6×6 tile d of inputs. By the definition it costs 16 · 9 = 144
multiplications; by Winograd's algorithm F(4×4, 3×3) it costs 36:

    Y = Aᵀ [ (G g Gᵀ) ⊙ (Bᵀ d B) ] A

where g is the kernel and ⊙ multiplies place by place. Summed over channels, each of the 36 places
is a matrix product, and matrix products are what a computer does best:

    U = G g Gᵀ     36 × (C, O)        once
    V = Bᵀ d B     36 × (tiles, C)
    M = V U        36 × (tiles, O)
    Y = Aᵀ M A      4 × 4 × (tiles, O)

Backwards, dx is the convolution of dy with the flipped kernels: the same algorithm again. dg
follows by reading the formula from right to left, dU = Vᵀ (A dY Aᵀ) and dg = Gᵀ dU G.

The fractions in G cost accuracy: in float32, errors near 1e-5 of the largest output.

Source: Lavin and Gray 2016, "Fast Algorithms for Convolutional Neural Networks", arXiv:1509.09308.
"""

from __future__ import annotations

import math

import numpy as np

from cnnlab.memory import empty, workspace
from cnnlab.ops.conv.geometry import Array, Geometry, framed
from cnnlab.shapes import Pair
from cnnlab.threads import for_each, total

STEP = 4  # a tile's outputs along one axis
CACHE = 2 << 20  # bytes of transformed tiles at a time
HALVES = [slice(0, 18), slice(18, 36)]  # of the 36 products, for two threads where one part is all
B_T = np.array(
    [
        [4, 0, -5, 0, 1, 0],
        [0, -4, -4, 1, 1, 0],
        [0, 4, -4, -1, 1, 0],
        [0, -2, -1, 2, 1, 0],
        [0, 2, -1, -2, 1, 0],
        [0, 4, 0, -5, 0, 1],
    ]
)
G = np.array([[6, 0, 0], [-4, -4, -4], [-4, 4, -4], [1, 2, 4], [1, -2, 4], [0, 0, 24]]) / 24
G_G = np.kron(G, G)  # (36, 9): G g Gᵀ as one product with the kernel's nine weights
A_T = np.array([[1, 1, 1, 1, 1, 0], [0, 1, -1, 2, -2, 0], [0, 1, 1, 4, 4, 0], [0, 1, -1, 8, -8, 1]])
ALL_ONES = 7  # the place whose value Aᵀ · A hands on to all 16 outputs as it is


def forward(x: Array, weight: Array, geometry: Geometry, bias: Array | None = None) -> Array:
    """y (N, P, Q, O) from x (N, H, W, C), bias (O,) and weight (O, C, 3, 3)."""
    return convolve(x, kernels(weight), geometry, bias)


def backward_input(dy: Array, weight: Array, geometry: Geometry, size: Pair) -> Array:
    """dx (N, H, W, C): the convolution of dy with the flipped kernels, padded to full."""
    return convolve(dy, flipped_kernels(weight), geometry.transposed(weight.shape[2:]))


def backward_weight(dy: Array, x: Array, geometry: Geometry, kernel: Pair) -> Array:
    """dweight (O, C, 3, 3)."""
    n, p, q, o = dy.shape
    c = x.shape[3]
    batch = parts(n, math.prod(tile_counts(p, q)), c, o)
    none = np.zeros((36, o, c), x.dtype)
    return of_kernels(total(lambda part: gradient(dy[part], x[part], geometry), batch, none))


def convolve(x: Array, u: Array, geometry: Geometry, bias: Array | None = None) -> Array:
    """y (N, P, Q, O) from x (N, H, W, C) and U, transformed kernels (36, C, O)."""
    n, (_, c, o) = len(x), u.shape
    p, q = geometry.output(x.shape[1:3], (3, 3))
    rows, columns = tile_counts(p, q)
    b_t, a_t = B_T.astype(x.dtype), A_T.astype(x.dtype)
    y = empty((n, p, q, o), x.dtype)
    fits = (rows * STEP, columns * STEP) == (p, q)

    def work(part: slice) -> None:
        v = transform(b_t, tiled(x[part], geometry.padding, rows, columns, overlap=2), "v")
        size = v.shape[2]
        v = v.reshape(36, -1, c)
        m = workspace("m", (36, v.shape[1], o), x.dtype)
        for_each(lambda i: np.matmul(v[i], u[i], out=m[i]), HALVES)
        if bias is not None:
            m[ALL_ONES] += bias
        # Aᵀ M A: first down the tile's columns, then along its rows
        m = m.reshape(6, 6, size * rows, columns * o)
        half = workspace("half", (4, *m.shape[1:]), x.dtype)
        np.matmul(a_t, m.transpose(1, 2, 0, 3), out=half.transpose(1, 2, 0, 3))
        half = half.reshape(4, 6, size, rows, columns, o)
        whole = (size, rows, STEP, columns, STEP, o)
        tiles = y[part].reshape(whole) if fits else workspace("tiles", whole, x.dtype)
        np.matmul(a_t, half.transpose(0, 2, 3, 4, 1, 5), out=tiles.transpose(2, 0, 1, 3, 4, 5))
        if not fits:  # what hangs over the edge is cut off
            y[part] = tiles.reshape(size, rows * STEP, columns * STEP, o)[:, :p, :q]

    for_each(work, parts(n, rows * columns, c, o))
    return y


def gradient(dy: Array, x: Array, geometry: Geometry) -> Array:
    """dU (36, O, C) of dy (n, P, Q, O) and x (n, H, W, C)."""
    (_, p, q, o), c = dy.shape, x.shape[3]
    rows, columns = tile_counts(p, q)
    b_t, a = B_T.astype(x.dtype), np.ascontiguousarray(A_T.T).astype(x.dtype)
    v = transform(b_t, tiled(x, geometry.padding, rows, columns, overlap=2), "v")
    d = transform(a, tiled(dy, ((0, 0), (0, 0)), rows, columns, overlap=0), "m")
    v, d_t = v.reshape(36, -1, c), d.reshape(36, -1, o).transpose(0, 2, 1)
    du = empty((36, o, c), x.dtype)
    for_each(lambda i: np.matmul(d_t[i], v[i], out=du[i]), HALVES)
    return du


def kernels(weight: Array) -> Array:
    """U = G g Gᵀ (36, C, O) of weight (O, C, 3, 3)."""
    return _transformed(weight.transpose(1, 2, 3, 0), G_G)


def flipped_kernels(weight: Array) -> Array:
    """U (36, O, C) of the kernels turned by half a turn, inputs and outputs exchanged."""
    return _transformed(weight.transpose(0, 2, 3, 1), G_G[:, ::-1])


def of_kernels(du: Array) -> Array:
    """dg = Gᵀ dU G: dweight (O, C, 3, 3) of dU (36, O, C)."""
    _, o, c = du.shape
    g_g, dweight = G_G.astype(du.dtype), empty((o, c, 9), du.dtype)
    du = du.transpose(1, 2, 0)
    for_each(lambda i: np.matmul(du[i], g_g, out=dweight[i]), _some(o))
    return dweight.reshape(o, c, 3, 3)


def _transformed(weight: Array, matrix: Array) -> Array:
    """(36, A, B) from kernels (A, 3, 3, B), in any memory order."""
    a, _, _, b = weight.shape
    matrix, nine = matrix.astype(weight.dtype), weight.reshape(a, 9, b)
    u = workspace("u", (36, a, b), weight.dtype)
    by_channel = u.transpose(1, 0, 2)
    for_each(lambda i: np.matmul(matrix, nine[i], out=by_channel[i]), _some(a))
    return u


def _some(channels: int) -> list[slice]:
    """A few channels at a time."""
    return [slice(first, first + 64) for first in range(0, channels, 64)]


def transform(matrix: Array, image: Array, name: str) -> Array:
    """matrix · tile · matrixᵀ for every tile of image (n, height, width, c).

    (r, r, n, rows, columns, c). Tiles begin ``STEP`` apart and are as large as the matrix is wide,
    so that they may overlap.
    """
    (r, size), (n, height, width, c) = matrix.shape, image.shape
    rows, columns = (height - size) // STEP + 1, (width - size) // STEP + 1
    every, row, column, channel = image.strides
    down = (every, STEP * row, row, channel)
    bands = np.ndarray((n, rows, size, width * c), image.dtype, image, 0, down)
    half = workspace("half", (n, rows, r, width * c), image.dtype)
    np.matmul(matrix, bands, out=half)
    every, band, row, _ = half.strides
    along = (row, every, band, STEP * column, column, channel)
    tiles = np.ndarray((r, n, rows, columns, size, c), image.dtype, half, 0, along)
    out = workspace(name, (r, r, n, rows, columns, c), image.dtype)
    np.matmul(matrix, tiles, out=out.transpose(0, 2, 3, 4, 1, 5))
    return out


def tiled(x: Array, padding: tuple[Pair, Pair], rows: int, columns: int, *, overlap: int) -> Array:
    """x (n, H, W, C) with its zeros around it, and those that fill up the last tiles."""
    return framed(x, padding, height=rows * STEP + overlap, width=columns * STEP + overlap)


def tile_counts(p: int, q: int) -> tuple[int, int]:
    return -(-p // STEP), -(-q // STEP)


def parts(n: int, tiles: int, c: int, o: int) -> list[slice]:
    """The batch in pieces whose transformed tiles stay in the cache.

    A piece has at least as many tiles as the weights have rows: else reading the weights, which
    every piece does, would take longer than using them.
    """
    step = max(1, CACHE // (4 * 36 * tiles * max(c, o)), -(-max(c, o) // tiles))
    return [slice(start, start + step) for start in range(0, n, step)]
