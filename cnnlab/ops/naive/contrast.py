"""Normalisation by neighbours. Names and defaults are those of ``cnnlab.ops``."""

from __future__ import annotations

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
