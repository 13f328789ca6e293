"""The Gaussian error linear unit: x, weighted by how probable it is that a normal number is less.

    y  = x Φ(x)                          Φ(x) = (1 + erf(x / √2)) / 2
    dx = (Φ(x) + x φ(x)) dy              φ(x) = exp(-x² / 2) / √(2π)

``approximate="tanh"`` puts (1 + tanh(u)) / 2, u = √(2/π) (x + 0.044715 x³), in the place of Φ: it
errs by less than 0.001, and many published networks were trained with it.

Source: Hendrycks and Gimpel 2016, "Gaussian Error Linear Units (GELUs)", arXiv:1606.08415,
section 2.

scipy.special is imported where it is used: NumPy has no erf, and few networks need it.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from cnnlab.ops.arrays import Array, floating, same_shape
from cnnlab.ops.settings import choice


class GELUCache(NamedTuple):
    """What the backward pass needs."""

    x: Array  # any shape
    share: Array  # Φ(x), or what stands in its place
    approximate: str


def gelu(x: Array, approximate: str = "none") -> tuple[Array, GELUCache]:
    """x and y have any one shape. ``approximate`` is "none" or "tanh".

    Raises ShapeError unless x holds floating-point numbers and ``approximate`` is one of the two.
    """
    floating("gelu", x=x)
    choice(approximate, ("none", "tanh"), "approximate", operation="gelu")
    if approximate == "tanh":
        share = (1 + np.tanh(math.sqrt(2 / math.pi) * x * (1 + 0.044715 * x * x))) / 2
    else:
        from scipy.special import ndtr  # Φ, accurate in the far tails too

        share = ndtr(x)
    return x * share, GELUCache(x, share, approximate)


def gelu_backward(dy: Array, cache: GELUCache) -> Array:
    """dx, in the shape of x."""
    x, share, approximate = cache
    same_shape("gelu_backward", dy, x.shape)
    if approximate == "tanh":
        du = math.sqrt(2 / math.pi) * (1 + 3 * 0.044715 * x * x)
        dshare = 2 * share * (1 - share) * du  # (1 - tanh²) / 2 = 2 · share · (1 - share)
    else:
        dshare = np.exp(x * x / -2) / math.sqrt(2 * math.pi)
    dx: Array = dy * (share + x * dshare)
    return dx
