"""2. relu_backward"""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from cnnlab.labs import Student

from .common import Array, expect, lab

AT_ZERO = "at x = 0 the lab's rule lets no gradient pass: x > 0, not x >= 0"


def relu_mistakes(dy: Array, x: Array) -> dict[str, Array]:
    on = (x > 0).astype(float)
    return {
        AT_ZERO: dy * (x >= 0),
        "this is ReLU of dy: it is x that decides where the gradient passes": np.maximum(dy, 0),
        "dy comes back as it is: where x was cut off, nothing passes": dy,
        "this is where the gradient passes: multiply by dy": on,
        "this is ReLU of x, the forward pass": x * on,
        "this is ReLU of x times dy: the slope is 1 where x > 0, not x": x * on * dy,
        "the gradient passes where x was negative: it is the other way round": dy * (x < 0),
        "a gradient may be negative: only x decides": np.maximum(dy, 0) * on,
        "the gradient passes where it is positive itself: x decides": dy * (dy > 0) * (x != 0),
        f"{AT_ZERO}; not by half, either": dy * np.heaviside(x, 0.5),
        "the negative side passes, with its sign turned: nothing passes there": dy * np.sign(x),
        "the negative side passes, too: nothing passes there": dy * (x != 0),
        "this is ReLU of x times dy: the gradient is dy where x > 0, and may be negative": (
            np.maximum(x * dy, 0)
        ),
        "x itself takes part: multiply dy by 0 or 1": dy * x,
    }


def _relu(student: Student, dy: Array, x: Array, what: str = "dx") -> None:
    right = np.where(x > 0, dy, 0)
    expect(student.relu_backward(dy, x), right, what=what, mistakes=lambda: relu_mistakes(dy, x))


@lab.check("relu_backward", points=1)
def four_numbers(student: Student, rng: Generator) -> None:
    """the four numbers of the example"""
    _relu(student, np.array([4.0, -1, 5, 9]), np.array([1.0, -2, 3, -1]))


@lab.check("relu_backward", points=1)
def a_batch_of_maps(student: Student, rng: Generator) -> None:
    """random maps (2, 3, 4, 5) with zeros among them"""
    x = rng.standard_normal((2, 3, 4, 5))
    x[rng.random(x.shape) < 0.2] = 0
    _relu(student, rng.standard_normal(x.shape), x)


@lab.check("relu_backward", points=1, hidden=True)
def dead_units(student: Student, rng: Generator) -> None:
    """x all negative, all zero, all positive, and in float32"""
    dy = rng.standard_normal((3, 4))
    for x, kind in ((-np.abs(dy) - 1, "negative"), (0 * dy, "0"), (np.abs(dy) + 1, "positive")):
        _relu(student, dy, x, f"dx where all x are {kind}")
    expect(
        student.relu_backward(dy, np.full(dy.shape, 1e-9)),
        dy,
        what="dx where all x are 1e-9",
        mistakes=lambda: {"the gradient passes wherever x > 0, however little": 0 * dy},
    )
    _relu(student, dy.astype(np.float32), rng.standard_normal((3, 4)).astype(np.float32))
