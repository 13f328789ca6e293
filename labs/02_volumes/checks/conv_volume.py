"""conv_volume and conv_einsum: one operation, written twice."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.random import Generator

from cnnlab.labs import Student
from cnnlab.labs.compare import expect_close
from cnnlab.labs.narrow import BIAS_AXES, bias_in_mind, narrow

from .common import Array, Shape, correlated, lab

FILTER_FIRST = "weight[o, c]: the filter comes first, then its channel"


class Case(NamedTuple):
    """Shapes of a convolution."""

    n: int = 1
    c: int = 1
    h: int = 5
    w: int = 5
    o: int = 1
    k: int = 3
    l: int = 3

    def drawn(self, rng: Generator) -> tuple[Array, Array, Array]:
        shapes: list[Shape] = [
            (self.n, self.c, self.h, self.w),
            (self.o, self.c, self.k, self.l),
            (self.o,),
        ]
        x, weight, bias = (rng.uniform(0.5, 2, s) * rng.choice([-1, 1], s) for s in shapes)
        return x, weight, bias


def mistakes_of(x: Array, weight: Array, bias: Array) -> dict[str, Array | Callable[[], Array]]:
    """What likely mistakes would give."""
    without = correlated(x, weight)
    right, offsets = without + bias[:, None, None], bias[:, None, None]
    (c, k, l), o = weight.shape[1:], len(weight)
    mistakes: dict[str, Array | Callable[[], Array]] = {
        "the bias is missing: add bias[o] to every output of map o": without,
        "the bias is added once for every channel; it comes once, after their sum": (
            without + c * offsets
        ),
        "the bias is added to every product; it comes once, after the sum": (
            without + c * k * l * offsets
        ),
        "the bias is subtracted": without - offsets,
        "every map got the bias of the first filter": without + bias[0],
        "only the first channel takes part: add up all C of them": (
            correlated(x[:, :1], weight[:, :1], bias)
        ),
        "only the last channel is left: is there = instead of +=?": (
            correlated(x[:, -1:], weight[:, -1:], bias)
        ),
        "is the mean taken over the channels? Add them up": without / c + offsets,
        "is the mean taken of the products? Add them up": without / (c * k * l) + offsets,
        "the bias is multiplied: it is added": without * offsets,
        "every map got all biases together: bias[o] for map o": without + bias.sum(),
        "every channel of x meets the filter's first layer: each has a layer of its own": (
            lambda: correlated(x, np.repeat(weight[:, :1], c, axis=1), bias)
        ),
        "every map is made with the first filter": (
            lambda: correlated(x, np.repeat(weight[:1], o, axis=0), bias)
        ),
        "the kernel is flipped: networks correlate": (
            lambda: correlated(x, weight[:, :, ::-1, ::-1], bias)
        ),
        "the kernel is flipped, upside down: networks correlate": (
            lambda: correlated(x, weight[:, :, ::-1], bias)
        ),
        "the kernel is flipped, left to right: networks correlate": (
            lambda: correlated(x, weight[:, :, :, ::-1], bias)
        ),
        "the maps add up to one: every filter makes a map of its own": right.sum(1, keepdims=True),
        "the channels are not added up: every output is a sum over all of them": (
            lambda: np.stack(
                [correlated(x[:, i : i + 1], weight[:, i : i + 1]) for i in range(c)], axis=2
            )
        ),
        "every image got the outputs of the first one": np.repeat(right[:1], len(x), axis=0),
        "the other images are missing: every one of the N has its outputs": (
            right * (np.arange(len(x)) == 0)[:, None, None, None]
        ),
        "the images add up to one: keep the N apart": right.sum(0, keepdims=True),
        "the output's height and width are exchanged": right.swapaxes(2, 3),
        "every number of the bias belongs to a map, not to a column: bias[:, None, None]": (
            without + bias[np.arange(right.shape[3]) % o]
        ),
        "images and maps are exchanged: the result is (N, O, P, Q)": right.swapaxes(0, 1),
        "every number of the bias belongs to a map, not to a row: bias[:, None, None]": (
            without + bias[np.arange(right.shape[2]) % o][:, None]
        ),
        "the maps are the last axis: the result is (N, O, P, Q)": right.transpose(0, 2, 3, 1),
        "the last row and column are never filled: where do the loops over them end?": (
            np.pad(right[:, :, :-1, :-1], ((0, 0), (0, 0), (0, 1), (0, 1)))
        ),
        "the loops end one output too early: there are H - K + 1 rows of them": (
            right[:, :, :-1, :-1]
        ),
        "this is as large as the image: only places where the filter lies wholly inside count": (
            lambda: correlated(
                np.pad(x, ((0, 0), (0, 0), ((k - 1) // 2, k // 2), ((l - 1) // 2, l // 2))),
                weight,
                bias,
            )
        ),
        "is the sum set back to zero for each output?": np.cumsum(without).reshape(right.shape)
        + offsets,
    }
    if o == c:
        mistakes[FILTER_FIRST] = lambda: correlated(x, weight.swapaxes(0, 1), bias)
    if x.shape[2] >= l and x.shape[3] >= k:
        mistakes["the kernel is transposed: K is its height, L its width"] = lambda: correlated(
            x, weight.swapaxes(2, 3), bias
        )
    if k == l:
        hint = "@ multiplies matrices; here each number meets the one weight that lies on it: *"
        sums = np.repeat(weight.sum(axis=3)[:, :, None], k, axis=2)
        mistakes[hint] = lambda: correlated(x, sums, bias)
    return mistakes


def _volume(student: Student, name: str, rng: Generator, case: Case) -> None:
    """Hold ``name`` to the definition on random arrays of these shapes."""
    _held(student, name, *case.drawn(rng))


def _held(student: Student, name: str, x: Array, weight: Array, bias: Array, of: str = "") -> None:
    exact = [np.asarray(a, float) for a in (x, weight, bias)]
    with bias_in_mind(len(bias)):
        result = getattr(student, name)(x, weight, bias)
    expect_close(
        result,
        correlated(*exact),
        what=f"the result{of}",
        mistakes=mistakes_of(*exact),
        shape_hint="the result is (N, O, H - K + 1, W - L + 1)",
    )


def _reads_channel_first(student: Student, name: str, rng: Generator, case: Case) -> None:
    """Pass where the answer takes weight[c, o] for weight[o, c]."""
    x, weight, bias = case._replace(o=case.c).drawn(rng)
    swapped = correlated(x, weight.swapaxes(0, 1), bias)
    expect_close(getattr(student, name)(x, weight, bias), swapped)


def _narrowed(student: Student, name: str, rng: Generator, case: Case) -> None:
    x, weight, bias = case.drawn(rng)
    changes = {
        "right for one image, wrong for a batch: each image has its own outputs": {"n": 1},
        "right for one filter, wrong for several: each makes a map of its own": {"o": 1},
        "right for one channel, wrong for several: is everything added up over the channels?": {
            "c": 1
        },
        "right for square kernels: are height and width exchanged somewhere?": {"l": case.k},
        "right for square images: are height and width exchanged somewhere?": {"w": case.h},
        "right where all is square: are height and width exchanged somewhere?": {
            "l": case.k,
            "w": case.h,
        },
        "right for a single image, channel and filter, wrong for more": {"n": 1, "c": 1, "o": 1},
    }
    easier = {
        hint: partial(_volume, student, name, rng, case._replace(**change))
        for hint, change in changes.items()
        if case._replace(**change) != case
    }
    exchanged = {FILTER_FIRST: partial(_reads_channel_first, student, name, rng, case)}

    def named() -> set[str]:
        return {*mistakes_of(x, weight, bias), BIAS_AXES}

    narrow(lambda: _held(student, name, x, weight, bias), easier=exchanged | easier, named=named)


@lab.check("conv_volume", points=2)
def volume_by_hand(student: Student, rng: Generator) -> None:
    """the example: three channels of 3 × 3, one filter, one bias"""
    x = np.array(
        [
            [[1.0, 0, 2], [3, 1, 0], [2, 0, 1]],
            [[0, 1, 0], [1, 1, 0], [0, 2, 1]],
            [[2, 0, 0], [1, 0, 1], [0, 1, 0]],
        ]
    )
    weight = np.array([[[1.0, 0], [0, 2]], [[0, 1], [1, 0]], [[2, 0], [0, 1]]])
    _held(student, "conv_volume", x[None], weight[None], np.array([1.0]), " of the example")


@lab.check("conv_volume", points=4)
def batch_of_volumes(student: Student, rng: Generator) -> None:
    """two images with three channels, four filters of 2 × 3, nothing square"""
    _narrowed(student, "conv_volume", rng, Case(n=2, c=3, h=5, w=7, o=4, k=2, l=3))


@lab.check("conv_volume", points=2, hidden=True)
def extreme_volumes(student: Student, rng: Generator) -> None:
    """one of everything, filters as large as the image, single weights, two channels and filters"""
    for case in (Case(h=4, w=3), Case(2, 3, 3, 4, 2, 3, 4), Case(1, 2, 3, 2, 2, 1, 1)):
        _narrowed(student, "conv_volume", rng, case)


@lab.check("conv_volume", points=1, hidden=True)
def volumes_of_bytes(student: Student, rng: Generator) -> None:
    """pixels as bytes, weights that are whole numbers"""
    x = rng.integers(0, 256, (2, 2, 4, 3)).astype(np.uint8)
    weight = rng.integers(-9, 9, (3, 2, 2, 2)).astype(np.int8)
    _held(student, "conv_volume", x, weight, np.array([0.5, -0.25, 2]), " for bytes")


@lab.check("conv_einsum", points=2)
def einsum_of_a_batch(student: Student, rng: Generator) -> None:
    """two images with three channels, four filters of 2 × 3, nothing square"""
    _narrowed(student, "conv_einsum", rng, Case(n=2, c=3, h=5, w=7, o=4, k=2, l=3))


@lab.check("conv_einsum", points=1)
def tall_filters(student: Student, rng: Generator) -> None:
    """three images with two channels, two filters of 3 × 1"""
    _narrowed(student, "conv_einsum", rng, Case(n=3, c=2, h=6, w=4, o=2, k=3, l=1))


@lab.check("conv_einsum", points=2, hidden=True)
def extreme_einsums(student: Student, rng: Generator) -> None:
    """one of everything, filters as large as the image, all sizes equal"""
    for case in (Case(h=4, w=3), Case(2, 3, 3, 4, 2, 3, 4), Case(2, 2, 3, 3, 2, 2, 2)):
        _narrowed(student, "conv_einsum", rng, case)
