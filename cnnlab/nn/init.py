"""What a parameter is before it has learned anything.

An initialisation is a function ``(shape, rng) -> array``. A layer's outputs keep the variance of
its inputs where the weights' own variance is right:

    Kaiming, before a ReLU      Var w = 2 / fan          of fan_in forwards, of fan_out backwards
    Xavier, before a tanh       Var w = 2 / (fan_in + fan_out)

fan_in is how many inputs an output sums over, fan_out how many outputs an input takes part in.

They are made of named functions, not of lambdas: a network that is not drawn yet can be pickled.

Sources: He et al. 2015, "Delving Deep into Rectifiers", arXiv:1502.01852, equations 10 and 14;
Glorot and Bengio 2010, "Understanding the difficulty of training deep feedforward neural networks",
equation 16.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Literal

import numpy as np

from cnnlab.ops.arrays import Array

Init = Callable[[tuple[int, ...], np.random.Generator], Array]
Fan = Literal["fan_in", "fan_out"]


def fan_in(shape: tuple[int, ...]) -> int:
    """How many inputs an output sums over: all of a weight's axes but the first."""
    return math.prod(shape[1:])


def fan_out(shape: tuple[int, ...]) -> int:
    """How many outputs an input takes part in, at stride 1: all axes but the second."""
    return shape[0] * math.prod(shape[2:])


def constant(value: float) -> Init:
    """The same number everywhere."""
    return partial(_constant, value)


def uniform(bound: float) -> Init:
    """Equally likely everywhere in [-bound, bound)."""
    return partial(_uniform, bound)


def normal(deviation: float) -> Init:
    """Normally distributed about 0."""
    return partial(_normal, deviation)


def kaiming_uniform(a: float = math.sqrt(5), mode: Fan = "fan_in") -> Init:
    """Uniform, with the variance 2 / ((1 + a²) fan), a the leaky ReLU's slope.

    With a = √5, torch's default for convolutions and linear layers, the bound is 1 / √fan_in.
    """
    return partial(_scaled, _uniform, math.sqrt(3), partial(_kaiming, a=a, mode=mode))


def kaiming_normal(a: float = 0.0, mode: Fan = "fan_in") -> Init:
    """Normally distributed, with the variance 2 / ((1 + a²) fan)."""
    return partial(_scaled, _normal, 1.0, partial(_kaiming, a=a, mode=mode))


def xavier_uniform(gain: float = 1.0) -> Init:
    """Uniform, with the variance gain² · 2 / (fan_in + fan_out)."""
    return partial(_scaled, _uniform, math.sqrt(3), partial(_xavier, gain=gain))


def xavier_normal(gain: float = 1.0) -> Init:
    """Normally distributed, with the variance gain² · 2 / (fan_in + fan_out)."""
    return partial(_scaled, _normal, 1.0, partial(_xavier, gain=gain))


def orthogonal(gain: float = 1.0) -> Init:
    """Rows, or columns where there are fewer of them, of length ``gain`` at right angles.

    Source: Saxe, McClelland and Ganguli 2014, arXiv:1312.6120.
    """
    return partial(_orthogonal, gain)


def _constant(value: float, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
    return np.full(shape, value, np.float64)


def _uniform(bound: float, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
    return rng.uniform(-bound, bound, shape)


def _normal(deviation: float, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
    return rng.normal(0, deviation, shape)


def _scaled(
    draw: Callable[[float, tuple[int, ...], np.random.Generator], Array],
    factor: float,
    deviation: Callable[[tuple[int, ...]], float],
    shape: tuple[int, ...],
    rng: np.random.Generator,
) -> Array:
    """Drawn by ``draw``, whose width is ``factor`` standard deviations."""
    return draw(factor * deviation(shape), shape, rng)


def _orthogonal(gain: float, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
    rows, columns = shape[0], math.prod(shape[1:])
    q, r = np.linalg.qr(rng.standard_normal((max(rows, columns), min(rows, columns))))
    q *= np.sign(np.diag(r))  # without it, some directions would be likelier than others
    matrix: Array = gain * (q if rows >= columns else q.T)
    return matrix.reshape(shape)


def _kaiming(shape: tuple[int, ...], a: float, mode: Fan) -> float:
    """The standard deviation."""
    fan = {"fan_in": fan_in, "fan_out": fan_out}[mode](shape)
    return math.sqrt(2 / ((1 + a * a) * fan))


def _xavier(shape: tuple[int, ...], gain: float) -> float:
    """The standard deviation."""
    return gain * math.sqrt(2 / (fan_in(shape) + fan_out(shape)))
