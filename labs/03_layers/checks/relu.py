"""relu: what is below zero becomes zero."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator
from scipy import special

from cnnlab.labs import Failed, Student
from cnnlab.labs.compare import expect_close

from .common import Array, lab


def rectified(x: Array) -> Array:
    return (np.abs(x) + x) / 2


def _rectified(student: Student, x: Array) -> None:
    right = rectified(x)
    mistakes = {
        "this is the other way round: what is above zero stays": -rectified(-x),
        "negative values become 0, not positive: this is the absolute value": np.abs(x),
        "negative values become exactly 0: this is a leaky ReLU": np.where(x > 0, x, 0.01 * x),
        "negative values become exactly 0: this is a leaky ReLU of slope 0.1": (
            np.where(x > 0, x, 0.1 * x)
        ),
        "this says whether x is positive; the result is x itself there": (x > 0).astype(float),
        "positive values stay as they are: nothing is cut off above": np.minimum(right, 1),
        "this is the sigmoid": special.expit(x),
        "this is the hyperbolic tangent": np.tanh(x),
        "the sign is turned": -right,
        "this is the largest value of all: np.max looks for one, np.maximum goes value by value": (
            np.asarray(max(float(x.max(initial=0)), 0.0))
        ),
        "x comes back unchanged: does the result of np.maximum get lost?": x,
        "negative values are dropped: they become 0 and keep their places": x[x > 0],
    }
    result = student.relu(x)
    expect_close(result, right, mistakes=mistakes, shape_hint="the result has the shape of x")
    if isinstance(result, np.ndarray) and result.dtype.kind in "ui" and x.dtype.kind == "f":
        raise Failed("the result holds whole numbers", "the result keeps the type of x")


@lab.check("relu", points=1)
def signs(student: Student, rng: Generator) -> None:
    """a batch of volumes with values of either sign"""
    _rectified(student, rng.normal(0, 2, (2, 3, 4, 5)))


@lab.check("relu", points=1, hidden=True)
def other_signs(student: Student, rng: Generator) -> None:
    """zeros, vectors and matrices, tiny and large values, none of them positive"""
    _rectified(student, np.array([-1e-3, 0.0, -0.0, 1e-3, -1e6, 1e6, 0.5]))
    _rectified(student, -rng.uniform(1, 2, (3, 4)))
    _rectified(student, rng.normal(size=(5, 1)))
