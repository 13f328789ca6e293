"""The rectified linear unit.

    y = max(x, 0)            dx = dy where y > 0, else 0

At x = 0 the derivative is taken to be 0, as in torch.

Source: Nair and Hinton 2010, "Rectified Linear Units Improve Restricted Boltzmann Machines".
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cnnlab.ops.activations.pieces import PIECE, piecewise
from cnnlab.ops.arrays import Array, floating, same_shape


class ReLUCache(NamedTuple):
    """What the backward pass needs."""

    y: Array  # any shape


def relu(x: Array) -> tuple[Array, ReLUCache]:
    """max(x, 0), place by place. x and y have any one shape.

    Raises ShapeError unless x holds floating-point numbers.
    """
    floating("relu", x=x)
    zeros = np.zeros(PIECE, x.dtype)  # of an array, NumPy takes the maximum faster than of a number
    y = piecewise(lambda x, y: np.maximum(x, zeros[: len(x)], out=y), x)
    return y, ReLUCache(y)


def relu_backward(dy: Array, cache: ReLUCache) -> Array:
    """dx, in the shape of x: dy where the unit was on."""
    same_shape("relu_backward", dy, cache.y.shape)
    return piecewise(lambda dy, y, dx: np.multiply(dy, y > 0, out=dx), dy, cache.y)
