"""The sigmoid linear unit, also called swish: a unit that gates itself.

    y  = x s             with s = 1 / (1 + exp(-x))
    dx = s (1 + x (1 - s)) dy

Source: Hendrycks and Gimpel 2016, "Gaussian Error Linear Units (GELUs)", arXiv:1606.08415, where it
is named; Ramachandran, Zoph and Le 2017, "Searching for Activation Functions", arXiv:1710.05941.
"""

from __future__ import annotations

from typing import NamedTuple

from cnnlab.ops.activations.sigmoid import sigmoid
from cnnlab.ops.arrays import Array, floating, same_shape


class SiLUCache(NamedTuple):
    """What the backward pass needs."""

    x: Array  # any shape
    s: Array  # the sigmoid of x


def silu(x: Array) -> tuple[Array, SiLUCache]:
    """x and y have any one shape.

    Raises ShapeError unless x holds floating-point numbers.
    """
    floating("silu", x=x)
    s, _ = sigmoid(x)
    return x * s, SiLUCache(x, s)


def silu_backward(dy: Array, cache: SiLUCache) -> Array:
    """dx, in the shape of x."""
    x, s = cache
    same_shape("silu_backward", dy, x.shape)
    dx: Array = dy * s * (1 + x * (1 - s))
    return dx
