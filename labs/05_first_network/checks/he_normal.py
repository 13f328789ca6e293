"""1. he_normal"""

from __future__ import annotations

import math

import numpy as np
from numpy.random import Generator

from cnnlab.labs import Failed, Student
from cnnlab.labs.compare import as_array

from .common import Array, Shape, lab

CLOSE = 0.04  # the deviation of some thousand numbers is known this well


def suspects(shape: Shape) -> dict[str, float]:
    """Deviations that mistakes give."""
    o, c, *sides = shape
    inside, places = math.prod(shape[1:]), math.prod(sides)
    wrong = {
        "the fan-in is everything but the first axis; this counts the outputs": 2 / (o * places),
        "the factor 2 is missing: ReLU throws half of the variance away": 1 / inside,
        "2 / fan-in is the variance: the deviation is its root": (2 / inside) ** 2,
        "the root goes over the 2 as well": 2 / inside**2,
        "the deviation is 1 here: multiply by the root of 2 / fan-in": 1.0,
        "the fan-in leaves the first axis out: this counts all axes": 2 / math.prod(shape),
        "this takes inputs and outputs together; He's rule has the inputs alone": (
            2 / (inside + o * places)
        ),
        "a uniform distribution between ±√(2 / fan-in) has a smaller deviation; draw from a "
        "normal one": 2 / inside / 3,
        "the deviation is half, or the variance a quarter, of He's": 2 / inside / 4,
    }
    if sides:
        wrong |= {
            "the kernel's places belong to the fan-in: C K L, not C": 2 / c,
            "the channels belong to the fan-in: C K L, not K L": 2 / places,
            "both sides of the kernel belong to the fan-in: C K L, not C K": 2 / (c * sides[0]),
            "both sides of the kernel belong to the fan-in: C K L, not C L": 2 / (c * sides[1]),
            "the fan-in is everything but the first axis; this is the last axis": 2 / sides[1],
            "the kernels may be no squares: C K L, not C K²": 2 / (c * sides[0] ** 2),
            "the fan-in is everything but the first axis; this is the first axis": 2 / o,
        }
    return {hint: math.sqrt(variance) for hint, variance in wrong.items()}


def expect_deviation(found: Array, what: str, factor: float = 1.0) -> None:
    """Hold the spread of a weight to He's rule, times ``factor``."""
    want = factor * math.sqrt(2 / math.prod(found.shape[1:]))
    got = float(found.std())
    if abs(got / want - 1) < CLOSE:
        return
    if got < 1e-9 * want:
        raise Failed(f"all of {what} are the same", "rng.normal(mean, deviation, shape)")
    hints = suspects(found.shape).items()
    named = (hint for hint, wrong in hints if abs(got / (factor * wrong) - 1) < CLOSE)
    raise Failed(
        f"the deviation of {what} is {got / want:.0%} of what it should be", next(named, "")
    )


def drawn(student: Student, shape: Shape, seed: int) -> Array:
    weights = as_array(student.he_normal(shape, student.default_rng(seed)), "the weights")
    if weights.shape != shape:
        raise Failed(f"the weights have the shape {weights.shape}, expected {shape}")
    return weights


@lab.check("he_normal", points=1)
def fully_connected(student: Student, rng: Generator) -> None:
    """400 units with 100 inputs each"""
    expect_deviation(drawn(student, (400, 100), 1), "the weights")


@lab.check("he_normal", points=2)
def kernels(student: Student, rng: Generator) -> None:
    """64 kernels 5 × 3 over eight channels"""
    expect_deviation(drawn(student, (64, 8, 5, 3), 2), "the kernels")


@lab.check("he_normal", points=1)
def from_the_generator(student: Student, rng: Generator) -> None:
    """the same seed twice, another seed, and twice from one generator"""
    first = drawn(student, (20, 30), 3)
    if not np.array_equal(first, drawn(student, (20, 30), 3)):
        raise Failed(
            "two generators from the same seed give different weights",
            "draw from rng: rng.normal(...), not np.random",
        )
    generator = student.default_rng(3)
    again = [as_array(student.he_normal((20, 30), generator)) for _ in range(2)]
    if np.array_equal(*again) or np.array_equal(first, drawn(student, (20, 30), 4)):
        raise Failed(
            "the weights are the same each time",
            "draw from the rng that is given: a generator made inside begins anew each time",
        )


@lab.check("he_normal", points=1, hidden=True)
def bell_shaped(student: Student, rng: Generator) -> None:
    """mean 0, and a normal distribution: one of twenty lies beyond two deviations"""
    weights = drawn(student, (500, 40), 5)
    expect_deviation(weights, "the weights")
    if abs(weights.mean()) > 0.05 * weights.std():
        raise Failed("the mean of the weights is not 0", "half of the weights are negative")
    beyond = float(np.mean(np.abs(weights) > 2 * weights.std()))
    if not 0.03 < beyond < 0.06:
        raise Failed(
            "the weights are not normally distributed",
            "rng.normal or rng.standard_normal; a uniform distribution has no tails",
        )


@lab.check("he_normal", points=1, hidden=True)
def other_kernels(student: Student, rng: Generator) -> None:
    """kernels 1 × 1, kernels 3 × 7, a single unit"""
    expect_deviation(drawn(student, (100, 60, 1, 1), 6), "kernels 1 × 1")
    expect_deviation(drawn(student, (60, 4, 3, 7), 7), "kernels 3 × 7")
    expect_deviation(drawn(student, (1, 9000), 8), "a single unit's weights")
