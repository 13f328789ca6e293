"""col2im: columns back into an image."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.random import Generator

from cnnlab.labs import Student
from cnnlab.labs.compare import expect_close
from cnnlab.labs.narrow import narrow

from .common import Array, Mistakes, columns_of, drawn, lab
from .patches import Patches, described, easier_cases


def folded(columns: Array, case: Patches) -> Array:
    """At every pixel, the sum of all entries that im2col takes from there."""
    units = np.eye(case.h * case.w).reshape(-1, 1, case.h, case.w)
    taken = columns_of(units, *case.how)  # (H W, K L, P Q)
    each = columns.reshape(case.n, case.c, *taken.shape[1:])
    return np.tensordot(each, taken, axes=([2, 3], [1, 2])).reshape(case.n, case.c, case.h, case.w)


def _patched_over(each: Array, case: Patches, *, by_place: bool) -> Array:
    """What = leaves: of all entries for a pixel the last one, by place or by weight."""
    units = columns_of(np.eye(case.h * case.w).reshape(-1, 1, case.h, case.w), *case.how)
    result = np.zeros((case.n, case.c, case.h * case.w))
    for pixel, taken in enumerate(units):
        weights, places = np.nonzero(taken)
        if len(weights):
            last = np.argmax(places if by_place else weights)
            result[:, :, pixel] = each[:, :, weights[last], places[last]]
    return result.reshape(case.n, case.c, case.h, case.w)


def fold_mistakes(columns: Array, case: Patches) -> Mistakes:
    right = folded(columns, case)
    (p, q), (k, l) = case.outputs, (case.k, case.l)
    each = columns.reshape(case.n, case.c, k * l, p * q)
    counts = folded(np.ones_like(columns), case)
    swapped = each.reshape(case.n, case.c, k, l, p, q)
    mistakes: Mistakes = {
        "entries for the same pixel add up: is there = instead of +=?": partial(
            _patched_over, each, case, by_place=True
        ),
        "entries for the same pixel add up: = keeps the last of them": partial(
            _patched_over, each, case, by_place=False
        ),
        "is the mean taken where patches overlap? Entries for the same pixel add up": (
            right / np.maximum(counts, 1)
        ),
        "within a column the weights go row by row: (C, K, L)": lambda: folded(
            columns.reshape(case.n, case.c, l, k, -1).swapaxes(2, 3).reshape(columns.shape), case
        ),
        "the columns go place by place along a row of outputs: (P, Q)": lambda: folded(
            each.reshape(case.n, case.c, k * l, q, p).swapaxes(3, 4).reshape(columns.shape), case
        ),
        "the rows go channel by channel: (C, K, L)": lambda: folded(
            columns.reshape(case.n, k * l, case.c, p * q).swapaxes(1, 2).reshape(columns.shape),
            case,
        ),
        "the patches are flipped": lambda: folded(
            swapped[:, :, ::-1, ::-1].reshape(columns.shape), case
        ),
    }
    by_height = np.arange(p)[:, None] * p + np.arange(q)
    if p != q and by_height.max() < p * q:
        hint = "place (p, q) is column p Q + q: the next row of places begins Q further on, not P"
        read = columns[:, :, by_height.ravel()]
        mistakes[hint] = lambda: folded(read, case)
    if case.padding:
        z = case.padding
        wide = folded(columns, case._replace(h=case.h + 2 * z, w=case.w + 2 * z, padding=0))
        mistakes |= {
            "the frame of padding is still there: cut it off at the end": wide,
            "the wrong part is cut out: the image begins after padding rows and columns": (
                wide[:, :, : case.h, : case.w]
            ),
        }
    return mistakes


def _folded(student: Student, rng: Generator, case: Patches) -> None:
    p, q = case.outputs
    columns = drawn(rng, case.n, case.c * case.k * case.l, p * q)
    expect_close(
        student.col2im(columns, (case.h, case.w), *case.how),
        folded(columns, case),
        what=described(case),
        mistakes=fold_mistakes(columns, case),
        shape_hint="the image is (N, C, H, W), without the padding: C follows from the rows, C K L",
    )


def _col2im(student: Student, rng: Generator, case: Patches) -> None:
    p, q = case.outputs
    easier = {
        hint: partial(_folded, student, rng, easy) for hint, easy in easier_cases(case).items()
    }
    ones = np.ones((case.n, case.c * case.k * case.l, p * q))
    narrow(
        lambda: _folded(student, rng, case),
        easier=easier,
        named=lambda: fold_mistakes(ones, case),
    )


@lab.check("col2im", points=2)
def overlaps(student: Student, rng: Generator) -> None:
    """patches of 2 × 3 that overlap, in a batch of volumes"""
    _col2im(student, rng, Patches())


@lab.check("col2im", points=2)
def pads_and_strides(student: Student, rng: Generator) -> None:
    """padding 2, then stride 3 that leaves pixels out, then dilation 2"""
    for case in (
        Patches(h=4, w=6, padding=2),
        Patches(h=7, w=8, stride=3),
        Patches(h=7, w=6, dilation=2),
    ):
        _col2im(student, rng, case)


@lab.check("col2im", points=2, hidden=True)
def columns_with_everything(student: Student, rng: Generator) -> None:
    """stride, padding and dilation together, and one of everything"""
    for case in (
        Patches(h=6, w=8, k=3, l=2, stride=2, padding=1, dilation=2),
        Patches(1, 1, 4, 3, 1, 1, stride=3),
        Patches(h=5, w=5, k=2, l=2, padding=1),
        Patches(h=8, w=5, k=2, l=1, stride=3, padding=2),
    ):
        _col2im(student, rng, case)
