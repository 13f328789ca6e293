"""conv_transpose2d: every input stamps its kernel on the output."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.random import Generator
from scipy import signal

from cnnlab.labs import Student
from cnnlab.labs.compare import expect_close
from cnnlab.labs.narrow import BIAS_AXES, bias_in_mind, narrow

from .common import Array, Mistakes, drawn, lab

CHANNEL_FIRST = "weight[c, o]: here the input's channel comes first"


class Stamps(NamedTuple):
    """Shapes of a transposed convolution."""

    n: int = 2
    c: int = 3
    h: int = 2
    w: int = 3
    o: int = 2
    k: int = 3
    l: int = 2
    stride: int = 1
    padding: int = 0

    def drawn(self, rng: Generator) -> tuple[Array, Array, Array]:
        x = drawn(rng, self.n, self.c, self.h, self.w)
        return x, drawn(rng, self.c, self.o, self.k, self.l), drawn(rng, self.o)


def stamped(x: Array, weight: Array, bias: Array, stride: int, padding: int) -> Array:
    """Zeros between the inputs, then a full convolution, then the frame of padding cut off."""
    (n, c, h, w), o = x.shape, weight.shape[1]
    spread = np.zeros((n, c, (h - 1) * stride + 1, (w - 1) * stride + 1))
    spread[:, :, ::stride, ::stride] = x
    whole = np.array(
        [
            [
                sum(signal.convolve2d(a, b) for a, b in zip(image, weight[:, i], strict=True))
                for i in range(o)
            ]
            for image in spread
        ]
    )
    high, wide = whole.shape[2:]
    cut = whole[:, :, padding : high - padding, padding : wide - padding]
    return np.asarray(cut + bias[:, None, None])


def stamp_mistakes(case: Stamps, x: Array, weight: Array, bias: Array) -> Mistakes:
    s, p, offsets = case.stride, case.padding, bias[:, None, None]
    right = stamped(x, weight, bias, s, p)
    mistakes: Mistakes = {
        "the bias is missing: one number for each map": right - offsets,
        "the kernel is flipped: every input stamps it as it is": (
            lambda: stamped(x, weight[:, :, ::-1, ::-1], bias, s, p)
        ),
        "stamps that overlap add up: is there = instead of +=?": partial(
            _stamped_over, case, x, weight, bias
        ),
        "only the first channel stamps": lambda: stamped(x[:, :1], weight[:1], bias, s, p),
        "only the last channel is left: is there = instead of +=?": (
            lambda: stamped(x[:, -1:], weight[-1:], bias, s, p)
        ),
        "the output's height and width are exchanged": right.swapaxes(2, 3),
        "the maps are the last axis": right.transpose(0, 2, 3, 1),
        "the bias is added with every stamp; it comes once": (
            lambda: (
                stamped(x, weight, 0 * bias, s, p)
                + offsets
                * stamped(np.ones_like(x[:, :1]), np.ones_like(weight[:1]), 0 * bias, s, p)
            )
        ),
        "this is an ordinary convolution: here the output is larger than the input": (
            lambda: _forward(x, weight, bias)
        ),
    }
    if s > 1:
        mistakes |= {
            "is the stride used? Neighbouring inputs stamp stride pixels apart": (
                lambda: stamped(x, weight, bias, 1, p)
            ),
            "the output ends with the last whole step: it has (H - 1) stride + K rows": (
                lambda: _grown(right, s - 1)
            ),
        }
    if p:
        whole = stamped(x, weight, bias, s, 0)
        mistakes |= {
            "padding cuts rows and columns off on every side: here nothing is cut": whole,
            "padding makes the output smaller, not larger": lambda: (
                np.pad(whole - offsets, ((0, 0), (0, 0), (p, p), (p, p))) + offsets
            ),
            "padding cuts on every side: here all is cut at the end": (
                whole[:, :, : right.shape[2], : right.shape[3]]
            ),
            "padding cuts on every side: here only the end is cut": whole[:, :, :-p, :-p],
            "padding cuts on every side: here only the beginning is cut": whole[:, :, p:, p:],
            "is the padding always 1 here? It is an argument": (
                lambda: stamped(x, weight, bias, s, 1)
            ),
        }
    if case.c == case.o:
        mistakes[CHANNEL_FIRST] = lambda: stamped(x, weight.swapaxes(0, 1), bias, s, p)
    return mistakes


def _grown(right: Array, by: int) -> Array:
    return np.pad(right, ((0, 0), (0, 0), (0, by), (0, by)))


def _forward(x: Array, weight: Array, bias: Array) -> Array:
    if x.shape[2] < weight.shape[2] or x.shape[3] < weight.shape[3]:
        return np.zeros(1)
    return stamped(x, weight[:, :, ::-1, ::-1], bias, 1, 0)[
        :, :, weight.shape[2] - 1 : x.shape[2], weight.shape[3] - 1 : x.shape[3]
    ]


def _stamped_over(case: Stamps, x: Array, weight: Array, bias: Array) -> Array:
    """What = leaves: at each pixel, the stamp of the last input that reaches it."""
    whole = stamped(x, weight, 0 * bias, case.stride, 0) * 0
    for i in range(case.h):
        for j in range(case.w):
            stamp = np.tensordot(x[:, :, i, j], weight, axes=1)
            top, left = i * case.stride, j * case.stride
            whole[:, :, top : top + case.k, left : left + case.l] = stamp
    p, (high, wide) = case.padding, whole.shape[2:]
    return np.asarray(whole[:, :, p : high - p, p : wide - p] + bias[:, None, None])


def _stamps(student: Student, rng: Generator, case: Stamps) -> None:
    x, weight, bias = case.drawn(rng)
    with bias_in_mind(case.o):
        result = student.conv_transpose2d(x, weight, bias, case.stride, case.padding)
    expect_close(
        result,
        stamped(x, weight, bias, case.stride, case.padding),
        what=f"the result for stride {case.stride} and padding {case.padding}",
        mistakes=stamp_mistakes(case, x, weight, bias),
        shape_hint="(N, O, (H - 1) stride - 2 padding + K, (W - 1) stride - 2 padding + L)",
    )


def _reads_filters_first(student: Student, rng: Generator, case: Stamps) -> None:
    """Pass where the answer takes weight[o, c] for weight[c, o]."""
    x, weight, bias = case._replace(o=case.c).drawn(rng)
    right = stamped(x, weight.swapaxes(0, 1), bias, case.stride, case.padding)
    expect_close(student.conv_transpose2d(x, weight, bias, case.stride, case.padding), right)


def _transposed(student: Student, rng: Generator, case: Stamps) -> None:
    hints = {
        "right without padding, wrong with it": {"padding": 0},
        "right at stride 1, wrong at others": {"stride": 1},
        "right for one image, wrong for a batch": {"n": 1},
        "right for one channel, wrong for several": {"c": 1},
        "right for square kernels: are height and width exchanged somewhere?": {"l": case.k},
        "right for square images: are height and width exchanged somewhere?": {"w": case.h},
        "right where all is square: are height and width exchanged somewhere?": {
            "l": case.k,
            "w": case.h,
        },
    }
    easier = {
        hint: partial(_stamps, student, rng, case._replace(**change))
        for hint, change in hints.items()
        if case._replace(**change) != case
    }
    exchanged = {CHANNEL_FIRST: partial(_reads_filters_first, student, rng, case)}
    narrow(
        lambda: _stamps(student, rng, case),
        easier=exchanged | easier,
        named=lambda: {*stamp_mistakes(case, *case.drawn(rng)), BIAS_AXES},
    )


@lab.check("conv_transpose2d", points=2)
def from_two_to_five(student: Student, rng: Generator) -> None:
    """the example: from 2 × 2 to 5 × 5 by a kernel of 3 × 3 at stride 2"""
    _transposed(student, rng, Stamps(1, 1, 2, 2, 1, 3, 3, 2))


@lab.check("conv_transpose2d", points=3)
def stamps(student: Student, rng: Generator) -> None:
    """a batch of volumes, then stride 3, then padding"""
    for case in (Stamps(), Stamps(stride=3), Stamps(h=3, w=4, padding=1)):
        _transposed(student, rng, case)


@lab.check("conv_transpose2d", points=2, hidden=True)
def stamps_with_everything(student: Student, rng: Generator) -> None:
    """stride and padding together, padding 2, as many filters as channels, single weights"""
    for case in (
        Stamps(2, 2, 3, 2, 3, 3, 4, 2, 1),
        Stamps(2, 2, 3, 4, 2, 4, 3, 2, 2),
        Stamps(1, 1, 2, 3, 1, 1, 1, 3),
        Stamps(1, 2, 2, 3, 1, 4, 3, 3, 1),
    ):
        _transposed(student, rng, case)
