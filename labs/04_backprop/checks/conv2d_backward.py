"""6. conv2d_backward"""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from cnnlab.labs import Student

from .common import lab
from .convolution import Convolution, backward, once


@lab.check("conv2d_backward", points=1)
def three_pixels(student: Student, rng: Generator) -> None:
    """the three pixels and two weights of the example"""
    x = np.array([1.0, 2, 3]).reshape(1, 1, 1, 3)
    weight = np.array([10.0, 1]).reshape(1, 1, 1, 2)
    dy = np.array([1.0, 2]).reshape(1, 1, 1, 2)
    once(student, "conv2d_backward", Convolution(1, 1, 1, (1, 3), (1, 2)), dy, x, weight)


@lab.check("conv2d_backward", points=2)
def plain(student: Student, rng: Generator) -> None:
    """two images 4 × 7, three channels, two filters 2 × 3, stride 1, no padding"""
    backward(student, "conv2d_backward", rng, Convolution(2, 3, 2, (4, 7), (2, 3)))


@lab.check("conv2d_backward", points=2)
def strided_and_padded(student: Student, rng: Generator) -> None:
    """images 6 × 7, filters 3 × 2, stride 2, padding 1"""
    backward(student, "conv2d_backward", rng, Convolution(2, 2, 3, (6, 7), (3, 2), 2, 1))


@lab.check("conv2d_backward", points=2, hidden=True)
def wide_padding(student: Student, rng: Generator) -> None:
    """padding 2 with stride 1 and 3, kernels 2 × 4 and 4 × 2"""
    backward(student, "conv2d_backward", rng, Convolution(2, 2, 2, (5, 8), (2, 4), 1, 2))
    backward(student, "conv2d_backward", rng, Convolution(2, 1, 3, (8, 7), (4, 2), 3, 2))


@lab.check("conv2d_backward", points=2, hidden=True)
def left_over(student: Student, rng: Generator) -> None:
    """pixels that no patch reaches, a 1 × 1 kernel, one image with one channel, float32"""
    backward(student, "conv2d_backward", rng, Convolution(3, 2, 2, (7, 8), (3, 2), 3))
    backward(student, "conv2d_backward", rng, Convolution(1, 3, 2, (4, 7), (1, 1), 2))
    case = Convolution(1, 1, 1, (7, 4), (2, 4))
    dy, x, weight = (array.astype(np.float32) for array in case.draw(rng))
    once(student, "conv2d_backward", case, dy, x, weight)
