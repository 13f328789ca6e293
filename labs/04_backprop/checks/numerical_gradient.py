"""1. numerical_gradient"""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from cnnlab.labs import Student

from .common import Array, expect, lab

# The functions of the notebook's first cell, cubic and tangled, as they are known here.


def cubed(weights: Array, x: Array) -> float:
    return float(np.sum(weights * x**3))


def squared_sum(weights: Array, x: Array) -> float:
    return float(np.sum(weights * x)) ** 2


FUNCTIONS = {"cubic": cubed, "tangled": squared_sum}


def slopes(name: str, weights: Array, x: Array, ahead: float, behind: float) -> Array:
    """Differences between ``ahead`` and ``behind`` along each entry, over their distance."""
    function = FUNCTIONS[name]
    units = np.eye(x.size).reshape(-1, *x.shape)
    changes = [function(weights, x + ahead * u) - function(weights, x - behind * u) for u in units]
    return np.reshape(changes, x.shape) / (ahead + behind)


def remembered(name: str, weights: Array, x: Array, left: float) -> Array:
    """Slopes where every entry that was tried stays off by ``left``."""
    result, moved = np.zeros(x.size), x.astype(float)
    for i in range(x.size):
        here = slopes(name, weights, moved, STEP, STEP).ravel()
        result[i] = here[i]
        moved.flat[i] += left
    return result.reshape(x.shape)


STEP = 0.1  # large enough to tell one formula from another
WHOLE = "x holds whole numbers, and cuts off what is added to it: make a copy of floats first"


def slope_mistakes(name: str, weights: Array, x: Array, h: float) -> dict[str, Array]:
    function, units = FUNCTIONS[name], np.eye(x.size).reshape(-1, *x.shape)
    right = slopes(name, weights, x, h, h)
    everywhere = (function(weights, x + h) - function(weights, x - h)) / (2 * h)
    onto_whole = [
        function(weights, np.trunc(x + h * u)) - function(weights, np.trunc(x - h * u))
        for u in units
    ]
    mistakes = {
        "this is the one-sided difference: also take the step to the other side, x - h": (
            slopes(name, weights, x, h, 0)
        ),
        "this is the one-sided difference from x - h to x: also take the step to x + h": (
            slopes(name, weights, x, 0, h)
        ),
        "the two points are 2h apart, not h: divide by 2h": 2 * right,
        "divide the difference by 2h": 2 * h * right,
        "f(x - h) - f(x + h) is the wrong way round": -right,
        "h is an argument: use it as it is given": slopes(name, weights, x, 1e-5, 1e-5),
        "the steps reach h/2 to either side: here they are h": (
            slopes(name, weights, x, h / 2, h / 2)
        ),
        "the exact derivative is not asked for: use f alone, at x + h and at x - h": (
            slopes(name, weights, x, 1e-6, 1e-6)
        ),
        "every entry is moved at once: one at a time, the others stay where they are": (
            np.full(x.shape, everywhere)
        ),
        "one number comes out: every entry of x has a derivative of its own": everywhere,
    }
    zeros = (
        "it is zero: is the result filled, and are x + h and x - h two arrays? a = x makes no copy"
    )
    mistakes[zeros] = 0 * right
    if x.size > 1:
        mistakes |= {
            "an entry that was tried must go back to where it was before the next one": (
                remembered(name, weights, x, -h)
            ),
            "an entry that was tried must go back to where it was, not stay at x + h": (
                remembered(name, weights, x, h)
            ),
        }
    if not np.mod(x, 1).any():
        mistakes[WHOLE] = np.reshape(onto_whole, x.shape) / (2 * h)
    if x.ndim > 1:
        along = tuple(range(1, x.ndim))
        lines = right.sum(axis=along, keepdims=True)
        mistakes["whole rows are moved at once: each single entry has a derivative"] = (
            np.broadcast_to(lines, x.shape)
        )
    return mistakes


def _slopes(student: Student, name: str, weights: Array, x: Array, of: str = "") -> None:
    function = getattr(student, name)(weights)
    expect(
        student.numerical_gradient(function, x, STEP),
        slopes(name, weights, x.astype(float), STEP, STEP),
        what=f"the gradient{of}",
        mistakes=lambda: slope_mistakes(name, weights, x.astype(float), STEP),
        hint="for each entry alone: (f(x + h) - f(x - h)) / 2h",
    )


@lab.check("numerical_gradient", points=1)
def a_cube(student: Student, rng: Generator) -> None:
    """x³ at 2 with h = 0.1, as in the example"""
    _slopes(student, "cubic", np.ones(1), np.array([2.0]))


@lab.check("numerical_gradient", points=2)
def entries_that_interact(student: Student, rng: Generator) -> None:
    """five entries that all matter to each other's derivative, then a 2 × 3 array"""
    _slopes(student, "tangled", rng.uniform(1, 2, 5), rng.uniform(-1, 1, 5))
    _slopes(student, "tangled", rng.uniform(1, 2, (2, 3)), rng.uniform(-1, 1, (2, 3)))


@lab.check("numerical_gradient", points=1)
def usual_step(student: Student, rng: Generator) -> None:
    """without a word on h, close to the derivative"""
    weights, x = rng.uniform(1, 2, 4), rng.uniform(1, 2, 4)
    steps = (1e-1, 1e-2, 1e-3, 1e-4)
    expect(
        student.numerical_gradient(student.cubic(weights), x),
        3 * weights * x**2,
        what="the gradient",
        mistakes=lambda: {
            f"a default h of {step:g} is too large: it is 1e-5": slopes(
                "cubic", weights, x, step, step
            )
            for step in steps
        },
        tolerance=1e-8,
    )


@lab.check("numerical_gradient", points=1, hidden=True)
def four_axes(student: Student, rng: Generator) -> None:
    """a batch (2, 1, 2, 3), then a single number without axes"""
    shape = (2, 1, 2, 3)
    _slopes(student, "tangled", rng.uniform(1, 2, shape), rng.uniform(-1, 1, shape))
    _slopes(student, "cubic", np.array(1.5), np.array(0.8), " of a single number")


@lab.check("numerical_gradient", points=1, hidden=True)
def whole_and_single_precision(student: Student, rng: Generator) -> None:
    """x of whole numbers, then x in float32"""
    _slopes(student, "cubic", rng.uniform(1, 2, 4), rng.integers(2, 9, 4), " at whole numbers")
    weights, x = rng.uniform(1, 2, 4), rng.uniform(1, 2, 4).astype(np.float32)
    expect(
        student.numerical_gradient(student.cubic(weights), x),
        3 * weights * x.astype(float) ** 2,
        what="the gradient at float32",
        hint="float32 has seven digits, and a step of 1e-5 drowns in the rounding: copy x as "
        "float64 first",
    )
