"""Right answers to exercise 7, written in different ways."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from cnnlab.labs.answers import right


def around(x, zeros):
    return np.pad(x, [(0, 0), (0, 0), (zeros, zeros), (zeros, zeros)])


@right("conv2d_backward_fast")
def correlates_with_the_turned_kernel(dy, x, weight, stride, padding):
    (n, o), (h, w), (k, l) = dy.shape[:2], x.shape[2:], weight.shape[2:]
    windows = sliding_window_view(around(x, padding), (k, l), axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride]
    dweight = np.einsum("nopq,ncpqkl->ockl", dy, windows, optimize=True)
    apart = np.zeros((n, o, h + 2 * padding - k + 1, w + 2 * padding - l + 1))
    apart[:, :, ::stride, ::stride] = dy
    full = np.pad(apart, [(0, 0), (0, 0), (k - 1, k - 1), (l - 1, l - 1)])
    seen = sliding_window_view(full, (k, l), axis=(2, 3))
    dx = np.einsum("nohwkl,ockl->nchw", seen, weight[:, :, ::-1, ::-1], optimize=True)
    return dx[:, :, padding : padding + h, padding : padding + w], dweight, dy.sum((0, 2, 3))


@right("conv2d_backward_fast")
def scatters_columns_at_numbered_pixels(dy, x, weight, stride, padding):
    (n, c, h, w), (o, _, k, l), (p, q) = x.shape, weight.shape, dy.shape[2:]
    wide = w + 2 * padding
    rows = stride * np.arange(p)[:, None, None, None] + np.arange(k)[:, None]
    columns = stride * np.arange(q)[:, None, None] + np.arange(l)
    pixels = (rows * wide + columns).reshape(p * q, k * l)
    flat = around(x, padding).reshape(n, c, -1)
    patches = flat[:, :, pixels].transpose(0, 2, 1, 3).reshape(n * p * q, c * k * l)
    above = dy.transpose(0, 2, 3, 1).reshape(n * p * q, o)
    back = (above @ weight.reshape(o, -1)).reshape(n, p * q, c, k * l)
    dflat = np.zeros((flat.shape[2], n, c))
    np.add.at(dflat, pixels, back.transpose(1, 3, 0, 2))
    dx = dflat.transpose(1, 2, 0).reshape(n, c, h + 2 * padding, wide)
    dx = dx[:, :, padding : padding + h, padding : padding + w]
    return dx, (above.T @ patches).reshape(weight.shape), above.sum(axis=0)


@right("conv2d_backward_fast")
def loops_over_the_kernel_with_einsum(upstream, images, kernels, step, zeros):
    padded = around(images.astype(np.float64), zeros)
    dpadded, dw = np.zeros(padded.shape, order="F"), np.empty(kernels.shape)
    rows = step * np.arange(upstream.shape[2])[:, None]
    columns = step * np.arange(upstream.shape[3])
    for k, l in np.ndindex(*kernels.shape[2:]):
        dw[:, :, k, l] = np.einsum("nopq,ncpq->oc", upstream, padded[:, :, rows + k, columns + l])
        dpadded[:, :, rows + k, columns + l] += np.einsum(
            "nopq,oc->ncpq", upstream, kernels[:, :, k, l]
        )
    height, width = images.shape[2:]
    return [
        dpadded[:, :, zeros : zeros + height, zeros : zeros + width],
        dw,
        np.add.reduce(upstream, axis=(0, 2, 3)).tolist(),
    ]


@right("conv2d_backward_fast")
def loops_over_rows_of_outputs_only(dy, x, weight, stride, padding):
    (h, w), (k, l), q = x.shape[2:], weight.shape[2:], dy.shape[3]
    padded = around(x, padding)
    dpadded, dweight = np.zeros_like(padded), np.zeros_like(weight)
    for p in range(dy.shape[2]):  # a loop over one axis of the places is fast enough
        band = padded[:, :, p * stride : p * stride + k]
        windows = sliding_window_view(band, l, axis=3)[:, :, :, ::stride]
        dweight += np.tensordot(dy[:, :, p], windows, axes=[(0, 2), (0, 3)])
        back = np.tensordot(dy[:, :, p], weight, axes=[1, 0])  # (N, Q, C, K, L)
        for column in range(l):
            columns = slice(column, column + (q - 1) * stride + 1, stride)
            dpadded[:, :, p * stride : p * stride + k, columns] += np.moveaxis(
                back[..., column], 1, -1
            )
    return dpadded[:, :, padding : h + padding, padding : w + padding], dweight, dy.sum((0, 2, 3))
