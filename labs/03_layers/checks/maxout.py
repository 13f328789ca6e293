"""maxout: the largest of every few channels."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from cnnlab.labs import Student
from cnnlab.labs.compare import expect_close

from .common import Array, Mistakes, Shape, drawn, lab


def out(x: Array, pool_size: int) -> Array:
    parts = np.split(x, x.shape[1] // pool_size, axis=1)
    return np.stack([part.max(axis=1) for part in parts], axis=1)


def maxout_mistakes(x: Array, size: int) -> Mistakes:
    right, (n, c, h, w) = out(x, size), x.shape
    apart = x.reshape(n, size, c // size, h, w)
    mistakes: Mistakes = {
        "neighbouring channels belong together, 0 to pool_size - 1 first: here it is every so "
        "many": apart.max(axis=1),
        "pool_size channels make one map: here there are pool_size maps": lambda: out(x, c // size),
        "the windows of channels do not overlap": np.stack(
            [x[:, i : i + size].max(axis=1) for i in range(c - size + 1)], axis=1
        ),
        "this is the smallest of every few channels": -out(-x, size),
        "these are absolute values: the largest may be negative": out(np.abs(x), size),
        "this is the sum of every few channels": (x.reshape(n, c // size, size, h, w).sum(axis=2)),
        "this is the average of every few channels": (
            x.reshape(n, c // size, size, h, w).mean(axis=2)
        ),
        "maxout goes over channels, every pixel by itself": (
            right * 0 + right.max(axis=(2, 3), keepdims=True)
        ),
        "this is the largest of all channels": x.max(axis=1, keepdims=True),
        "largest below 0 stays below 0: do not begin with 0": np.maximum(right, 0),
        "this says which channel won, not its value": (
            x.reshape(n, c // size, size, h, w).argmax(axis=2).astype(float)
        ),
    }
    return mistakes


def _maxout(student: Student, rng: Generator, shape: Shape, pool_size: int, offset: float) -> None:
    x = drawn(rng, *shape) + offset
    expect_close(
        student.maxout(x, pool_size),
        out(x, pool_size),
        mistakes=maxout_mistakes(x, pool_size),
        hint="reshape the channels into two axes: which of them is the group, which its members?",
        shape_hint="as high and wide as x, with C / pool_size channels",
    )


@lab.check("maxout", points=2)
def three_from_six(student: Student, rng: Generator) -> None:
    """six channels, two at a time"""
    _maxout(student, rng, (2, 6, 3, 4), 2, 0)


@lab.check("maxout", points=1, hidden=True)
def other_groups(student: Student, rng: Generator) -> None:
    """negative values only, all channels at once, one at a time, nine channels by threes"""
    _maxout(student, rng, (1, 4, 2, 3), 2, -3)
    _maxout(student, rng, (2, 3, 3, 2), 3, 0)
    _maxout(student, rng, (2, 3, 3, 2), 1, -3)
    _maxout(student, rng, (3, 9, 2, 2), 3, 0)
