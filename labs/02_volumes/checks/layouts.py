"""to_nchw and to_nhwc: the order of axes."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from cnnlab.labs import Student
from cnnlab.labs.compare import expect_close

from .common import Array, Shape, lab

FIRST, LAST = (0, 3, 1, 2), (0, 2, 3, 1)  # as np.transpose takes them


def _reordered(student: Student, name: str, x: Array) -> None:
    order, back = (FIRST, LAST) if name == "to_nchw" else (LAST, FIRST)
    right = x.transpose(order)
    wanted = "(N, C, H, W)" if name == "to_nchw" else "(N, H, W, C)"
    mistakes = {
        "reshape cuts the numbers anew and mixes pixels with channels; move the axes instead": (
            x.reshape(right.shape)
        ),
        "this is the other direction: which axis holds the channels now, and where should it go?": (
            x.transpose(back)
        ),
        "height and width are exchanged: rows stay rows": right.swapaxes(
            *((2, 3) if name == "to_nchw" else (1, 2))
        ),
        ".T turns all axes round, the images too: the first axis stays the first": x.T,
        "x comes back as it was: transpose gives a new array, is that one returned?": x,
        "only two axes change places; the channels have to pass both height and width": (
            x.swapaxes(1, 2)
        ),
        "the images are put in the place of the channels: the first axis stays the first": (
            right.swapaxes(0, 1 if name == "to_nchw" else 3)
        ),
        "every image but the first is missing": right[:1],
        "a batch is wanted: (N, C, H, W), also where N is 1"
        if name == "to_nchw"
        else "a batch is wanted: (N, H, W, C), also where N is 1": right[0],
    }
    expect_close(
        getattr(student, name)(x),
        right,
        mistakes=mistakes,
        hint="print the shape before and after; the pixel x[n, h, w] keeps its channels together",
        shape_hint=f"the result's axes are {wanted}, in this order",
    )


@lab.check("to_nchw", points=1)
def two_images(student: Student, rng: Generator) -> None:
    """two random images of 4 × 5 pixels with three channels"""
    _reordered(student, "to_nchw", rng.standard_normal((2, 4, 5, 3)))


@lab.check("to_nchw", points=1, hidden=True)
def square_images(student: Student, rng: Generator) -> None:
    """sizes that the shape alone cannot tell apart: 3 images, 3 × 3 pixels, 3 channels"""
    _reordered(student, "to_nchw", rng.standard_normal((3, 3, 3, 3)))
    _reordered(student, "to_nchw", rng.standard_normal((1, 5, 2, 1)))


@lab.check("to_nhwc", points=1)
def two_volumes(student: Student, rng: Generator) -> None:
    """two random volumes of three channels, 4 × 5 pixels"""
    _reordered(student, "to_nhwc", rng.standard_normal((2, 3, 4, 5)))


@lab.check("to_nhwc", points=1, hidden=True)
def there_and_back(student: Student, rng: Generator) -> None:
    """sizes that the shape alone cannot tell apart, and the way there and back"""
    shapes: list[Shape] = [(3, 3, 3, 3), (1, 1, 5, 2)]
    for shape in shapes:
        x = rng.standard_normal(shape)
        _reordered(student, "to_nhwc", x)
        back = student.to_nhwc(np.ascontiguousarray(x.transpose(FIRST)))
        expect_close(back, x, what="to_nhwc of a volume that was moved to NCHW")
