"""The logarithm of softmax, without computing softmax.

    y[c]  = x[c] - log Σ_j exp(x[j])
    dx[c] = dy[c] - exp(y[c]) Σ_j dy[j]

A probability of exp(-1000) is 0 to any computer; its logarithm is -1000.

Source: Bridle 1990, "Probabilistic Interpretation of Feedforward Classification Network Outputs".
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cnnlab.ops.arrays import Array, floating, has_axis, same_shape


class LogSoftmaxCache(NamedTuple):
    """What the backward pass needs."""

    y: Array  # any shape
    axis: int


def log_softmax(x: Array, axis: int = 1) -> tuple[Array, LogSoftmaxCache]:
    """x and y have any one shape; along ``axis`` the exponentials of y sum to 1.

    Raises ShapeError unless x holds floating-point numbers and has such an axis.
    """
    floating("log_softmax", x=x)
    has_axis("log_softmax", x, axis)
    shifted = x - x.max(axis, keepdims=True)  # at most 0
    y = shifted - np.log(np.exp(shifted).sum(axis, keepdims=True))
    return y, LogSoftmaxCache(y, axis)


def log_softmax_backward(dy: Array, cache: LogSoftmaxCache) -> Array:
    """dx, in the shape of x."""
    y, axis = cache
    same_shape("log_softmax_backward", dy, y.shape)
    dx: Array = dy - np.exp(y) * dy.sum(axis, keepdims=True)
    return dx
