"""Local response normalisation: a unit is damped by the strength of its neighbours' answers.

    s[n, c, ...] = k + α / size · Σ_j x[n, j, ...]²        j from c - ⌊size/2⌋ to c + ⌊(size-1)/2⌋
    y[n, c, ...] = x[n, c, ...] / s[n, c, ...]^β

The neighbours are the channels before and after, at the same place; channels that do not exist
count as zero. Backwards a unit also answers for all in whose neighbourhood it stands:

    dx[n, j, ...] = dy / s^β - 2 α β / size · x · Σ_c dy y / s        c over those whose sum has j

Here, as in torch, α is divided by ``size``; in the paper it is not. AlexNet's constants, written
there as n = 5, α = 10⁻⁴, β = 0.75 and k = 2, are size = 5, alpha = 5e-4, beta = 0.75 and k = 2
here.

Source: Krizhevsky, Sutskever and Hinton 2012, "ImageNet Classification with Deep Convolutional
Neural Networks", section 3.3.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cnnlab.memory import workspace
from cnnlab.ops.arrays import Array, same_shape
from cnnlab.ops.lines import Order, blocks
from cnnlab.ops.normalisation.checks import with_channels
from cnnlab.ops.settings import finite, positive
from cnnlab.shapes import per_axis


class LocalResponseNormCache(NamedTuple):
    """What the backward pass needs."""

    x: Array  # (N, C, ...)
    scale: Array  # s, as lines (A, D, L)
    size: int
    alpha: float
    beta: float


def local_response_norm(
    x: Array, size: int, *, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0
) -> tuple[Array, LocalResponseNormCache]:
    """x and y (N, C, ...), alike in memory; ``size`` channels are neighbours.

    Raises ShapeError for a wrong rank or type, or settings that have no meaning.
    """
    with_channels("local_response_norm", x)
    (size,) = per_axis(size, 1, "size", operation="local_response_norm")
    alpha = finite(alpha, "alpha", operation="local_response_norm")
    beta = finite(beta, "beta", operation="local_response_norm")
    k = positive(k, "k", operation="local_response_norm")
    order = Order.of(x)
    lines = order.lines(x)
    scale, y = np.empty_like(lines), np.empty_like(lines)
    for block in blocks(lines):
        here = scale[block]
        neighbours(np.square(lines[block]), x.shape[1], size // 2, (size - 1) // 2, out=here)
        here *= alpha / size
        here += k
        np.power(here, -beta, out=y[block])
        y[block] *= lines[block]
    return order.array(y), LocalResponseNormCache(x, scale, size, alpha, beta)


def local_response_norm_backward(dy: Array, cache: LocalResponseNormCache) -> Array:
    """dx (N, C, ...)."""
    x, scale, size, alpha, beta = cache
    same_shape("local_response_norm_backward", dy, x.shape)
    order = Order.of(x)
    lines, dlines = order.lines(x), order.lines(dy.astype(x.dtype, copy=False))
    dx = np.empty_like(lines)
    for block in blocks(lines):
        direct = np.power(scale[block], -beta)
        direct *= dlines[block]  # dy / s^β
        blame = direct * lines[block]
        blame /= scale[block]  # dy y / s
        back = dx[block]
        neighbours(blame, x.shape[1], (size - 1) // 2, size // 2, out=back)
        back *= lines[block]
        back *= -2 * alpha * beta / size
        back += direct
    return order.array(dx)


def neighbours(lines: Array, channels: int, before: int, after: int, *, out: Array) -> None:
    """For each channel, into ``out``: Σ of lines (A, D, L) from ``before`` it to ``after`` it."""
    a, d, l = lines.shape
    apart = (a, d // channels, channels, l)
    reach = before + after
    frame = workspace("lines", (a, d // channels, reach + channels, l), lines.dtype)
    frame[:, :, :before] = frame[:, :, before + channels :] = 0
    frame[:, :, before : before + channels] = lines.reshape(apart)
    total = out.reshape(apart)
    total[...] = frame[:, :, :channels]
    for step in range(1, reach + 1):
        total += frame[:, :, step : step + channels]
