"""Depthwise convolution: every channel has its own kernel, and no sum runs over channels.

    y[n, p, q, c] = Σ_kl x[n, p + k, q + l, c] w[c, k, l]

There is no matrix product in it, and little arithmetic for each number read: memory decides. In
channels-last memory a line of an image is one run of W · C numbers, and so is a line of outputs.
Shifting by l columns is a shift of the run's start, and one einsum multiplies and adds whole runs.

Stride 1, no dilation, one kernel a channel.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import as_strided

from cnnlab.memory import empty, workspace
from cnnlab.ops.conv.geometry import Array, Geometry, flipped, framed
from cnnlab.shapes import Pair
from cnnlab.threads import for_each, total


def forward(x: Array, weight: Array, geometry: Geometry, bias: Array | None = None) -> Array:
    """y (N, P, Q, C) from x (N, H, W, C), bias (C,) and weight (C, 1, K, L)."""
    n, c, kernel = len(x), len(weight), weight.shape[2:]
    p, q = geometry.output(x.shape[1:3], kernel)
    run = workspace("run", (*kernel, q, c), x.dtype)  # the kernel's weights along a line
    run[...] = weight[:, 0].transpose(1, 2, 0)[:, :, None]
    run = run.reshape(*kernel, q * c)
    y = empty((n, p, q * c), x.dtype)

    def convolve(i: int) -> None:
        np.einsum("pklr,klr->pr", lines(x[i : i + 1], geometry, kernel, p, q)[0], run, out=y[i])
        if bias is not None:
            y[i] += np.tile(bias, q)

    for_each(convolve, range(n))  # an image at a time stays in the cache
    return y.reshape(n, p, q, c)


def backward_input(dy: Array, weight: Array, geometry: Geometry, size: Pair) -> Array:
    """dx (N, H, W, C): the convolution of dy with the flipped kernels."""
    turned = flipped(weight, geometry.groups)
    return forward(dy, turned, geometry.transposed(weight.shape[2:]))


def backward_weight(dy: Array, x: Array, geometry: Geometry, kernel: Pair) -> Array:
    """dweight (C, 1, K, L)."""
    n, p, q, c = dy.shape

    def share(i: int) -> Array:
        upstream = np.ascontiguousarray(dy[i]).reshape(p, q * c)
        met = lines(x[i : i + 1], geometry, kernel, p, q)[0]
        shares: Array = np.einsum("pklr,pr->klr", met, upstream)
        return shares

    sums = total(share, range(n), np.zeros((*kernel, q * c), dy.dtype))
    dweight: Array = sums.reshape(*kernel, q, c).sum(2)  # (K, L, C)
    return dweight.transpose(2, 0, 1)[:, None]


def lines(x: Array, geometry: Geometry, kernel: tuple[int, ...], p: int, q: int) -> Array:
    """For every output line and every shift, the run of inputs it meets: (n, P, K, L, Q·C)."""
    frame = framed(x, geometry.padding)
    image, row, column, _ = frame.strides
    return as_strided(
        frame, (len(x), p, *kernel, q * x.shape[3]), (image, row, row, column, frame.itemsize)
    )
