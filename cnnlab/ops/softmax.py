"""Softmax: scores to probabilities.

    y[c]  = exp(x[c]) / Σ_j exp(x[j])
    dx[c] = y[c] (dy[c] - Σ_j dy[j] y[j])

The largest score is subtracted first: it changes no y, and no exponential overflows.

Source: Bridle 1990, "Probabilistic Interpretation of Feedforward Classification Network Outputs".
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cnnlab.ops.arrays import Array, floating, has_axis, same_shape


class SoftmaxCache(NamedTuple):
    """What the backward pass needs."""

    y: Array  # any shape
    axis: int


def softmax(x: Array, axis: int = 1) -> tuple[Array, SoftmaxCache]:
    """x and y have any one shape; along ``axis`` y sums to 1.

    Raises ShapeError unless x holds floating-point numbers and has such an axis.
    """
    floating("softmax", x=x)
    has_axis("softmax", x, axis)
    exponentials = np.exp(x - x.max(axis, keepdims=True))
    y = exponentials / exponentials.sum(axis, keepdims=True)
    return y, SoftmaxCache(y, axis)


def softmax_backward(dy: Array, cache: SoftmaxCache) -> Array:
    """dx, in the shape of x."""
    y, axis = cache
    same_shape("softmax_backward", dy, y.shape)
    dx: Array = y * (dy - (dy * y).sum(axis, keepdims=True))
    return dx
