"""7. conv2d_backward_fast"""

from __future__ import annotations

from time import perf_counter

import numpy as np
from numpy.random import Generator

from cnnlab.labs import Failed, Student

from .common import Array, lab
from .convolution import Convolution, backward, once

FEW, MANY = 4, 64  # images


def seconds_of_loops(dy: Array, x: Array, weight: Array) -> float:
    """How long four nested loops take that read and write what each output needs."""
    read, written = x.copy(), np.zeros_like(weight)
    k, l = weight.shape[2:]
    started = perf_counter()
    for n, o, p, q in np.ndindex(*dy.shape):
        read[n, :, p : p + k, q : q + l] += weight[o] * dy[n, o, p, q]
        written[o] += dy[n, o, p, q] * x[n, :, p : p + k, q : q + l]
    return perf_counter() - started


@lab.check("conv2d_backward_fast", points=2)
def rectangles(student: Student, rng: Generator) -> None:
    """images 4 × 7, filters 2 × 3, then images 6 × 7, filters 3 × 2 with stride 2 and padding 1"""
    backward(student, "conv2d_backward_fast", rng, Convolution(2, 3, 2, (4, 7), (2, 3)))
    backward(student, "conv2d_backward_fast", rng, Convolution(2, 2, 3, (6, 7), (3, 2), 2, 1))


@lab.check("conv2d_backward_fast", points=2)
def faster_than_loops(student: Student, rng: Generator) -> None:
    """64 images at least four times as fast as loops over images, filters and places"""
    case = Convolution(MANY, 4, 8, (8, 7), (3, 2))
    dy, x, weight = case.draw(rng)
    tries = [seconds_of_loops(dy[:FEW], x[:FEW], weight) for _ in range(5)]
    limit = min(tries) * MANY / FEW / 4
    for _ in range(5):  # the machine may be busy: one good try is enough
        started = perf_counter()
        student.conv2d_backward_fast(dy, x, weight, 1, 0)
        if perf_counter() - started < limit:
            return
    raise Failed(
        "it takes about as long as four nested loops",
        "let one product of arrays do what the loops over images, filters and places do; a loop "
        "over the K L places of the kernel is short",
    )


@lab.check("conv2d_backward_fast", points=2, hidden=True)
def far_strides(student: Student, rng: Generator) -> None:
    """stride 3 with padding 2, kernels 2 × 4 and 4 × 2; pixels that no patch reaches"""
    backward(student, "conv2d_backward_fast", rng, Convolution(2, 2, 2, (3, 8), (2, 4), 3, 2))
    backward(student, "conv2d_backward_fast", rng, Convolution(2, 1, 3, (8, 7), (4, 2), 3, 2))
    backward(student, "conv2d_backward_fast", rng, Convolution(3, 2, 2, (7, 8), (3, 2), 3))


@lab.check("conv2d_backward_fast", points=1, hidden=True)
def single_everything(student: Student, rng: Generator) -> None:
    """a 1 × 1 kernel, one image, one channel, one filter, a kernel as large as the image"""
    backward(student, "conv2d_backward_fast", rng, Convolution(2, 3, 4, (3, 5), (1, 1), 2))
    backward(student, "conv2d_backward_fast", rng, Convolution(1, 1, 1, (5, 4), (3, 4), 1, 1))
    case = Convolution(1, 2, 3, (4, 3), (4, 3))
    dy, x, weight = (array.astype(np.float32) for array in case.draw(rng))
    once(student, "conv2d_backward_fast", case, dy, x, weight)
