"""A border around an image, of zeros or of what the image itself suggests.

What stands at place i of an axis of length m, for i from -before to m - 1 + after:

    zeros        0 outside                                0 0 0 | a b c d | 0 0 0
    reflect      x[-i], and x[2 (m - 1) - i] beyond       d c b | a b c d | c b a
    replicate    the last that there is                   a a a | a b c d | d d d
    circular     x[i mod m]                               b c d | a b c d | a b c

The rows are added first, then the columns, so that each corner has both. A line of the border is
a copy of a line of the image: backwards its gradient is added to the one that it was copied from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Literal, NamedTuple

import numpy as np

from cnnlab.ops.arrays import Array, axes, floating, same_shape
from cnnlab.ops.settings import choice
from cnnlab.shapes import Pair, ShapeError, is_whole

PadMode = Literal["zeros", "reflect", "replicate", "circular"]
MODES = ("zeros", "reflect", "replicate", "circular")
Edges = int | tuple[int, int] | tuple[int, int, int, int]
Line = tuple[slice | int, ...]


class Pad2dCache(NamedTuple):
    """What the backward pass needs."""

    shape: tuple[int, ...]  # of x, (N, C, H, W)
    edges: tuple[Pair, Pair]  # (above, below), (left, right)
    mode: PadMode


def pad2d(x: Array, padding: Edges, mode: PadMode = "zeros") -> tuple[Array, Pad2dCache]:
    """x (N, C, H, W) → y (N, C, above + H + below, left + W + right).

    ``padding`` is a number for all edges, a pair (vertical, horizontal), or, as in torch, four:
    (left, right, above, below).

    Raises ShapeError for a wrong rank or type, a padding that is none, an unknown mode, or an image
    too small for it: reflection needs H and W larger than the padding, wrapping as large.
    """
    floating("pad2d", x=x)
    axes("pad2d", "N C H W", x=x)
    edges = around(padding, mode, x.shape[2:], operation="pad2d")
    n, c, h, w = x.shape
    (above, below), (left, right) = edges
    y = np.zeros_like(x, shape=(n, c, above + h + below, left + w + right))
    y[:, :, above : above + h, left : left + w] = x
    for axis in (2, 3):
        for line, source in _copies(axis, x.shape[axis], edges[axis - 2], mode):
            y[line] = y[source]
    return y, Pad2dCache(x.shape, edges, mode)


def pad2d_backward(dy: Array, cache: Pad2dCache) -> Array:
    """dx (N, C, H, W)."""
    (n, c, h, w), edges, mode = cache
    (above, below), (left, right) = edges
    same_shape("pad2d_backward", dy, (n, c, above + h + below, left + w + right))
    d = dy.copy(order="K")
    for axis in (3, 2):
        for line, source in _copies(axis, cache.shape[axis], edges[axis - 2], mode):
            d[source] += d[line]
    return d[:, :, above : above + h, left : left + w]


def around(
    padding: Edges, mode: PadMode, image: tuple[int, ...], *, operation: str
) -> tuple[Pair, Pair]:
    """``padding`` as ((above, below), (left, right)), if an image (H, W) has enough to give.

    Raises ShapeError for a padding that is none, an unknown mode, or an image that is too small.
    """
    edges = sides(padding, operation=operation)
    choice(mode, MODES, "mode", operation=operation)
    for name, size, ends in zip("HW", image, edges, strict=True):
        widest = max(ends)
        least = {"reflect": widest + 1, "circular": widest, "replicate": min(widest, 1)}
        if size < least.get(mode, 0):
            raise ShapeError(
                f'{operation}: the image is too small for this padding in mode "{mode}"',
                expected=f"{name} of at least {least[mode]}, for a padding of {widest}",
                got=f"{name} = {size}",
            )
    return edges


def sides(padding: Edges, *, operation: str) -> tuple[Pair, Pair]:
    """``padding`` as ((above, below), (left, right)). Raises ShapeError for one that is none."""
    given = tuple(padding) if isinstance(padding, Iterable) else (padding, padding)
    if len(given) == 2:
        vertical, horizontal = given
        given = (horizontal, horizontal, vertical, vertical)
    if len(given) == 4 and all(is_whole(edge) and edge >= 0 for edge in given):
        left, right, above, below = map(int, given)
        return (above, below), (left, right)
    raise ShapeError(
        f"{operation}: padding cannot be used",
        expected="whole numbers ≥ 0: one, (vertical, horizontal) or (left, right, above, below)",
        got=f"padding = {padding!r}",
    )


# Where in an axis of length m the line at i, outside of it, is copied from.
SOURCES: dict[str, Callable[[int, int], int]] = {
    "reflect": lambda i, m: -i if i < 0 else 2 * (m - 1) - i,
    "replicate": lambda i, m: 0 if i < 0 else m - 1,
    "circular": lambda i, m: i % m,
}


def _copies(axis: int, size: int, ends: Pair, mode: PadMode) -> Iterator[tuple[Line, Line]]:
    """Along ``axis`` of the bordered image: each line of the border, and where it is from."""
    if mode == "zeros":
        return
    before, after = ends
    front = (slice(None),) * axis
    for i in (*range(-before, 0), *range(size, size + after)):
        yield (*front, before + i), (*front, before + SOURCES[mode](i, size))
