"""Dropout by its definition: one random number for every place, in reading order."""

from __future__ import annotations

import numpy as np

from cnnlab.ops.arrays import Array


def dropout(x: Array, p: float = 0.5, *, rng: np.random.Generator) -> Array:
    """y: 0 where the random number is less than p, x / (1 - p) elsewhere."""
    y = np.zeros_like(x)
    for at in np.ndindex(x.shape):
        if rng.random(dtype=np.float32) >= p:
            y[at] = x[at] / (1 - p)
    return y


def dropout_backward(dy: Array, x: Array, p: float = 0.5, *, rng: np.random.Generator) -> Array:
    """dx: the same of dy, with the same random numbers."""
    return dropout(dy.reshape(x.shape), p, rng=rng)
