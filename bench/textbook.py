"""Two convolutions as textbooks write them, for comparison: in NCHW, forward and backward.

``im2col`` follows the description in the notes of a well-known course: index arrays, made once,
gather the patches of the whole batch into the columns of one matrix (C·K·L, P·Q·N); a product with
the kernels as rows; a transposition. Backwards the same indices scatter with ``np.add.at``.

``windows`` is what many write today: a view of sliding windows and one ``einsum``.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

Cache = tuple[np.ndarray, ...]


class Im2col:
    """The index arrays for one shape, and the two passes that use them."""

    def __init__(self, x: tuple[int, ...], kernel: int, stride: int, padding: int) -> None:
        self.shape, self.padding = x, padding
        c, size = x[1], [(m + 2 * padding - kernel) // stride + 1 for m in x[2:]]
        self.size = tuple(size)
        within_row, within_column = np.divmod(np.tile(np.arange(kernel * kernel), c), kernel)
        row, column = np.divmod(np.arange(size[0] * size[1]), size[1])
        self.rows = within_row[:, None] + stride * row
        self.columns = within_column[:, None] + stride * column
        self.channels = np.repeat(np.arange(c), kernel * kernel)[:, None]

    def forward(self, x: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
        """y (N, O, P, Q)."""
        zeros = (self.padding, self.padding)
        padded = np.pad(x, ((0, 0), (0, 0), zeros, zeros))
        patches = padded[:, self.channels, self.rows, self.columns]  # (N, C·K·L, P·Q)
        self.cols = patches.transpose(1, 2, 0).reshape(len(self.rows), -1)
        y = weight.reshape(len(weight), -1) @ self.cols + bias[:, None]
        return y.reshape(len(weight), *self.size, len(x)).transpose(3, 0, 1, 2)

    def backward(self, dy: np.ndarray, weight: np.ndarray) -> Cache:
        """dx, dweight, dbias, for the x of the last ``forward``."""
        (n, c, h, w), p = self.shape, self.padding
        flat = dy.transpose(1, 2, 3, 0).reshape(len(weight), -1)
        dcols = weight.reshape(len(weight), -1).T @ flat
        dcols = dcols.reshape(len(self.rows), -1, n).transpose(2, 0, 1)
        dpadded = np.zeros((n, c, h + 2 * p, w + 2 * p), dy.dtype)
        np.add.at(dpadded, (slice(None), self.channels, self.rows, self.columns), dcols)
        dweight = (flat @ self.cols.T).reshape(weight.shape)
        return dpadded[:, :, p : p + h, p : p + w], dweight, dy.sum(axis=(0, 2, 3))


def windows(
    x: np.ndarray, weight: np.ndarray, bias: np.ndarray, *, stride: int, padding: int
) -> np.ndarray:
    """y (N, O, P, Q): sliding windows and one einsum."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    view = sliding_window_view(padded, weight.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("ncpqkl,ockl->nopq", view, weight, optimize=True) + bias[:, None, None]
