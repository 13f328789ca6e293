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

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from cnnlab.ops.conv.geometry import Array, Geometry, cropped, flipped
from cnnlab.ops.conv.workspace import workspace
from cnnlab.shapes import Pair
from cnnlab.threads import each, for_each

STEP = 4  # a tile's outputs along one axis
PLACES = [slice(0, 18), slice(18, 36)]  # the 36 products, for two threads where one part is all
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


def forward(x: Array, weight: Array, geometry: Geometry, bias: Array | None = None) -> Array:
    """y (N, P, Q, O) from x (N, H, W, C), bias (O,) and weight (O, C, 3, 3)."""
    n, _, _, c = x.shape
    o = weight.shape[0]
    p, q = geometry.output(x.shape[1:3], weight.shape[2:])
    rows, columns = tile_counts(p, q)
    b_t, a_t = B_T.astype(x.dtype), A_T.astype(x.dtype)
    u = (G_G.astype(x.dtype) @ weight.reshape(o * c, 9).T).reshape(36, o, c)
    y = np.empty((n, p, q, o), x.dtype)

    def convolve(part: slice) -> None:
        chunk = x[part]  # (n', H, W, C)
        size = len(chunk)
        v = transform(b_t, frame(chunk, geometry, rows, columns), rows, columns, "v")
        m = workspace("m", (36, rows * columns * size, o), x.dtype)
        v, u_t = v.reshape(36, -1, c), u.transpose(0, 2, 1)
        for_each(lambda i: np.matmul(v[i], u_t[i], out=m[i]), PLACES)
        # Aᵀ M A, first over the tile's rows, then over its columns
        half = workspace("half", (4, 6, rows, columns, size * o), x.dtype)
        np.matmul(a_t, m.reshape(6, -1), out=half.reshape(4, -1))
        tiles = workspace("tiles", (4, rows, columns, 4, size * o), x.dtype)
        np.matmul(a_t, half.transpose(0, 2, 3, 1, 4), out=tiles)
        if bias is not None:
            tiles += np.tile(bias, size)
        lines = tiles.reshape(4, rows, columns * STEP, size, o)
        for i in range(STEP):  # row i of every tile; what hangs over the edge is cut off
            target = y[part, i::STEP]  # (n', ≤ rows, Q, O)
            target[...] = lines[i, : target.shape[1], :q].transpose(2, 0, 1, 3)

    for_each(convolve, parts(n, rows * columns, c, o))
    return y


def backward_input(dy: Array, weight: Array, geometry: Geometry, size: Pair) -> Array:
    """dx (N, H, W, C): the convolution of dy with the flipped kernels, padded to full."""
    return forward(dy, flipped(weight), geometry.transposed(weight.shape[2:]))


def backward_weight(dy: Array, x: Array, geometry: Geometry, kernel: Pair) -> Array:
    """dweight (O, C, 3, 3)."""
    n, p, q, o = dy.shape
    c = x.shape[3]
    rows, columns = tile_counts(p, q)
    b_t, a = B_T.astype(x.dtype), np.ascontiguousarray(A_T.T).astype(x.dtype)
    no_padding = geometry._replace(padding=((0, 0), (0, 0)))
    du = np.zeros((36, o, c), x.dtype)

    def share(part: slice) -> Array:
        v = transform(b_t, frame(x[part], geometry, rows, columns), rows, columns, "v")
        d = transform(a, frame(dy[part], no_padding, rows, columns, 0), rows, columns, "m")
        d, v = d.reshape(36, -1, o).transpose(0, 2, 1), v.reshape(36, -1, c)
        product = np.empty((36, o, c), x.dtype)
        for_each(lambda i: np.matmul(d[i], v[i], out=product[i]), PLACES)
        return product

    for part in each(share, parts(n, rows * columns, c, o)):
        du += part
    return (du.reshape(36, o * c).T @ G_G.astype(x.dtype)).reshape(o, c, 3, 3)


def transform(matrix: Array, image: Array, rows: int, columns: int, name: str) -> Array:
    """matrix · tile · matrixᵀ for every tile of image (height, width, q): (r, r, rows, columns, q).

    Tiles begin ``STEP`` apart and are as large as the matrix is wide, so that they may overlap.
    """
    r, size = matrix.shape
    height, width, q = image.shape
    bands = sliding_window_view(image.reshape(height, width * q), size, axis=0)[::STEP]
    half = workspace("half", (rows, r, width * q), image.dtype)
    np.matmul(matrix, bands.swapaxes(1, 2), out=half)
    tiles = sliding_window_view(half.reshape(rows, r, width, q), size, axis=2)[:, :, ::STEP]
    out = workspace(name, (r, r, rows, columns, q), image.dtype)
    np.matmul(matrix, tiles.swapaxes(3, 4), out=out.transpose(2, 0, 3, 1, 4))
    return out


def frame(x: Array, geometry: Geometry, rows: int, columns: int, overlap: int = 2) -> Array:
    """x (n, H, W, C) with its zeros around it, as (height, width, n·C): images side by side.

    With the batch beside the channels, every step of a transform runs over long rows.
    """
    x, ((top, _), (left, _)) = cropped(x, geometry.padding)
    n, h, w, c = x.shape
    height, width = rows * STEP + overlap, columns * STEP + overlap
    image = workspace("frame", (height, width, n, c), x.dtype)
    image[:top] = image[top + h :] = 0
    image[:, :left] = image[:, left + w :] = 0
    image[top : top + h, left : left + w] = x.transpose(1, 2, 0, 3)
    return image.reshape(height, width, n * c)


def tile_counts(p: int, q: int) -> tuple[int, int]:
    return -(-p // STEP), -(-q // STEP)


def parts(n: int, tiles: int, c: int, o: int) -> list[slice]:
    """The batch in pieces whose transformed tiles stay near 2 MB, so that they stay in the cache.

    Where the weights are larger than that themselves, they are better read once.
    """
    step = n if c * o > 1 << 17 else max(1, (1 << 21) // (4 * 36 * tiles * max(c, o)))
    return [slice(start, start + step) for start in range(0, n, step)]
