"""What a parameter is before it has learned anything.

An initialisation is a function ``(shape, rng) -> array``.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from cnnlab.ops.arrays import Array

Init = Callable[[tuple[int, ...], np.random.Generator], Array]


def fan_in(shape: tuple[int, ...]) -> int:
    """How many inputs an output sums over: all of a weight's axes but the first."""
    return math.prod(shape[1:])


def uniform(bound: float) -> Init:
    """Equally likely everywhere in [-bound, bound)."""
    return lambda shape, rng: rng.uniform(-bound, bound, shape)


def kaiming_uniform(a: float = math.sqrt(5)) -> Init:
    """Uniform, with the variance 2 / ((1 + a²) fan_in).

    With a = √5, torch's default for convolutions and linear layers, the bound is 1 / √fan_in.

    Source: He et al. 2015, "Delving Deep into Rectifiers", arXiv:1502.01852, equation 15.
    """

    def draw(shape: tuple[int, ...], rng: np.random.Generator) -> Array:
        bound = math.sqrt(6 / ((1 + a * a) * fan_in(shape)))
        return rng.uniform(-bound, bound, shape)

    return draw
