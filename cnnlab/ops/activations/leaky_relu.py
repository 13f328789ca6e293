"""The rectifier that leaks: a unit that is off still lets a little of its gradient through.

    y = max(x, 0) + a min(x, 0)            dx = dy where x > 0, else a dy

with the slope a, 0.01 unless given. At x = 0 the derivative is taken to be a, as in torch.

Source: Maas, Hannun and Ng 2013, "Rectifier Nonlinearities Improve Neural Network Acoustic Models".
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cnnlab.ops.arrays import Array, floating, same_shape
from cnnlab.ops.settings import finite


class LeakyReLUCache(NamedTuple):
    """What the backward pass needs."""

    x: Array  # any shape
    slope: float


def leaky_relu(x: Array, negative_slope: float = 0.01) -> tuple[Array, LeakyReLUCache]:
    """x and y have any one shape.

    Raises ShapeError unless x holds floating-point numbers and ``negative_slope`` is a number.
    """
    floating("leaky_relu", x=x)
    slope = finite(negative_slope, "negative_slope", operation="leaky_relu")
    y = np.maximum(x, 0) + slope * np.minimum(x, 0)
    return y, LeakyReLUCache(x, slope)


def leaky_relu_backward(dy: Array, cache: LeakyReLUCache) -> Array:
    """dx, in the shape of x."""
    x, slope = cache
    same_shape("leaky_relu_backward", dy, x.shape)
    on = (x > 0).astype(x.dtype)  # 1 or 0: quicker than np.where
    dx: Array = dy * (on + slope * (1 - on))
    return dx
