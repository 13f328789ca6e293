"""conv2d: stride, padding, dilation and groups."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.random import Generator

from cnnlab.labs import Student
from cnnlab.labs.compare import expect_close
from cnnlab.labs.narrow import BIAS_AXES, bias_in_mind, narrow

from .common import Array, Mistakes, correlated, drawn, lab, twice


class Shapes(NamedTuple):
    """Shapes of a convolutional layer; c and o are channels of each group."""

    n: int = 2
    c: int = 3
    h: int = 6
    w: int = 8
    o: int = 4
    k: int = 2
    l: int = 3
    stride: int = 1
    padding: int = 0
    dilation: int = 1
    groups: int = 1

    def drawn(self, rng: Generator) -> tuple[Array, Array, Array]:
        x = drawn(rng, self.n, self.groups * self.c, self.h, self.w)
        weight = drawn(rng, self.groups * self.o, self.c, self.k, self.l)
        return x, weight, drawn(rng, self.groups * self.o)

    @property
    def how(self) -> tuple[int, int, int, int]:
        return self.stride, self.padding, self.dilation, self.groups


def grouped(
    x: Array, weight: Array, bias: Array, stride: int, padding: int, dilation: int, groups: int
) -> Array:
    """Each group by itself, side by side."""
    parts = zip(np.split(x, groups, axis=1), np.split(weight, groups), strict=True)
    maps = [correlated(a, b, stride, padding, dilation) for a, b in parts]
    return np.concatenate(maps, axis=1) + bias[:, None, None]


def layer_mistakes(case: Shapes, x: Array, weight: Array, bias: Array) -> Mistakes:
    s, p, d, g = case.how
    right, offsets = grouped(x, weight, bias, s, p, d, g), bias[:, None, None]

    def other(
        stride: int = s, padding: int = p, dilation: int = d, weight: Array = weight, x: Array = x
    ) -> Array:
        with np.errstate(all="ignore"):
            return grouped(x, weight, bias, stride, padding, dilation, g)

    mistakes: Mistakes = {
        "the bias is missing: one number for each map": right - offsets,
        "the kernel is flipped: networks correlate": (
            lambda: other(weight=weight[:, :, ::-1, ::-1])
        ),
        "the maps are the last axis: the result is (N, O, P, Q)": right.transpose(0, 2, 3, 1),
        "the output's height and width are exchanged": right.swapaxes(2, 3),
        "reshape puts images and maps in the wrong places: the product's axes are (O, N, P Q)": (
            (right - offsets).swapaxes(0, 1).reshape(right.shape) + offsets
        ),
        "weight.reshape(O, -1) keeps each filter in one row; reshape(-1, O) mixes the filters": (
            lambda: other(weight=weight.reshape(-1, len(weight)).T.reshape(weight.shape))
        ),
        "every filter's weights are mixed: reshape them to (O, C K L), and nothing else": (
            lambda: other(weight=weight.reshape(len(weight), -1, order="F").reshape(weight.shape))
        ),
    }
    if p:
        mistakes |= {
            "is the padding used?": lambda: other(padding=0),
            "the zeros are on one side only: padding on every side": lambda: other(
                x=np.pad(x, ((0, 0), (0, 0), (0, p), (0, p))), padding=0
            ),
            "the last rows and columns are empty: the loops must run over the padded image": (
                lambda: _tail(case, right)
            ),
            "the last rows and columns hold the bias alone: loop over the padded image": (
                lambda: _tail(case, right - offsets) + offsets
            ),
        }
    if p != 1:
        mistakes["is the padding always 1 here? It is an argument"] = lambda: other(padding=1)
    if s > 1:
        mistakes |= {
            "is the stride used?": lambda: other(stride=1),
            "the stride is used along the rows only": (
                lambda: grouped(x, weight, bias, 1, p, d, g)[:, :, ::s]
            ),
            "the stride is used along the columns only": (
                lambda: grouped(x, weight, bias, 1, p, d, g)[:, :, :, ::s]
            ),
        }
    if d > 1:
        mistakes["is the dilation used?"] = lambda: other(dilation=1)
    if g > 1:
        c, o = case.c, case.o
        mistakes |= {
            "every group sees the first group's channels: the second begins at channel C/G": (
                lambda: other(x=np.concatenate([x[:, :c]] * g, axis=1))
            ),
            "every group has the first group's filters: there are O/G for each": (
                lambda: other(weight=np.concatenate([weight[:o]] * g))
            ),
            "a group's maps stand together: here they are dealt out in turn": (
                right.reshape(len(x), g, o, *right.shape[2:]).swapaxes(1, 2).reshape(right.shape)
            ),
            "a group's channels stand together: here they are taken in turn": lambda: other(
                x=x.reshape(len(x), c, g, *x.shape[2:]).swapaxes(1, 2).reshape(x.shape)
            ),
            "the groups add up: each makes maps of its own": (
                right.reshape(len(x), g, o, *right.shape[2:]).sum(axis=1)
            ),
            "only the first group's maps are there": right[:, :o],
            "every group got the first group's biases": (
                right - offsets + np.tile(bias[:o], g)[:, None, None]
            ),
        }
    return mistakes


def _tail(case: Shapes, right: Array) -> Array:
    """What loops leave that end where the unpadded image does."""
    s, _, d, _ = case.how
    rows, columns = (
        np.arange(count) * s + d * (size - 1) + 1 <= extent
        for count, size, extent in zip(
            right.shape[2:], (case.k, case.l), (case.h, case.w), strict=True
        )
    )
    filled: Array = right * (rows[:, None] & columns)
    return filled


def _layer(student: Student, rng: Generator, case: Shapes) -> None:
    x, weight, bias = case.drawn(rng)
    s, p, d, g = case.how
    with bias_in_mind(len(bias)):
        result = student.conv2d(x, weight, bias, *case.how)
    expect_close(
        result,
        grouped(x, weight, bias, *case.how),
        what=f"the result for stride {s}, padding {p}, dilation {d}, groups {g}",
        mistakes=layer_mistakes(case, x, weight, bias),
        shape_hint="the result is (N, O, P, Q), P and Q from the formula at the top",
    )


def _conv2d(student: Student, rng: Generator, case: Shapes) -> None:
    hints = {
        "right for one group, wrong for several: which channels does each see?": {"groups": 1},
        "right without padding, wrong with it": {"padding": 0},
        "right at stride 1, wrong at others": {"stride": 1},
        "right without dilation, wrong with it": {"dilation": 1},
        "right for one image, wrong for a batch": {"n": 1},
        "right for square kernels: are height and width exchanged somewhere?": {"l": case.k},
        "right for square images: are height and width exchanged somewhere?": {"w": case.h},
        "right where all is square: are height and width exchanged somewhere?": {
            "l": case.k,
            "w": case.h,
        },
        "right without groups and padding, at stride 1: wrong where several of them meet": {
            "groups": 1,
            "padding": 0,
            "stride": 1,
            "dilation": 1,
        },
    }
    easier = {
        hint: partial(_layer, student, rng, case._replace(**change))
        for hint, change in hints.items()
        if case._replace(**change) != case
    }
    narrow(
        lambda: _layer(student, rng, case),
        easier=easier,
        named=lambda: {*layer_mistakes(case, *case.drawn(rng)), BIAS_AXES},
    )


@lab.check("conv2d", points=3)
def plain_layer(student: Student, rng: Generator) -> None:
    """two volumes, four filters of 2 × 3, nothing square; called twice with other numbers"""
    twice(lambda: _conv2d(student, rng, Shapes()))


@lab.check("conv2d", points=3)
def strided_padded_dilated(student: Student, rng: Generator) -> None:
    """stride 3, padding 2 and dilation 2, one at a time"""
    for change in ({"stride": 3, "h": 8}, {"padding": 2}, {"dilation": 2}):
        _conv2d(student, rng, Shapes()._replace(**change))


@lab.check("conv2d", points=2)
def two_groups(student: Student, rng: Generator) -> None:
    """two groups of two channels and three filters each"""
    _conv2d(student, rng, Shapes(c=2, h=5, w=6, o=3, groups=2))


@lab.check("conv2d", points=3, hidden=True)
def layers_with_everything(student: Student, rng: Generator) -> None:
    """all of them together, a filter for each channel, one of everything"""
    for case in (
        Shapes(2, 2, 7, 8, 3, 3, 2, stride=2, padding=1, dilation=2, groups=2),
        Shapes(1, 1, 5, 8, 1, 3, 3, stride=3, padding=2, groups=4),
        Shapes(1, 1, 4, 5, 1, 1, 1, stride=3),
        Shapes(1, 3, 4, 3, 2, 4, 3),
    ):
        _conv2d(student, rng, case)
