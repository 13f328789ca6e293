"""Which engine computes a convolution.

The first row that applies (a tile is 4×4 outputs):

| engine    | kernel | stride | dilation | groups   | and                                   |
|-----------|--------|--------|----------|----------|---------------------------------------|
| fft       | large  | 1      | 1        | any      | 81 weights a kernel if depthwise, 169 |
|           |        |        |          |          | if not                                |
| depthwise | any    | 1      | 1        | = C = O  |                                       |
| winograd  | 3×3    | 1      | 1        | 1        | C, O ≥ 16; 64 tiles in the batch      |
| dilated   | 3×3    | 1      | any      | 1        | the same                              |
| batch     | any    | any    | any      | 1        | C < 8, O ≤ 16; 32 images              |
| im2col    | any    | any    | any      | any      |                                       |

The exact choice leaves out winograd and dilated, which give up digits for time. The bounds decide
the time, not the result; ``bench`` shows what they cost.
"""

from __future__ import annotations

from typing import Protocol

from cnnlab.ops.conv import batch_inner, depthwise, dilated, fft, im2col, winograd
from cnnlab.ops.conv.geometry import Array, Geometry
from cnnlab.ops.conv.tiles import tile_counts
from cnnlab.shapes import Pair


class Engine(Protocol):
    """One way to convolve. Arrays are channels-last, weights (O, C/G, K, L)."""

    def forward(
        self, x: Array, weight: Array, geometry: Geometry, bias: Array | None = None
    ) -> Array: ...

    def backward_input(self, dy: Array, weight: Array, geometry: Geometry, size: Pair) -> Array: ...

    def backward_weight(self, dy: Array, x: Array, geometry: Geometry, kernel: Pair) -> Array: ...


ENGINES: dict[str, Engine] = {
    "im2col": im2col,
    "batch": batch_inner,
    "winograd": winograd,
    "dilated": dilated,
    "depthwise": depthwise,
    "fft": fft,
}


def can(engine: str, weight: tuple[int, ...], geometry: Geometry) -> bool:
    """True where ``engine`` is able to compute it, fast or not."""
    o, c, *kernel = weight
    unit = geometry.stride == (1, 1)
    plain = unit and geometry.dilation == (1, 1)
    three = kernel == [3, 3] and geometry.groups == 1
    return {
        "im2col": True,
        "batch": geometry.groups == 1,
        "fft": plain,
        "depthwise": plain and c == 1 and geometry.groups == o,
        "winograd": plain and three,
        "dilated": unit and three,
    }[engine]


def choose(
    n: int, size: Pair, weight: tuple[int, ...], geometry: Geometry, *, exact: bool = False
) -> str:
    """The engine for ``n`` images of ``size`` (H, W) and weights of that shape, by the table."""
    o, c, k, l = weight
    large = 81 if can("depthwise", weight, geometry) else 169
    p, q = geometry.output(size, (k, l))
    rows, columns = tile_counts(p, q)
    many = min(c, o) >= 16 and n * rows * columns >= 64
    if k * l >= large and can("fft", weight, geometry):
        return "fft"
    if can("depthwise", weight, geometry):
        return "depthwise"
    if not exact and many and can("dilated", weight, geometry):
        return "winograd" if can("winograd", weight, geometry) else "dilated"
    if can("batch", weight, geometry) and c < 8 and o <= 16 and n >= 32:
        return "batch"
    return "im2col"
