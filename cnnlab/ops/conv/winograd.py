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
from cnnlab.ops.conv.geometry import Array, Geometry
from cnnlab.ops.conv.tiles import (
    A_T,
    ALL_ONES,
    B_T,
    STEP,
    flipped_kernels,
    kernels,
    of_kernels,
    parts,
    tile_counts,
    tiled,
    transform,
)
from cnnlab.shapes import Pair
from cnnlab.threads import for_each, total

HALVES = [slice(0, 18), slice(18, 36)]  # of the 36 products, for two threads where one part is all


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
