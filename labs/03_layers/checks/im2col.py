"""im2col: patches as columns."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.random import Generator

from cnnlab.labs import Student
from cnnlab.labs.compare import expect_close
from cnnlab.labs.narrow import narrow

from .common import Array, Mistakes, columns_of, drawn, lab
from .patches import Patches, described, easier_cases


def settings(case: Patches, change: str) -> Patches:
    """``case`` with one thing that a student may have got wrong."""
    return case._replace(
        **{
            "no padding": {"padding": 0},
            "padding 1": {"padding": 1},
            "no stride": {"stride": 1},
            "window stride": {"stride": case.k},
            "no dilation": {"dilation": 1},
        }[change]
    )


WRONG_SETTINGS = {
    "no padding": "is the padding used? Put zeros around the images first",
    "padding 1": "is the padding always 1 here? It is an argument",
    "no stride": "is the stride used? The window moves on by stride, not by 1",
    "window stride": "the window moves on by stride, not by its own height",
    "no dilation": "is the dilation used? Neighbouring weights lie dilation pixels apart",
}


def unfold_mistakes(x: Array, case: Patches) -> Mistakes:
    right, (n, c, k, l) = columns_of(x, *case.how), (case.n, case.c, case.k, case.l)
    p, q = case.outputs
    axes = right.reshape(n, c, k, l, p, q)
    mistakes: Mistakes = {
        text: partial(columns_of, x, *settings(case, change).how)
        for change, text in WRONG_SETTINGS.items()
        if settings(case, change) != case and min(settings(case, change).outputs) > 0
    }
    places = np.arange(p)[:, None] * p + np.arange(q)  # rows counted by P, where Q is meant
    by_height = np.zeros((n, c * k * l, max(p * q, places.max() + 1)))
    by_height[:, :, places.ravel()] = right
    inside = slice(0, p * q)
    mistakes |= {
        "output (p, q) is column p Q + q: the next row of outputs is Q columns further on, not P": (
            by_height[:, :, inside]
        ),
        "a row for each weight, a column for each place: these are exchanged": (
            right.swapaxes(1, 2)
        ),
        "within a column go channel by channel, as ravel() does: (C, K, L)": (
            axes.transpose(0, 2, 3, 1, 4, 5).reshape(right.shape)
        ),
        "within a channel go row by row, as ravel() does: (K, L)": (
            axes.transpose(0, 1, 3, 2, 4, 5).reshape(right.shape)
        ),
        "the columns go place by place along a row of outputs: (P, Q)": (
            axes.transpose(0, 1, 2, 3, 5, 4).reshape(right.shape)
        ),
        "reshape cuts the numbers anew: bring the axes into the order (N, C, K, L, P, Q) first": (
            axes.transpose(0, 4, 5, 1, 2, 3).reshape(right.shape)
        ),
        "the windows come with the axes (N, C, P, Q, K, L): transpose before you reshape": (
            axes.transpose(0, 1, 4, 5, 2, 3).reshape(right.shape)
        ),
        "every image has a matrix of its own: here the images stand side by side": (
            right.swapaxes(0, 1).reshape(c * k * l, -1)
        ),
        "every image has a matrix of its own: here they stand one above the other": (
            right.reshape(n * c * k * l, -1)
        ),
        "the kernel is flipped: columns hold the patch as it is": (
            axes[:, :, ::-1, ::-1].reshape(right.shape)
        ),
        "only the first channel is filled": (
            axes * (np.arange(c) == 0)[:, None, None, None, None]
        ).reshape(right.shape),
    }
    if case.padding:
        s, reach = case.stride, [case.dilation * (size - 1) + 1 for size in (k, l)]
        seen = [
            np.arange(count) * s + size <= extent
            for count, size, extent in zip((p, q), reach, (case.h, case.w), strict=True)
        ]
        tail = "the last places are empty: the loops must run over the padded image, H + 2 padding"
        mistakes[tail] = (axes * (seen[0][:, None] & seen[1])).reshape(right.shape)
        ahead = columns_of(
            np.pad(x, ((0, 0), (0, 0), (case.padding,) * 2, (case.padding,) * 2), "edge"),
            (k, l),
            s,
            0,
            case.dilation,
        )
        mistakes["the padding repeats the edge: it consists of zeros"] = ahead
    return mistakes


def _unfolded(student: Student, rng: Generator, case: Patches) -> None:
    x = drawn(rng, case.n, case.c, case.h, case.w)
    expect_close(
        student.im2col(x, *case.how),
        columns_of(x, *case.how),
        what=described(case),
        mistakes=unfold_mistakes(x, case),
        shape_hint="(N, C K L, P Q): a row for each weight of a kernel, a column for each place",
    )


def _im2col(student: Student, rng: Generator, case: Patches) -> None:
    x = np.ones((case.n, case.c, case.h, case.w))
    easier = {
        hint: partial(_unfolded, student, rng, easy) for hint, easy in easier_cases(case).items()
    }
    narrow(
        lambda: _unfolded(student, rng, case), easier=easier, named=lambda: unfold_mistakes(x, case)
    )


@lab.check("im2col", points=2)
def patches_by_hand(student: Student, rng: Generator) -> None:
    """the example: a 2 × 4 image, a kernel of 2 × 2"""
    x = np.array([[[[1.0, 2, 3, 4], [5, 6, 7, 8]]]])
    case = Patches(1, 1, 2, 4, 2, 2)
    expect_close(
        student.im2col(x, *case.how),
        columns_of(x, *case.how),
        what="the result of the example",
        mistakes=unfold_mistakes(x, case),
        shape_hint="(N, C K L, P Q), and N and C count although they are 1 here",
    )


@lab.check("im2col", points=3)
def patches(student: Student, rng: Generator) -> None:
    """a batch of volumes, then stride 3, padding 2 and dilation 2, one at a time"""
    for case in (
        Patches(),
        Patches(h=7, w=8, stride=3),
        Patches(h=4, w=6, padding=2),
        Patches(h=7, w=6, dilation=2),
    ):
        _im2col(student, rng, case)


@lab.check("im2col", points=3, hidden=True)
def patches_with_everything(student: Student, rng: Generator) -> None:
    """stride, padding and dilation together; one of everything; strides that leave inputs out"""
    for case in (
        Patches(h=6, w=8, k=3, l=2, stride=2, padding=1, dilation=2),
        Patches(1, 1, 4, 3, 1, 1, stride=3),
        Patches(h=8, w=5, k=2, l=1, stride=3, padding=2),
    ):
        _im2col(student, rng, case)
