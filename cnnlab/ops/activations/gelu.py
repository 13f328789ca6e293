"""The Gaussian error linear unit: x, weighted by how probable it is that a normal number is less.

    y  = x Φ(x)                          Φ(x) = (1 + erf(x / √2)) / 2
    dx = (Φ(x) + x φ(x)) dy              φ(x) = exp(-x² / 2) / √(2π)

``approximate="tanh"`` puts (1 + tanh(u)) / 2, u = √(2/π) (x + 0.044715 x³), in the place of Φ: it
errs by less than 0.001, and many published networks were trained with it.

Source: Hendrycks and Gimpel 2016, "Gaussian Error Linear Units (GELUs)", arXiv:1606.08415,
section 2.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from cnnlab.ops.activations.normal import normal_cdf
from cnnlab.ops.activations.pieces import piecewise
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
    share = piecewise(_tanh_share, x) if approximate == "tanh" else normal_cdf(x)
    return piecewise(_product, x, share), GELUCache(x, share, approximate)


def gelu_backward(dy: Array, cache: GELUCache) -> Array:
    """dx, in the shape of x."""
    x, share, approximate = cache
    same_shape("gelu_backward", dy, x.shape)
    dy = dy.astype(np.result_type(dy, x), copy=False)
    return piecewise(_slope_of_tanh if approximate == "tanh" else _slope, dy, x, share)


def _tanh_share(x: Array, share: Array) -> None:
    np.tanh(math.sqrt(2 / math.pi) * x * (1 + 0.044715 * x * x), out=share)
    share += 1
    share *= 0.5


def _product(x: Array, share: Array, y: Array) -> None:
    np.multiply(x, share, out=y)


def _slope(dy: Array, x: Array, share: Array, dx: Array) -> None:
    """(Φ + x φ) dy of a piece."""
    np.square(x, out=dx)
    dx *= -0.5
    np.exp(dx, out=dx)
    dx *= 1 / math.sqrt(2 * math.pi)
    dx *= x
    dx += share
    dx *= dy


def _slope_of_tanh(dy: Array, x: Array, share: Array, dx: Array) -> None:
    du = math.sqrt(2 / math.pi) * (1 + 3 * 0.044715 * x * x)
    dshare = 2 * share * (1 - share) * du  # (1 - tanh²) / 2 = 2 · share · (1 - share)
    np.multiply(dy, share + x * dshare, out=dx)
