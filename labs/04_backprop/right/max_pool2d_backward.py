"""Right answers to exercise 5, written in different ways, with different rules for ties."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from cnnlab.labs.answers import right


@right("max_pool2d_backward")
def shares_among_the_largest(dy, x, kernel_size, stride):
    k, l = kernel_size
    dx = np.zeros_like(x)
    for p in range(dy.shape[2]):
        for q in range(dy.shape[3]):
            place = np.s_[:, :, p * stride : p * stride + k, q * stride : q * stride + l]
            largest = x[place] == x[place].max(axis=(2, 3), keepdims=True)
            shares = largest / largest.sum(axis=(2, 3), keepdims=True)
            dx[place] += shares * dy[:, :, p, q][:, :, None, None]
    return dx


@right("max_pool2d_backward")
def lets_the_last_one_win(dy, x, size, step):
    dx = np.zeros(x.shape).tolist()
    for n, image in enumerate(x.tolist()):
        for c, plane in enumerate(image):
            for p in range(dy.shape[2]):
                for q in range(dy.shape[3]):
                    best, where = -float("inf"), None
                    for i in range(p * step, p * step + size[0]):
                        for j in range(q * step, q * step + size[1]):
                            if plane[i][j] >= best:
                                best, where = plane[i][j], (i, j)
                    dx[n][c][where[0]][where[1]] += dy[n, c, p, q]
    return dx


@right("max_pool2d_backward")
def scatters_at_flat_places(dy, x, kernel_size, stride):
    n, c, h, w = x.shape
    windows = sliding_window_view(x, kernel_size, axis=(2, 3))[:, :, ::stride, ::stride]
    p, q = dy.shape[2:]
    rows, columns = divmod(windows.reshape(n, c, p, q, -1).argmax(axis=-1), kernel_size[1])
    rows = rows + stride * np.arange(p)[:, None]
    columns = columns + stride * np.arange(q)
    planes = np.arange(n * c).reshape(n, c, 1, 1)
    flat = np.bincount(((planes * h + rows) * w + columns).ravel(), dy.ravel(), minlength=x.size)
    return flat.reshape(x.shape)


@right("max_pool2d_backward")
def hands_out_place_by_place(dy, x, kernel_size, stride):
    k, l = kernel_size
    p, q = dy.shape[2:]
    planes = x.astype(np.float64).transpose(2, 3, 0, 1)
    slices = [
        np.s_[i : i + p * stride : stride, j : j + q * stride : stride]
        for i in range(k)
        for j in range(l)
    ]
    y = np.max([planes[s][:p, :q] for s in slices], axis=0)
    waiting = dy.transpose(2, 3, 0, 1).astype(np.float64)
    dx = np.zeros(planes.shape)
    for s in slices:
        won = planes[s][:p, :q] == y
        dx[s][:p, :q] += np.where(won, waiting, 0)
        waiting = np.where(won, 0, waiting)
    return dx.transpose(2, 3, 0, 1)


@right("max_pool2d_backward")
def gathers_for_every_pixel(dy, x, kernel_size, stride):
    def winner(n, c, p, q):
        patch = x[n, c, p * stride :, q * stride :][: kernel_size[0], : kernel_size[1]]
        i, j = np.unravel_index(patch.argmax(), patch.shape)
        return n, c, p * stride + i, q * stride + j

    won = {place: winner(*place) for place in np.ndindex(dy.shape)}
    dx = np.zeros(x.shape, dtype=np.float32, order="F")
    for pixel in np.ndindex(x.shape):
        dx[pixel] = sum(dy[place] for place, where in won.items() if where == pixel)
    return dx
