"""How the cost of a convolution grows: with images, channels, the kernel's and the image's size.

Beside each time stands what it would be if it grew as the number of multiplications does, and the
memory that forward and backward need.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bench.conv import drawn
from bench.measure import interleave
from bench.memory import peak
from bench.shapes import GROWTH, Shape
from cnnlab.ops import conv2d, conv2d_backward


def pass_(shape: Shape) -> Callable[[], object]:
    """Forward and backward of one convolution."""
    arrays = drawn(shape)
    x, dy = (
        np.ascontiguousarray(a.transpose(0, 2, 3, 1)).transpose(0, 3, 1, 2)
        for a in (arrays.x, arrays.dy)
    )

    def both() -> object:
        _, cache = conv2d(x, arrays.weight, arrays.bias, **shape.geometry)
        return conv2d_backward(dy, cache)

    return both


def measure(*, rounds: int) -> dict[str, dict[str, dict[str, float]]]:
    """For each axis and value: ms, the ratio to the first value, that of the work, and MiB."""
    figures: dict[str, dict[str, dict[str, float]]] = {}
    for axis, shapes in GROWTH.items():
        first = shapes[0]
        timings = interleave({s.name: pass_(s) for s in shapes}, first.name, rounds=rounds)
        figures[axis] = {
            shape.name: {
                "ms": timings[shape.name].seconds * 1e3,
                "times": timings[shape.name].ratio,
                "work": shape.multiply_adds / first.multiply_adds,
                "MiB": peak(pass_, shape),
            }
            for shape in shapes
        }
    return figures
