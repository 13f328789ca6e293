"""Softplus: a rectifier without a corner.

    y  = log(1 + exp(b x)) / b           and x itself where b x > threshold
    dx = dy / (1 + exp(-b x))            and dy there

The larger b, the sharper the bend. log(1 + exp(z)) is computed as max(z, 0) + log(1 + exp(-|z|)),
which does not overflow. Where b x is above the threshold the two differ by less than
exp(-threshold) / b, as in torch.

Source: Dugas et al. 2001, "Incorporating Second-Order Functional Knowledge for Better Option
Pricing".
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cnnlab.ops.activations.sigmoid import sigmoid
from cnnlab.ops.arrays import Array, floating, same_shape
from cnnlab.ops.settings import finite, positive


class SoftplusCache(NamedTuple):
    """What the backward pass needs."""

    scaled: Array  # b x, any shape
    threshold: float


def softplus(x: Array, beta: float = 1.0, threshold: float = 20.0) -> tuple[Array, SoftplusCache]:
    """x and y have any one shape; y is positive.

    Raises ShapeError unless x holds floating-point numbers, ``beta`` is a number above 0 and
    ``threshold`` a number.
    """
    floating("softplus", x=x)
    beta = positive(beta, "beta", operation="softplus")
    threshold = finite(threshold, "threshold", operation="softplus")
    scaled = np.asarray(beta * x)  # of a single number NumPy makes a scalar
    smooth = np.maximum(scaled, 0) + np.log1p(np.exp(-np.abs(scaled)))
    y = np.where(scaled > threshold, x, smooth / beta)
    return y, SoftplusCache(scaled, threshold)


def softplus_backward(dy: Array, cache: SoftplusCache) -> Array:
    """dx, in the shape of x."""
    scaled, threshold = cache
    same_shape("softplus_backward", dy, scaled.shape)
    slope, _ = sigmoid(scaled)
    return np.where(scaled > threshold, dy, dy * slope)
