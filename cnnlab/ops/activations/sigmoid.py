"""The logistic sigmoid.

    y = 1 / (1 + exp(-x))            dx = y (1 - y) dy

Where x is negative, exp(-x) may overflow. There it is computed as exp(x) / (1 + exp(x)), which is
the same. Both are exp(min(x, 0)) / (1 + exp(-|x|)).

Source: LeCun et al. 1998, "Efficient BackProp", section 4.4, on what its range does to learning.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cnnlab.ops.arrays import Array, floating, same_shape


class SigmoidCache(NamedTuple):
    """What the backward pass needs."""

    y: Array  # any shape


def sigmoid(x: Array) -> tuple[Array, SigmoidCache]:
    """x and y have any one shape; y lies between 0 and 1.

    Raises ShapeError unless x holds floating-point numbers.
    """
    floating("sigmoid", x=x)
    y = np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))
    return y, SigmoidCache(y)


def sigmoid_backward(dy: Array, cache: SigmoidCache) -> Array:
    """dx, in the shape of x."""
    y = cache.y
    same_shape("sigmoid_backward", dy, y.shape)
    dx: Array = dy * y * (1 - y)
    return dx
