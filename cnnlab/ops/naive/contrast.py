"""Normalisation by neighbours. Names and defaults are those of ``cnnlab.ops``."""

from __future__ import annotations

import math

import numpy as np

from cnnlab.ops.arrays import Array


def local_response_norm(
    x: Array, size: int, *, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0
) -> Array:
    """y (N, C, ...): x over a power of what its neighbouring channels have at the same place."""
    y = np.zeros_like(x)
    for at in np.ndindex(x.shape):
        y[at] = x[at] / _strength(x, at, size, alpha, k) ** beta
    return y


def local_response_norm_backward(
    dy: Array, x: Array, size: int, *, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0
) -> Array:
    """dx: y[c] hands dy to x[c] above the line, and to every neighbour x[j] below it."""
    dx = np.zeros_like(x)
    for at in np.ndindex(x.shape):
        n, c, *place = at
        s = _strength(x, at, size, alpha, k)
        dx[at] += dy[at] / s**beta
        for j in _neighbours(c, size, x.shape[1]):
            near = (n, j, *place)
            slope = -beta * x[at] / s ** (beta + 1) * alpha / size * 2 * x[near]
            dx[near] += dy[at] * slope
    return dx


def _strength(x: Array, at: tuple[int, ...], size: int, alpha: float, k: float) -> float:
    """k + α / size · Σ of the neighbours' squares."""
    n, c, *place = at
    total = sum(float(x[(n, j, *place)]) ** 2 for j in _neighbours(c, size, x.shape[1]))
    return k + alpha / size * total


def _neighbours(c: int, size: int, channels: int) -> list[int]:
    """``size`` channels, of which c is in the middle, or, of an even number, just after it."""
    return [j for j in range(c - size // 2, c + (size - 1) // 2 + 1) if 0 <= j < channels]


def local_contrast_norm(
    x: Array, kernel_size: tuple[int, int], *, sigma: float | None = None, eps: float = 1e-4
) -> Array:
    """y (N, C, H, W): x less its neighbourhood's mean, over the neighbourhood's deviation."""
    v, deviation = _contrast(x, kernel_size, sigma)
    y = np.zeros_like(x)
    for n, i, j in np.ndindex(deviation.shape):
        y[n, :, i, j] = v[n, :, i, j] / max(deviation[n, i, j], deviation[n].mean(), eps)
    return y


def local_contrast_norm_backward(
    dy: Array,
    x: Array,
    kernel_size: tuple[int, int],
    *,
    sigma: float | None = None,
    eps: float = 1e-4,
) -> Array:
    """dx: back through the quotient, then the deviations, then the means."""
    c_, h, w = x.shape[1:]
    v, deviation = _contrast(x, kernel_size, sigma)
    dx, dv, ddeviation = np.zeros_like(x), np.zeros_like(x), np.zeros_like(deviation)
    for n, i, j in np.ndindex(deviation.shape):
        own, mean = deviation[n, i, j], deviation[n].mean()
        divisor = max(own, mean, eps)
        dv[n, :, i, j] += dy[n, :, i, j] / divisor
        ddivisor = -float((dy[n, :, i, j] * v[n, :, i, j]).sum()) / divisor**2
        if divisor == own:
            ddeviation[n, i, j] += ddivisor
        elif divisor == mean:
            ddeviation[n] += ddivisor / (h * w)
    for n, i, j in np.ndindex(deviation.shape):
        if deviation[n, i, j] > 0:
            for a, b, share in _window((i, j), (h, w), kernel_size, sigma):
                slope = share / c_ * v[n, :, a, b] / deviation[n, i, j]
                dv[n, :, a, b] += ddeviation[n, i, j] * slope
    for n, i, j in np.ndindex(deviation.shape):
        dx[n, :, i, j] += dv[n, :, i, j]
        for a, b, share in _window((i, j), (h, w), kernel_size, sigma):
            dx[n, :, a, b] -= share / c_ * float(dv[n, :, i, j].sum())
    return dx


def _contrast(x: Array, kernel: tuple[int, int], sigma: float | None) -> tuple[Array, Array]:
    """What differs from the neighbourhood, (N, C, H, W), and its deviation there, (N, H, W)."""
    n_, c_, h, w = x.shape
    v, deviation = np.zeros_like(x), np.zeros((n_, h, w))
    for n, i, j in np.ndindex(n_, h, w):
        near = _window((i, j), (h, w), kernel, sigma)
        mean = sum(share * float(x[n, :, a, b].sum()) / c_ for a, b, share in near)
        v[n, :, i, j] = x[n, :, i, j] - mean
    for n, i, j in np.ndindex(n_, h, w):
        near = _window((i, j), (h, w), kernel, sigma)
        squares = sum(share * float((v[n, :, a, b] ** 2).sum()) / c_ for a, b, share in near)
        deviation[n, i, j] = math.sqrt(squares)
    return v, deviation


def _window(
    at: tuple[int, int], size: tuple[int, int], kernel: tuple[int, int], sigma: float | None
) -> list[tuple[int, int, float]]:
    """The places around ``at`` that lie in the image, with their shares of a Gaussian."""
    places = []
    for a, b in np.ndindex(*size):
        apart = a - at[0], b - at[1]
        if all(abs(d) <= k // 2 for d, k in zip(apart, kernel, strict=True)):
            spread = (d / (sigma or k / 4) for d, k in zip(apart, kernel, strict=True))
            places.append((a, b, math.exp(-0.5 * sum(s * s for s in spread))))
    total = sum(share for _, _, share in places)
    return [(a, b, share / total) for a, b, share in places]
