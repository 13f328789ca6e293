"""Winograd's transforms: images cut into tiles, and kernels, as 36 matrices each.

    U = G g Gᵀ     36 × (C, O)        of kernels g
    V = Bᵀ d B     36 × (tiles, C)    of tiles d, 6×6

The numbers in G, B and A come from the points 0, ±1, ±2 and ∞, at which the algorithm evaluates two
polynomials to multiply them (``cnnlab.ops.conv.winograd`` says what for).
"""

from __future__ import annotations

import numpy as np

from cnnlab.memory import empty, workspace
from cnnlab.ops.conv.geometry import Array, framed
from cnnlab.shapes import Pair
from cnnlab.threads import for_each, pieces

STEP = 4  # a tile's outputs along one axis
CACHE = 2 << 20  # bytes of transformed tiles at a time
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
    return pieces(channels, 64)


def transform(matrix: Array, image: Array, name: str) -> Array:
    """matrix · tile · matrixᵀ for every tile of image (n, height, width, c).

    (r, r, n, rows, columns, c). Tiles begin ``STEP`` apart and are as large as the matrix is wide,
    so that they may overlap.
    """
    (r, size), (n, height, width, c) = matrix.shape, image.shape
    rows, columns = (height - size) // STEP + 1, (width - size) // STEP + 1
    every, row, column, _ = image.strides
    channel = image.itemsize  # the step of an axis of length 1 may be anything
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

    A piece has about as many tiles as the weights have rows, or more: else reading the weights,
    which every piece does, would take longer than using them.
    """
    step = max(1, CACHE // (4 * 36 * tiles * max(c, o)), -(-max(c, o) // tiles))
    return pieces(n, step)
