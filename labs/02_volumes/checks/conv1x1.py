"""conv1x1: a matrix for every pixel."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.random import Generator

from cnnlab.labs import Student
from cnnlab.labs.compare import expect_close
from cnnlab.labs.narrow import bias_in_mind

from .common import Array, Shape, correlated, lab


def mixed(x: Array, weight: Array, bias: Array) -> Array:
    return correlated(x, weight[:, :, None, None], bias)


def mixing_mistakes(x: Array, weight: Array, bias: Array) -> dict[str, Array | Callable[[], Array]]:
    right, offsets = mixed(x, weight, bias), bias[:, None, None]
    n, (h, w), (o, c) = len(x), x.shape[2:], weight.shape
    pixels = x.transpose(0, 2, 3, 1).reshape(-1, c)
    mistakes: dict[str, Array | Callable[[], Array]] = {
        "the bias is missing": right - offsets,
        "the bias belongs to the maps: bias[o] for all pixels of map o": (
            right - offsets + bias[np.arange(w) % o]
        ),
        "the bias is added once for every channel": right + (c - 1) * offsets,
        "x.reshape cuts the numbers anew and mixes pixels with channels: move the channels last "
        "before reshaping": lambda: (
            (x.reshape(-1, c) @ weight.T + bias).reshape(n, h, w, o).transpose(0, 3, 1, 2)
        ),
        "the product is right, then reshape puts it wrong: the maps are its last axis": lambda: (
            pixels @ weight.T + bias
        ).reshape(n, o, h, w),
        "the product is right for a single image: where do the images go?": lambda: (
            weight @ x.transpose(1, 0, 2, 3).reshape(c, -1) + bias[:, None]
        ).reshape(n, o, h, w),
        "the maps are the last axis: the result is (N, O, H, W)": right.transpose(0, 2, 3, 1),
        "height and width are exchanged": right.swapaxes(2, 3),
        "images and maps are exchanged: the result is (N, O, H, W)": right.swapaxes(0, 1),
        "is the mean taken over the channels?": (right - offsets) / c + offsets,
        "only the first channel takes part": mixed(x[:, :1], weight[:, :1], bias),
        "only the last channel is left: is there = instead of +=?": (
            mixed(x[:, -1:], weight[:, -1:], bias)
        ),
    }
    if o == c:
        mistakes["the weights are transposed: weight[o, c] leads from channel c to map o"] = mixed(
            x, weight.T, bias
        )
    return mistakes


def _mixed(student: Student, rng: Generator, shape: Shape, o: int) -> None:
    x, weight, bias = (rng.standard_normal(s) for s in (shape, (o, shape[1]), (o,)))
    with bias_in_mind(o):
        result = student.conv1x1(x, weight, bias)
    expect_close(
        result,
        mixed(x, weight, bias),
        mistakes=mixing_mistakes(x, weight, bias),
        hint="at each pixel, the vector of its C channels times the matrix, plus the bias",
        shape_hint="as high and wide as x, with a map for each row of weight: (N, O, H, W)",
    )


@lab.check("conv1x1", points=1)
def grey_from_colour(student: Student, rng: Generator) -> None:
    """three channels mixed into one"""
    _mixed(student, rng, (1, 3, 4, 5), 1)


@lab.check("conv1x1", points=2)
def mixed_batch(student: Student, rng: Generator) -> None:
    """two images, three channels, five maps"""
    _mixed(student, rng, (2, 3, 4, 6), 5)


@lab.check("conv1x1", points=1, hidden=True)
def equal_sizes(student: Student, rng: Generator) -> None:
    """sizes that the shape alone cannot tell apart, a single channel, a single pixel"""
    _mixed(student, rng, (3, 3, 3, 3), 3)
    _mixed(student, rng, (2, 1, 3, 2), 4)
    _mixed(student, rng, (2, 5, 1, 1), 2)
