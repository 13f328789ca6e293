"""count_parameters and count_multiply_adds."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.random import Generator

from cnnlab.labs import Student

from .common import Pair, expect_numbers, lab
from .output_size import outputs

Mistakes = dict[str, Callable[..., float]]

OF_PARAMETERS = "{} channels in, {} out, kernel {}, bias {}"
OF_WORK = "{} channels in, {} out, kernel {}, image {}, stride {}, padding {}"


def parameters(c: int, o: int, kernel_size: Pair, bias: bool) -> int:
    weight, offsets = np.empty((o, c, *kernel_size)), np.empty(o)
    return weight.size + bias * offsets.size


PARAMETER_MISTAKES: Mistakes = {
    "every filter has a layer for each channel of the input: where is in_channels?": (
        lambda c, o, k, bias: o * k[0] * k[1] + bias * o
    ),
    "there are out_channels filters: this is one of them": (
        lambda c, o, k, bias: c * k[0] * k[1] + bias
    ),
    "the biases are missing: one for each filter": lambda c, o, k, bias: parameters(c, o, k, False),
    "where bias is False there are none": lambda c, o, k, bias: parameters(c, o, k, True),
    "one bias for each filter, not one in all": lambda c, o, k, bias: (
        parameters(c, o, k, False) + bias
    ),
    "one bias for each filter, not for each channel of it": lambda c, o, k, bias: (
        parameters(c, o, k, False) + bias * o * c
    ),
    "one bias for each filter: out_channels of them, not in_channels": lambda c, o, k, bias: (
        parameters(c, o, k, False) + bias * c
    ),
    "the bias is one number, not one for each weight of the kernel": lambda c, o, k, bias: (
        parameters(c, o, k, False) * (1 + bias)
    ),
    "a kernel may be higher than wide: K times L": lambda c, o, k, bias: (
        o * c * k[0] ** 2 + bias * o
    ),
    "a kernel may be wider than high: K times L": lambda c, o, k, bias: (
        o * c * k[1] ** 2 + bias * o
    ),
    "K times L, not K plus L": lambda c, o, k, bias: o * c * (k[0] + k[1]) + bias * o,
    "the filters are independent of each other, C for each of O: O times C, not O plus C": (
        lambda c, o, k, bias: (o + c) * k[0] * k[1] + bias * o
    ),
}


def _parameters(student: Student, cases: list[tuple[int, int, Pair, bool]]) -> None:
    hint = "write down the shape of the weights, (O, C, K, L), and of the biases, (O,)"
    expect_numbers(
        student.count_parameters,
        cases,
        parameters,
        PARAMETER_MISTAKES,
        of=OF_PARAMETERS,
        hint=hint,
    )


@lab.check("count_parameters", points=2)
def ten_filters(student: Student, rng: Generator) -> None:
    """ten filters of 5 × 5 on a colour image, and other layers, with and without biases"""
    _parameters(student, [(3, 10, (5, 5), True), (6, 4, (2, 3), True), (6, 4, (2, 3), False)])


@lab.check("count_parameters", points=1, hidden=True)
def other_layers(student: Student, rng: Generator) -> None:
    """tall kernels, a single channel, a single filter"""
    _parameters(student, [(1, 7, (4, 1), True), (5, 1, (3, 2), True), (64, 128, (1, 1), False)])


def multiply_adds(c: int, o: int, k: Pair, image: Pair, s: int, p: int) -> int:
    high, wide = (outputs(m, size, s, p, 1) for m, size in zip(image, k, strict=True))
    return int(np.prod([o, c, *k, high, wide]))


def _work(weights: Callable[..., int], places: Callable[..., int]) -> Callable[..., float]:
    """A miscount: so many weights at so many places."""
    return lambda c, o, k, image, s, p: weights(c, o, k) * places(k, image, s, p)


def _weights(c: int, o: int, k: Pair) -> int:
    return o * c * k[0] * k[1]


def _places(k: Pair, image: Pair, s: int, p: int) -> int:
    return outputs(image[0], k[0], s, p, 1) * outputs(image[1], k[1], s, p, 1)


WORK_MISTAKES: Mistakes = {
    "a filter is laid at every output, P × Q of them, not at every pixel of the image": (
        _work(_weights, lambda k, image, s, p: image[0] * image[1])
    ),
    "these are the weights of the layer; each is used once for every output of its map": (
        _work(_weights, lambda k, image, s, p: 1)
    ),
    "every filter runs through all channels of the input: where is in_channels?": (
        _work(lambda c, o, k: o * k[0] * k[1], _places)
    ),
    "there are out_channels maps: this is the work for one": (
        _work(lambda c, o, k: c * k[0] * k[1], _places)
    ),
    "this is the number of outputs; each takes C K L multiply-adds": (
        _work(lambda c, o, k: o, _places)
    ),
    "a multiply-add is one step, not two": _work(lambda c, o, k: 2 * _weights(c, o, k), _places),
    "biases are added, not multiplied: do not count them": (
        _work(lambda c, o, k: _weights(c, o, k) + o, _places)
    ),
    "is the padding used? It makes the map larger": (
        _work(_weights, lambda k, image, s, p: _places(k, image, s, 0))
    ),
    "is the stride used? It makes the map smaller": (
        _work(_weights, lambda k, image, s, p: _places(k, image, 1, p))
    ),
    "the map's height comes from the heights of image and kernel, its width from the widths": (
        _work(_weights, lambda k, image, s, p: _places(k[::-1], image, s, p))
    ),
    "the image need not be square: height and width have an output size each": (
        _work(_weights, lambda k, image, s, p: _places((k[0], k[0]), (image[0], image[0]), s, p))
    ),
    "the kernel need not be square: K and L give an output size each": (
        _work(_weights, lambda k, image, s, p: _places((k[0], k[0]), image, s, p))
    ),
}


def _multiply_adds(student: Student, cases: list[tuple[int, int, Pair, Pair, int, int]]) -> None:
    hint = "outputs in all, O P Q, times what one of them takes, C K L"
    refused = "both sides fit here: does each side of the image meet its own side of the kernel?"
    expect_numbers(
        student.count_multiply_adds,
        cases,
        multiply_adds,
        WORK_MISTAKES,
        of=OF_WORK,
        hint=hint,
        refused=refused,
    )


@lab.check("count_multiply_adds", points=1)
def work_by_hand(student: Student, rng: Generator) -> None:
    """the example: one filter of 2 × 2 on a 4 × 5 image with two channels"""
    _multiply_adds(student, [(2, 1, (2, 2), (4, 5), 1, 0)])


@lab.check("count_multiply_adds", points=2)
def strided_work(student: Student, rng: Generator) -> None:
    """several filters, a padded image that is not square, and a stride"""
    _multiply_adds(
        student,
        [
            (3, 10, (5, 5), (32, 32), 1, 2),
            (4, 5, (2, 3), (8, 7), 2, 1),
            (3, 2, (3, 1), (7, 5), 2, 0),
        ],
    )


@lab.check("count_multiply_adds", points=1, hidden=True)
def little_and_much_work(student: Student, rng: Generator) -> None:
    """a kernel as large as the image, a single weight, and a layer of AlexNet's size"""
    _multiply_adds(
        student,
        [
            (3, 4, (5, 6), (5, 6), 1, 0),
            (1, 1, (1, 1), (3, 9), 2, 0),
            (96, 256, (5, 5), (27, 27), 1, 2),
        ],
    )
