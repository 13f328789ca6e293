"""max_pool2d, avg_pool2d and l2_pool2d: one number for each window."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.random import Generator

from cnnlab.labs import Student
from cnnlab.labs.compare import expect_close
from cnnlab.labs.narrow import narrow

from .common import drawn, lab, twice
from .windows import SUMMARIES, Pool, pool_mistakes, pooled


def _pooled(student: Student, name: str, rng: Generator, case: Pool, offset: float = 0) -> None:
    x = drawn(rng, case.n, case.c, case.h, case.w) + offset
    expect_close(
        getattr(student, name)(x, (case.k, case.l), case.stride),
        pooled(x, case, SUMMARIES[name]),
        what=f"the result for windows of {case.k} × {case.l} at stride {case.stride}",
        mistakes=pool_mistakes(x, case, name),
        shape_hint="P = (H - K) // stride + 1 rows, Q = (W - L) // stride + 1 columns",
    )


def _pool(student: Student, name: str, rng: Generator, case: Pool, offset: float = 0) -> None:
    hints = {
        "right where windows do not overlap, wrong where they do": {"stride": max(case.k, case.l)},
        "right at a stride as large as the window, wrong at larger ones": {
            "stride": min(case.k, case.l)
        },
        "right for square windows: are K and L exchanged somewhere?": {"l": case.k},
        "right for square images: are H and W exchanged somewhere?": {"w": case.h},
        "right where all is square: are height and width exchanged somewhere?": {
            "l": case.k,
            "w": case.h,
        },
        "right where the windows fill the image, wrong where some of it is left over": {
            "h": case.k + 2 * case.stride,
            "w": case.l + 2 * case.stride,
        },
        "right for one image and one channel, wrong for more": {"n": 1, "c": 1},
        "right for windows of 2 × 2 at stride 2 only": {
            "k": 2,
            "l": 2,
            "stride": 2,
            "h": 4,
            "w": 6,
        },
    }
    easier = {
        hint: partial(_pooled, student, name, rng, case._replace(**change), offset)
        for hint, change in hints.items()
        if case._replace(**change) != case
    }
    ones = np.ones((case.n, case.c, case.h, case.w))
    narrow(
        lambda: _pooled(student, name, rng, case, offset),
        easier=easier,
        named=lambda: pool_mistakes(ones, case, name),
    )


def _whole_number_pixels(student: Student, name: str, rng: Generator) -> None:
    x, case = rng.integers(0, 256, (1, 2, 4, 5)).astype(np.uint8), Pool(1, 2, 4, 5, 2, 3, 1)
    exact = x.astype(float)
    expect_close(
        getattr(student, name)(x, (2, 3), 1),
        pooled(exact, case, SUMMARIES[name]),
        what="the result for pixels that are bytes",
        mistakes=pool_mistakes(exact, case, name),
        hint="bytes wrap round at 256: make x float first",
    )


@lab.check("max_pool2d", points=2)
def max_of_two_by_two(student: Student, rng: Generator) -> None:
    """windows of 2 × 2 at stride 2, in a batch of volumes; called twice with other numbers"""
    twice(lambda: _pool(student, "max_pool2d", rng, Pool()))


@lab.check("max_pool2d", points=3)
def max_of_overlaps(student: Student, rng: Generator) -> None:
    """windows of 3 × 2 that overlap, windows with gaps between them"""
    for case in (Pool(h=7, w=6, k=3, l=2, stride=1), Pool(h=8, w=7, k=2, l=3, stride=3)):
        _pool(student, "max_pool2d", rng, case)


@lab.check("max_pool2d", points=2, hidden=True)
def max_of_everything(student: Student, rng: Generator) -> None:
    """negative values only, rows left over at the end, a window as large as the image"""
    _pool(student, "max_pool2d", rng, Pool(h=5, w=7, k=3, l=3, stride=2), offset=-3)
    for case in (Pool(h=7, w=8, k=2, l=3, stride=2), Pool(1, 1, 4, 3, 4, 3, 1), Pool(k=1, l=2)):
        _pool(student, "max_pool2d", rng, case)


@lab.check("avg_pool2d", points=1)
def average_of_two_by_two(student: Student, rng: Generator) -> None:
    """windows of 2 × 2 at stride 2, in a batch of volumes"""
    _pool(student, "avg_pool2d", rng, Pool())


@lab.check("avg_pool2d", points=2)
def average_of_overlaps(student: Student, rng: Generator) -> None:
    """windows of 3 × 2 that overlap, windows with gaps between them"""
    for case in (Pool(h=7, w=6, k=3, l=2, stride=1), Pool(h=8, w=7, k=2, l=3, stride=3)):
        _pool(student, "avg_pool2d", rng, case)


@lab.check("avg_pool2d", points=2, hidden=True)
def average_of_everything(student: Student, rng: Generator) -> None:
    """pixels that are bytes, rows left over, a window as large as the image"""
    _whole_number_pixels(student, "avg_pool2d", rng)
    for case in (Pool(h=7, w=8, k=2, l=3, stride=2), Pool(1, 1, 4, 3, 4, 3, 1)):
        _pool(student, "avg_pool2d", rng, case)


@lab.check("l2_pool2d", points=1)
def length_of_two_by_two(student: Student, rng: Generator) -> None:
    """windows of 2 × 2 at stride 2, in a batch of volumes"""
    _pool(student, "l2_pool2d", rng, Pool())


@lab.check("l2_pool2d", points=2)
def length_of_overlaps(student: Student, rng: Generator) -> None:
    """windows of 3 × 2 that overlap, windows with gaps between them"""
    for case in (Pool(h=7, w=6, k=3, l=2, stride=1), Pool(h=8, w=7, k=2, l=3, stride=3)):
        _pool(student, "l2_pool2d", rng, case)


@lab.check("l2_pool2d", points=2, hidden=True)
def length_of_everything(student: Student, rng: Generator) -> None:
    """pixels that are bytes, rows left over, a window as large as the image"""
    _whole_number_pixels(student, "l2_pool2d", rng)
    for case in (Pool(h=7, w=8, k=2, l=3, stride=2), Pool(1, 1, 4, 3, 4, 3, 1)):
        _pool(student, "l2_pool2d", rng, case)
