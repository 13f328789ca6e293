"""as_fully_connected: the matrix of a convolution over volumes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.random import Generator

from cnnlab.labs import Student
from cnnlab.labs.compare import expect_close

from .common import Array, Indices, Pair, Shape, correlated, lab


def matrix_of(weight: Array, image_size: Pair) -> Array:
    """A column for each pixel: what the convolution makes of an image that is 1 there alone."""
    shape = (weight.shape[1], *image_size)
    units = np.eye(int(np.prod(shape))).reshape(-1, *shape)
    return correlated(units, weight).reshape(len(units), -1).T


def miscounted(matrix: Array, outputs: Shape, inputs: Shape) -> dict[str, Array]:
    """The same entries where a wrong count of rows or columns puts them."""
    rows, columns = np.nonzero(matrix)
    (o, i, j), (c, y, x) = np.unravel_index(rows, outputs), np.unravel_index(columns, inputs)
    (_, p, q), (_, h, w) = outputs, inputs

    def put(row: Indices, column: Indices) -> Array:
        inside = (row < matrix.shape[0]) & (column < matrix.shape[1])
        wrong = np.zeros_like(matrix)
        wrong[row[inside], column[inside]] = matrix[rows, columns][inside]
        return wrong

    return {
        "one row further down in the image is W columns further on, not H": (
            put(rows, columns + y * (h - w))
        ),
        "one row further down in the image is W columns further on, not Q": (
            put(rows, columns + y * (q - w))
        ),
        "one row further down in the map is Q rows further on, not P": (
            put(rows + i * (p - q), columns)
        ),
        "the next channel's columns begin H W further on": put(rows, c + y * w + x),
        "the next map's rows begin P Q further on": put(o + i * q + j, columns),
        "maps begin P Q rows apart, channels H W columns apart": put(o + i * q + j, c + y * w + x),
    }


def matrix_mistakes(weight: Array, image_size: Pair) -> dict[str, Array | Callable[[], Array]]:
    (o, c, k, l), (h, w) = weight.shape, image_size
    matrix, p, q = matrix_of(weight, image_size), h - k + 1, w - l + 1
    axes = matrix.reshape(o, p, q, c, h, w)

    def moved(order: tuple[int, ...]) -> Array:
        return axes.transpose(order).reshape(matrix.shape)

    mistakes: dict[str, Array | Callable[[], Array]] = {
        "the matrix is transposed: a row for each output, a column for each input": matrix.T,
        "the kernels are flipped: networks correlate": (
            lambda: matrix_of(weight[:, :, ::-1, ::-1], image_size)
        ),
        "the columns run through the pixels first: x.ravel() goes channel by channel": (
            moved((0, 1, 2, 4, 5, 3))
        ),
        "the rows run through the places first: the result's ravel() goes map by map": (
            moved((1, 2, 0, 3, 4, 5))
        ),
        "rows and columns run through the pixels first: ravel() goes channel by channel": (
            moved((1, 2, 0, 4, 5, 3))
        ),
        "within a channel the pixels go row by row, not column by column": (
            moved((0, 1, 2, 3, 5, 4))
        ),
        "within a map the outputs go row by row, not column by column": moved((0, 2, 1, 3, 4, 5)),
        "only the columns of the first channel are filled": (
            (axes * (np.arange(c) == 0)[:, None, None]).reshape(matrix.shape)
        ),
        "only the rows of the first map are filled": (
            (axes * (np.arange(o) == 0)[:, None, None, None, None, None]).reshape(matrix.shape)
        ),
        "the columns of other channels hold the first channel's weights": (
            lambda: matrix_of(np.repeat(weight[:, :1], c, axis=1), image_size)
        ),
        "this is the matrix for one channel: there are C H W columns": (
            matrix_of(weight[:, :1], image_size)
        ),
        "this is the matrix of one filter: there are O P Q rows": (
            matrix_of(weight[:1], image_size)
        ),
    }
    mistakes |= miscounted(matrix, (o, p, q), (c, h, w))
    if o == c:
        mistakes["weight[o, c]: the filter comes first, then its channel"] = lambda: matrix_of(
            weight.swapaxes(0, 1), image_size
        )
    if h >= l and w >= k and h != w:
        mistakes["image_size is (height, width): are they exchanged?"] = lambda: (
            matrix_of(weight, (w, h)) if min(w - k, h - l) >= 0 else matrix.T
        )
    return mistakes


def _matrix(student: Student, rng: Generator, shape: Shape, image_size: Pair) -> None:
    weight = rng.uniform(1, 2, shape) * rng.choice([-1, 1], shape)
    expect_close(
        student.as_fully_connected(weight, image_size),
        matrix_of(weight, image_size),
        what=f"the matrix for weights {shape} on {image_size[0]} × {image_size[1]}",
        mistakes=matrix_mistakes(weight, image_size),
        hint="try it: is matrix @ x.ravel() what conv_volume gives for x, raveled?",
        shape_hint="a row for each output, O P Q of them, and a column for each input, C H W",
    )


@lab.check("as_fully_connected", points=2)
def two_channels(student: Student, rng: Generator) -> None:
    """one filter of 1 × 2 on two channels of 1 × 3, as in the example"""
    _matrix(student, rng, (1, 2, 1, 2), (1, 3))


@lab.check("as_fully_connected", points=3)
def several_filters(student: Student, rng: Generator) -> None:
    """three filters of 2 × 3 on two channels of 3 × 5"""
    _matrix(student, rng, (3, 2, 2, 3), (3, 5))


@lab.check("as_fully_connected", points=2, hidden=True)
def other_volumes(student: Student, rng: Generator) -> None:
    """as many filters as channels, one channel, single weights, filters as large as the image"""
    _matrix(student, rng, (2, 2, 2, 2), (4, 3))
    _matrix(student, rng, (3, 1, 2, 1), (3, 3))
    _matrix(student, rng, (2, 3, 1, 1), (2, 2))
    _matrix(student, rng, (2, 2, 2, 3), (2, 3))
