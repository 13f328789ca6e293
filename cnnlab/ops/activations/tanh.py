"""The hyperbolic tangent.

    y = (exp(x) - exp(-x)) / (exp(x) + exp(-x))            dx = (1 - y²) dy

It is the sigmoid stretched: tanh(x) = 2 sigmoid(2x) - 1.

Source: LeCun et al. 1998, "Efficient BackProp", section 4.4.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cnnlab.ops.arrays import Array, floating, same_shape


class TanhCache(NamedTuple):
    """What the backward pass needs."""

    y: Array  # any shape


def tanh(x: Array) -> tuple[Array, TanhCache]:
    """x and y have any one shape; y lies between -1 and 1.

    Raises ShapeError unless x holds floating-point numbers.
    """
    floating("tanh", x=x)
    y = np.tanh(x)
    return y, TanhCache(y)


def tanh_backward(dy: Array, cache: TanhCache) -> Array:
    """dx, in the shape of x."""
    y = cache.y
    same_shape("tanh_backward", dy, y.shape)
    dx: Array = dy * (1 - y * y)
    return dx
