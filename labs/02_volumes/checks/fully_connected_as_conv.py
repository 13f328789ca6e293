"""fully_connected_as_conv: kernels as large as what they see."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.random import Generator

from cnnlab.labs import Student
from cnnlab.labs.compare import expect_close

from .common import Array, Shape, lab


def kernel_mistakes(weight: Array, shape: Shape) -> dict[str, Array | Callable[[], Array]]:
    c, h, w = shape
    right = weight.reshape(-1, *shape)
    return {
        "each kernel is read as (H, W, C): a row of weight goes channel by channel": (
            weight.reshape(-1, h, w, c).transpose(0, 3, 1, 2)
        ),
        "the channels are the last axis: kernels are (O, C, H, W)": right.transpose(0, 2, 3, 1),
        "the weights are read column by column: the rows of weight belong to the outputs": (
            weight.T.reshape(right.shape)
        ),
        "each channel is read column by column: height before width": (
            weight.reshape(-1, c, w, h).swapaxes(2, 3)
        ),
        "the kernels are flipped: conv_volume does not flip, so there is nothing to undo": (
            right[:, :, ::-1, ::-1]
        ),
        "a row of weight is one kernel: here the rows are cut across": np.moveaxis(
            weight.reshape(*shape, -1), -1, 0
        ),
        "filters and channels are exchanged: kernels are (O, C, H, W)": right.swapaxes(0, 1),
        "the values stay as they are: nothing is divided": right / (h * w),
        "every kernel is the first one": np.repeat(right[:1], len(right), axis=0),
        "this reads weight in Fortran's order, first axis fastest": (
            np.reshape(weight, right.shape, order="F")
        ),
    }


def _kernels(student: Student, rng: Generator, o: int, shape: Shape) -> None:
    weight = rng.standard_normal((o, int(np.prod(shape))))
    expect_close(
        student.fully_connected_as_conv(weight, shape),
        weight.reshape(o, *shape),
        what=f"the kernels for {o} outputs and inputs {shape}",
        mistakes=kernel_mistakes(weight, shape),
        hint="weight[o] met x.ravel(): which element of x met weight[o, 0], which weight[o, 1]?",
        shape_hint="a kernel for each output, and each as large as the input: (O, C, H, W)",
    )


@lab.check("fully_connected_as_conv", points=2)
def a_classifier(student: Student, rng: Generator) -> None:
    """four outputs from three maps of 2 × 5"""
    _kernels(student, rng, 4, (3, 2, 5))


@lab.check("fully_connected_as_conv", points=1, hidden=True)
def other_classifiers(student: Student, rng: Generator) -> None:
    """sizes that the shape alone cannot tell apart, one output, one channel, one pixel"""
    for o, shape in ((3, (3, 3, 3)), (1, (2, 3, 2)), (5, (1, 4, 3)), (2, (4, 1, 1))):
        _kernels(student, rng, o, shape)
