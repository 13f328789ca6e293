"""receptive_field: how far a unit sees."""

from __future__ import annotations

from collections.abc import Callable
from math import prod

from numpy.random import Generator

from cnnlab.labs import Student

from .common import expect_numbers, lab

Layers = list[tuple[int, int, int]]  # (k, s, d), the first layer first


def field(layers: Layers) -> int:
    """Trace the outermost inputs of one unit backwards, layer by layer."""
    first = last = 0
    for k, s, d in reversed(layers):
        first, last = first * s, last * s + d * (k - 1)
    return last - first + 1


def _grown(step: Callable[[int, int, int, int, int], tuple[int, int]]) -> Callable[..., float]:
    """A miscount, layer by layer from the first: (r, j, k, s, d) gives the next r and j."""

    def count(layers: Layers) -> int:
        r = j = 1
        for k, s, d in layers:
            r, j = step(r, j, k, s, d)
        return r

    return count


FIELD_MISTAKES: dict[str, Callable[..., float]] = {
    "a layer's own stride counts only for the layers after it": _grown(
        lambda r, j, k, s, d: (r + (k - 1) * d * j * s, j * s)
    ),
    "a layer's own stride is used here; and is (k, s, d) read in this order?": _grown(
        lambda r, j, k, s, d: (r + (k - 1) * d * s, s)
    ),
    "only the stride of the layer just before is used: multiply them all": _grown(
        lambda r, j, k, s, d: (r + (k - 1) * d * j, s)
    ),
    "strides multiply, they do not add up": _grown(
        lambda r, j, k, s, d: (r + (k - 1) * d * j, j + s)
    ),
    "are the strides used? After a stride of 2, neighbours see places that lie 2 apart": _grown(
        lambda r, j, k, s, d: (r + (k - 1) * d, 1)
    ),
    "is the dilation used?": _grown(lambda r, j, k, s, d: (r + (k - 1) * j, j * s)),
    "dilation leaves gaps inside one kernel only: it does not pass on to later layers": _grown(
        lambda r, j, k, s, d: (r + (k - 1) * d * j, j * s * d)
    ),
    "a layer adds k - 1 places, not k": _grown(lambda r, j, k, s, d: (r + k * d * j, j * s)),
    "the last layer is missing": lambda layers: field(layers[:-1]),
    "one unit of the input sees one place: begin with 1, not with 0": (
        lambda layers: field(layers) - 1
    ),
    "only the first layer is counted: does return stand inside the loop?": (
        lambda layers: field(layers[:1])
    ),
    "a layer is (k, s, d): are k and s exchanged?": (
        lambda layers: field([(s, k, d) for k, s, d in layers])
    ),
    "r grows by d (k - 1) j; it is multiplied by s only on the way back from the last layer": (
        _grown(lambda r, j, k, s, d: (r * s + d * (k - 1), j))
    ),
    "is the list read backwards? The first layer comes first": lambda layers: field(layers[::-1]),
    "this is the distance between neighbours, not the extent": lambda layers: prod(
        s for _, s, _ in layers
    ),
    "kernels' sizes multiply here; each layer adds to the field": lambda layers: prod(
        k for k, _, _ in layers
    ),
}


def _fields(student: Student, cases: list[Layers]) -> None:
    expect_numbers(
        student.receptive_field,
        [(layers,) for layers in cases],
        field,
        FIELD_MISTAKES,
        of="{}",
        hint="draw one unit and, under it, what it sees in each layer down to the input",
    )


@lab.check("receptive_field", points=1)
def three_by_three(student: Student, rng: Generator) -> None:
    """one, two and three layers of 3 at stride 1, and two at stride 2"""
    _fields(student, [[(3, 1, 1)], [(3, 1, 1)] * 2, [(3, 1, 1)] * 3, [(3, 2, 1)] * 2])


@lab.check("receptive_field", points=2)
def strides_in_between(student: Student, rng: Generator) -> None:
    """a network with strides, and LeNet-5's layers"""
    lenet = [(5, 1, 1), (2, 2, 1), (5, 1, 1), (2, 2, 1), (5, 1, 1)]
    _fields(student, [[(3, 2, 1), (3, 1, 1)], lenet, [(7, 2, 1), (3, 2, 1), (3, 3, 1), (2, 1, 1)]])


@lab.check("receptive_field", points=2, hidden=True)
def dilated_fields(student: Student, rng: Generator) -> None:
    """dilations, single weights, no layer at all"""
    _fields(
        student,
        [
            [(3, 1, 1), (3, 1, 2), (3, 1, 4)],
            [(3, 2, 3), (1, 3, 1), (2, 1, 2), (4, 2, 1)],
            [(1, 2, 1)],
            [],
        ],
    )
