"""The exponential linear unit.

    y  = max(x, 0) + a (exp(min(x, 0)) - 1)
    dx = dy where x > 0, else a exp(x) dy

Far below zero it settles at -a, so that the mean of the outputs comes closer to zero than a
rectifier's. With a = 1 its slope has no jump at zero.

Source: Clevert, Unterthiner and Hochreiter 2016, "Fast and Accurate Deep Network Learning by
Exponential Linear Units (ELUs)", arXiv:1511.07289.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cnnlab.ops.arrays import Array, floating, same_shape
from cnnlab.ops.settings import finite


class ELUCache(NamedTuple):
    """What the backward pass needs."""

    x: Array  # any shape
    alpha: float


def elu(x: Array, alpha: float = 1.0) -> tuple[Array, ELUCache]:
    """x and y have any one shape.

    Raises ShapeError unless x holds floating-point numbers and ``alpha`` is a number.
    """
    floating("elu", x=x)
    alpha = finite(alpha, "alpha", operation="elu")
    y = np.maximum(x, 0) + alpha * np.expm1(np.minimum(x, 0))
    return y, ELUCache(x, alpha)


def elu_backward(dy: Array, cache: ELUCache) -> Array:
    """dx, in the shape of x."""
    x, alpha = cache
    same_shape("elu_backward", dy, x.shape)
    on = (x > 0).astype(x.dtype)  # 1 or 0: quicker than np.where
    dx: Array = dy * (on + alpha * np.exp(np.minimum(x, 0)) * (1 - on))
    return dx
