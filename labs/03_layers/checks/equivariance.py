"""equivariance_gap: does the output move as the input does?"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.random import Generator
from scipy import ndimage

from cnnlab.labs import Failed, Student
from cnnlab.labs.compare import as_array

from .common import Array, Pair, drawn, lab

HINT = "layer(moved x) on one side, moved layer(x) on the other; the largest |difference|"

Layer = Callable[[Array], Array]


def layer_like(kind: str, kernel: Array) -> Layer:
    """What make_layer of the notebook's first cell makes."""
    mode = "constant" if kind == "zeros" else "wrap"

    def layer(x: Array) -> Array:
        origin = tuple(size // 2 - (size - 1) // 2 for size in kernel.shape)
        shifted = tuple(-o for o in origin)
        y = np.array(
            [
                [ndimage.correlate(c, kernel, mode=mode, origin=shifted) for c in image]
                for image in x
            ]
        )
        if kind == "halved":
            return y[:, :, ::2, ::2]
        if kind == "sloped":
            return y * np.arange(x.shape[2])[:, None]
        return y

    return layer


def moved(x: Array, shift: Pair) -> Array:
    return np.asarray(np.roll(x, shift, axis=(2, 3)))


def gap(layer: Layer, x: Array, shift: Pair) -> Array:
    """The differences, place by place."""
    y = layer(x)
    scale = [y.shape[axis] / x.shape[axis] for axis in (2, 3)]
    down, right = (int(np.floor(s * r)) for s, r in zip(shift, scale, strict=True))
    return layer(moved(x, shift)) - moved(y, (down, right))


def gap_mistakes(layer: Layer, x: Array, shift: Pair) -> dict[str, float]:
    """What likely mistakes give for one shift."""
    down, right = shift
    y, differences = layer(x), gap(layer, x, shift)
    after = layer(moved(x, shift))
    first = np.asarray(np.roll(x, shift, axis=(0, 1)))
    scaled = [s * b // a for s, a, b in zip(shift, x.shape[2:], y.shape[2:], strict=True)]

    def largest(a: Array, b: Array) -> float:
        return float(np.abs(a - b).max())

    return {
        "compare with the moved output: this compares with the output as it was": largest(after, y),
        "the output moves the same way as the input, not back": (
            largest(after, moved(y, (-scaled[0], -scaled[1])))
        ),
        "where the output is smaller than x, it moves by less": largest(after, moved(y, shift)),
        "np.roll without an axis rolls the numbers of all rows: axis=(2, 3)": (
            largest(layer(np.roll(x, shift)), np.roll(y, shift))
        ),
        "np.roll without an axis rolls the numbers of all rows: say axis=(2, 3)": (
            largest(layer(np.roll(x, down)), np.roll(y, down))
        ),
        "round down, also below zero: -3 // 2 is -2, and int(-1.5) is -1": largest(
            after,
            moved(
                y,
                (
                    int(down * y.shape[2] / x.shape[2]),
                    int(right * y.shape[3] / x.shape[3]),
                ),
            ),
        ),
        "images and channels were rolled: height and width are the axes 2 and 3": (
            largest(layer(first), np.roll(y, scaled, axis=(0, 1)))
        ),
        "shift is (down, right): rows first": largest(
            layer(moved(x, (right, down))),
            moved(y, (right * y.shape[2] // x.shape[2], down * y.shape[3] // x.shape[3])),
        ),
        "the columns move too: shift has two parts": largest(
            layer(moved(x, (down, 0))), moved(y, (scaled[0], 0))
        ),
        "the rows move too: shift has two parts": largest(
            layer(moved(x, (0, right))), moved(y, (0, scaled[1]))
        ),
        "this is the mean of the differences: the largest is asked for": float(
            np.abs(differences).mean()
        ),
        "this is the mean of the squares: the largest difference is asked for": float(
            (differences**2).mean()
        ),
        "differences may be negative: take absolute values before the largest": float(
            differences.max()
        ),
        "this is the root of the sum of squares: the largest difference is asked for": float(
            np.linalg.norm(differences)
        ),
        "this is the sum of all differences: the largest is asked for": float(
            np.abs(differences).sum()
        ),
        "this compares the moved input with the input: where is the layer?": largest(
            moved(x, shift), x
        ),
    }


def _gaps(
    student: Student, rng: Generator, kind: str, shifts: list[Pair], size: Pair = (6, 8)
) -> None:
    """Hold the gaps for all shifts to the definition, and to mistakes, together."""
    x, kernel = drawn(rng, 2, 3, *size), drawn(rng, 2, 3)
    layer, theirs = layer_like(kind, kernel), student.make_layer(kind, kernel)
    found = []
    for shift in shifts:
        number = as_array(student.equivariance_gap(theirs, x, shift), "the gap")
        if number.shape:
            hint = "return one number: the largest of all differences"
            raise Failed(f"the gap has the shape {number.shape}", hint)
        found.append(float(number))
    right = [np.abs(gap(layer, x, shift)).max() for shift in shifts]
    if np.allclose(found, right, rtol=1e-5, atol=1e-5):
        return
    each = [gap_mistakes(layer, x, shift) for shift in shifts]
    wrong = next(s for s, a, b in zip(shifts, found, right, strict=True) if abs(a - b) > 1e-5)
    raise Failed(
        f'the gap of the layer "{kind}" for the shift {wrong} is wrong',
        next((h for h in each[0] if np.allclose(found, [one[h] for one in each])), HINT),
    )


@lab.check("equivariance_gap", points=2)
def with_zeros_at_the_border(student: Student, rng: Generator) -> None:
    """a convolution with zero padding, for three shifts"""
    _gaps(student, rng, "zeros", [(2, 1), (-1, 3), (0, 2)])


@lab.check("equivariance_gap", points=1)
def without_a_border(student: Student, rng: Generator) -> None:
    """a convolution that goes round at the edges: no gap at all"""
    _gaps(student, rng, "round", [(2, 5), (1, 0)])


@lab.check("equivariance_gap", points=2)
def half_as_large(student: Student, rng: Generator) -> None:
    """a layer of stride 2, for shifts by even and by odd numbers"""
    _gaps(student, rng, "halved", [(2, 4), (1, 3)])


@lab.check("equivariance_gap", points=2, hidden=True)
def other_layers(student: Student, rng: Generator) -> None:
    """a layer that knows where it is, negative and large shifts, none at all"""
    _gaps(student, rng, "sloped", [(1, 0), (3, 2)])
    _gaps(student, rng, "halved", [(-2, -3), (5, 1)])
    _gaps(student, rng, "zeros", [(0, 9), (0, 0)], (5, 4))
