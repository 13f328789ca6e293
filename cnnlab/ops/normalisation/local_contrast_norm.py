"""Local contrast normalisation: what differs from its surroundings, measured by how much differs.

First every place loses the average of its neighbourhood, over all channels (subtractive):

    v[n, c, i, j] = x[n, c, i, j] - Σ_kl w[k, l] · 1/C Σ_c x[n, c, i + k, j + l]

then it is divided by the deviation found there (divisive), but by no less than the image's own
mean deviation, so that flat places stay flat:

    σ[n, i, j]    = √( Σ_kl w[k, l] · 1/C Σ_c v[n, c, i + k, j + l]² )
    y[n, c, i, j] = v[n, c, i, j] / max( σ[n, i, j], mean of σ[n], eps )

w is a Gaussian window with Σ w = 1. At the edges only what lies inside the image counts, with
weights that again add up to one; the paper leaves the edges open. A Gaussian in the plane is the
product of two on a line, so that the weighted sums are products with two banded matrices:

    Σ_kl w[k, l] m[i + k, j + l] = ( A m Bᵀ )[i, j]            whose transpose is Aᵀ m B

Backwards, with d the divisor (dσ goes to σ or, where the mean is larger, to all of σ alike):

    dd = - Σ_c dy y / d         dv = dy / d + v / C · Aᵀ (dσ / σ) B
    dx = dv - 1/C Aᵀ ( Σ_c dv ) B

Source: Jarrett, Kavukcuoglu, Ranzato and LeCun 2009, "What is the Best Multi-Stage Architecture for
Object Recognition?".
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cnnlab.ops.arrays import Array, axes, same_shape
from cnnlab.ops.normalisation.checks import with_channels
from cnnlab.ops.settings import positive
from cnnlab.shapes import IntOrPair, Pair, ShapeError, pair


class LocalContrastNormCache(NamedTuple):
    """What the backward pass needs."""

    v: Array  # (N, C, H, W)
    deviation: Array  # (N, 1, H, W), σ
    divisor: Array  # (N, 1, H, W)
    vertical: Array  # (H, H), A
    horizontal: Array  # (W, W), B
    eps: float


def local_contrast_norm(
    x: Array, kernel_size: IntOrPair = 9, *, sigma: float | None = None, eps: float = 1e-4
) -> tuple[Array, LocalContrastNormCache]:
    """x and y (N, C, H, W).

    ``sigma`` is the Gaussian's deviation in pixels, a quarter of the window's size unless given.

    Raises ShapeError for a wrong rank or type, or a window without a middle.
    """
    with_channels("local_contrast_norm", x)
    axes("local_contrast_norm", "N C H W", x=x)
    window = with_a_middle(kernel_size, operation="local_contrast_norm")
    if sigma is not None:
        sigma = positive(sigma, "sigma", operation="local_contrast_norm")
    eps = positive(eps, "eps", operation="local_contrast_norm")
    vertical, horizontal = (
        gaussian(length, size, sigma or size / 4).astype(x.dtype)
        for length, size in zip(x.shape[2:], window, strict=True)
    )
    v = x - vertical @ x.mean(axis=1, keepdims=True) @ horizontal.T  # subtractive
    squares = np.square(v).mean(axis=1, keepdims=True)
    deviation = np.sqrt(vertical @ squares @ horizontal.T)
    mean = deviation.mean(axis=(2, 3), keepdims=True)
    divisor = np.maximum(np.maximum(deviation, mean), eps)
    cache = LocalContrastNormCache(v, deviation, divisor, vertical, horizontal, eps)
    return v / divisor, cache


def local_contrast_norm_backward(dy: Array, cache: LocalContrastNormCache) -> Array:
    """dx (N, C, H, W)."""
    v, deviation, divisor, vertical, horizontal, eps = cache
    same_shape("local_contrast_norm_backward", dy, v.shape)
    channels, *size = v.shape[1:]
    dv: Array = dy / divisor
    ddivisor = -np.sum(dv * v, axis=1, keepdims=True) / divisor
    mean = deviation.mean(axis=(2, 3), keepdims=True)
    own, shared = deviation >= np.maximum(mean, eps), (deviation < mean) & (mean > eps)
    dmean = np.sum(ddivisor * shared, axis=(2, 3), keepdims=True)
    ddeviation = ddivisor * own + dmean / (size[0] * size[1])
    flat = deviation == 0  # there v is zero all over the window, and hands nothing on
    slope = ddeviation * ~flat / (deviation + flat)
    dv += v / channels * (vertical.T @ slope @ horizontal)
    dv -= vertical.T @ dv.mean(axis=1, keepdims=True) @ horizontal
    return dv


def with_a_middle(kernel_size: IntOrPair, *, operation: str) -> Pair:
    """The window's size (vertical, horizontal). Raises ShapeError unless both are odd."""
    window = pair(kernel_size, "kernel_size", operation=operation)
    if any(size % 2 == 0 for size in window):
        raise ShapeError(
            f"{operation}: the window has no middle",
            expected="an odd kernel_size",
            got=f"kernel_size = {kernel_size!r}",
        )
    return window


def gaussian(length: int, size: int, sigma: float) -> Array:
    """The weighted sums along an axis as a matrix (length, length), whose rows add up to one."""
    apart = np.subtract.outer(np.arange(length), np.arange(length))
    weights: Array = np.exp(-0.5 * (apart / sigma) ** 2) * (abs(apart) <= size // 2)
    weights /= weights.sum(axis=1, keepdims=True)
    return weights
