"""The activations by their definitions: one number in, one number out.

Each is a formula for y and a formula for the derivative, applied place by place.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from cnnlab.ops.arrays import Array


def relu(x: Array) -> Array:
    """max(x, 0)."""
    return _each(lambda v: v if v > 0 else 0, x)


def relu_backward(dy: Array, x: Array) -> Array:
    """dy where x > 0."""
    return dy * _each(lambda v: 1 if v > 0 else 0, x)


def leaky_relu(x: Array, negative_slope: float = 0.01) -> Array:
    """x, or a little of it where it is negative."""
    return _each(lambda v: v if v > 0 else negative_slope * v, x)


def leaky_relu_backward(dy: Array, x: Array, negative_slope: float = 0.01) -> Array:
    """dy, or a little of it where x ≤ 0."""
    return dy * _each(lambda v: 1 if v > 0 else negative_slope, x)


def elu(x: Array, alpha: float = 1.0) -> Array:
    """x, or α (exp(x) - 1) where it is negative."""
    return _each(lambda v: v if v > 0 else alpha * (math.exp(v) - 1), x)


def elu_backward(dy: Array, x: Array, alpha: float = 1.0) -> Array:
    """dy, or α exp(x) dy where x ≤ 0."""
    return dy * _each(lambda v: 1 if v > 0 else alpha * math.exp(v), x)


def sigmoid(x: Array) -> Array:
    """1 / (1 + exp(-x))."""
    return _each(_sigmoid, x)


def sigmoid_backward(dy: Array, x: Array) -> Array:
    """exp(-x) / (1 + exp(-x))² dy."""
    return dy * _each(lambda v: math.exp(-v) / (1 + math.exp(-v)) ** 2, x)


def tanh(x: Array) -> Array:
    """sinh(x) / cosh(x)."""
    return _each(lambda v: math.sinh(v) / math.cosh(v), x)


def tanh_backward(dy: Array, x: Array) -> Array:
    """dy / cosh(x)²."""
    return dy * _each(lambda v: 1 / math.cosh(v) ** 2, x)


def gelu(x: Array, approximate: str = "none") -> Array:
    """x times the probability that a normal number is less than x."""
    if approximate == "tanh":
        return _each(lambda v: v * (1 + math.tanh(_bent(v))) / 2, x)
    return _each(lambda v: v * (1 + math.erf(v / math.sqrt(2))) / 2, x)


def gelu_backward(dy: Array, x: Array, approximate: str = "none") -> Array:
    """By the product rule."""
    if approximate == "tanh":
        slope = math.sqrt(2 / math.pi)

        def derivative(v: float) -> float:
            inner = slope * (1 + 3 * 0.044715 * v**2)
            return (1 + math.tanh(_bent(v))) / 2 + v / 2 * inner / math.cosh(_bent(v)) ** 2
    else:

        def derivative(v: float) -> float:
            density = math.exp(-(v**2) / 2) / math.sqrt(2 * math.pi)
            return (1 + math.erf(v / math.sqrt(2))) / 2 + v * density

    return dy * _each(derivative, x)


def silu(x: Array) -> Array:
    """x / (1 + exp(-x))."""
    return _each(lambda v: v * _sigmoid(v), x)


def silu_backward(dy: Array, x: Array) -> Array:
    """By the product rule."""
    return dy * _each(lambda v: _sigmoid(v) + v * _sigmoid(v) * _sigmoid(-v), x)


def softplus(x: Array, beta: float = 1.0, threshold: float = 20.0) -> Array:
    """log(1 + exp(β x)) / β, and x where β x is above the threshold."""
    return _each(
        lambda v: v if beta * v > threshold else math.log(1 + math.exp(beta * v)) / beta, x
    )


def softplus_backward(dy: Array, x: Array, beta: float = 1.0, threshold: float = 20.0) -> Array:
    """dy times the sigmoid of β x, and dy where β x is above the threshold."""
    return dy * _each(lambda v: 1 if beta * v > threshold else _sigmoid(beta * v), x)


def _sigmoid(v: float) -> float:
    return 1 / (1 + math.exp(-v))


def _bent(v: float) -> float:
    return math.sqrt(2 / math.pi) * (v + 0.044715 * v**3)


def _each(function: Callable[[float], float], x: Array) -> Array:
    y = np.zeros_like(x)
    for at in np.ndindex(x.shape):
        y[at] = function(float(x[at]))
    return y
