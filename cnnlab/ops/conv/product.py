"""The matrix product, in blocks that a processor's cache likes.

A matrix product first copies both factors into an order that suits the processor. OpenBLAS, which
NumPy comes with, spares itself that for small ones, of up to a million multiply-adds: where the
factors are narrow, and copying them takes as long as multiplying, many small products are up to
1.5 times as fast as a single large one.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.lib.stride_tricks import as_strided

from cnnlab.ops.conv.geometry import Array

SMALL = 1_000_000  # multiply-adds
ROWS = 256  # fewer in a block do not pay


def product(a: Array, b: Array, out: Array) -> None:
    """out (..., M, N) = a (..., M, K) · b (..., K, N)."""
    (m, k), n = a.shape[-2:], b.shape[-1]
    rows = SMALL // max(1, k * n)
    if rows < ROWS or m <= rows:
        np.matmul(a, b, out=out)
        return
    whole = m // rows * rows
    blocks = (*a.shape[:-2], m // rows, rows)
    np.matmul(_cut(a, blocks), b[..., None, :, :], out=_cut(out, blocks))
    np.matmul(a[..., whole:, :], b, out=out[..., whole:, :])


def add_to_rows(matrix: Array, row: Array) -> None:
    """matrix (M, N) += row (N,), several rows at a time, because NumPy is slow in short ones."""
    several = math.gcd(len(matrix), 32)
    matrix.reshape(-1, several * len(row))[...] += np.tile(row, several)


def _cut(matrix: Array, blocks: tuple[int, ...]) -> Array:
    """The first rows of matrix (..., M, ·) in blocks (..., blocks, rows, ·), without a copy."""
    *outer, row, column = matrix.strides
    strides = (*outer, blocks[-1] * row, row, column)
    return as_strided(matrix, (*blocks, matrix.shape[-1]), strides)
