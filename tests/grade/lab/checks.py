"""Checks of the small lab: three exercises, each with a public and a hidden check."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from cnnlab.labs import Failed, Lab, Student

lab = Lab("small", title="A small lab for testing the grader")
lab.exercise("scale", seconds=0.5)
lab.exercise("correlate", forbid=("scipy", "cnnlab.ops", "numpy.correlate"), seconds=0.5)
lab.exercise("Layer", seconds=0.5)


def _same(got: object, expected: object, hint: str = "") -> None:
    got = np.asarray(got)
    if got.shape != np.shape(expected):
        raise Failed(f"the shape is {got.shape}", hint or "look at the shape")
    if not np.allclose(got.astype(float), expected):
        raise Failed("the numbers differ", hint)


@lab.check("scale", points=2)
def rectangles(student: Student, rng: Generator) -> None:
    "a matrix that is not square"
    x = rng.normal(size=(2, 3))
    _same(student.scale(x, 3.0), 3 * x, "every element, times factor")


@lab.check("scale", points=1, hidden=True)
def negative(student: Student, rng: Generator) -> None:
    "a negative factor"
    x = rng.normal(size=4)
    _same(student.scale(x, -2.0), -2 * x, "is the sign kept?")


@lab.check("correlate", points=3)
def short(student: Student, rng: Generator) -> None:
    "seven numbers and a kernel of three"
    x, w = rng.normal(size=7), rng.normal(size=3)
    _same(student.correlate(x, w), np.correlate(x, w, "valid"), "is the kernel flipped?")


@lab.check("correlate", points=2, hidden=True)
def long_kernel(student: Student, rng: Generator) -> None:
    "a kernel as long as the input"
    x, w = rng.normal(size=5), rng.normal(size=5)
    _same(student.correlate(x, w), [x @ w])


@lab.check("Layer", points=2)
def layer(student: Student, rng: Generator) -> None:
    "a layer that keeps its weight and doubles its input"
    layer = student.Layer(2.0)
    x = rng.normal(size=3)
    _same(layer.forward(x), 2 * x)
    if layer.weight != 2.0:
        raise Failed("the weight is not kept")
