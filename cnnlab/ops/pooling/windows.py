"""The windows of a pooling: where they lie, and sums over them.

Window (p, q) covers the inputs (s p + k - pad, s q + l - pad). They may overlap, leave gaps, or
hang over the edge by up to half their size.

A sum over a rectangle is the sum over columns of the sums over rows, which is how it is computed:
K + L additions in place of K L. Backwards each dy is spread over its window in the same two steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from cnnlab.memory import empty_like
from cnnlab.ops.arrays import Array, axes, floating
from cnnlab.shapes import IntOrPair, Pair, ShapeError, output_size, pair


class Windows(NamedTuple):
    """How a pooling's windows lie in its input, vertical first."""

    kernel: Pair
    stride: Pair
    padding: Pair
    image: Pair  # (H, W)
    output: Pair  # (P, Q)

    def bordered(self, x: Array, value: float) -> Array:
        """x with ``value`` around it, in x's own memory order."""
        if self.padding == (0, 0):
            return x
        (n, c, h, w), (above, left) = x.shape, self.padding
        around = np.full_like(x, value, shape=(n, c, h + 2 * above, w + 2 * left))
        self.inside(around)[:] = x
        return around

    def inside(self, bordered: Array) -> Array:
        """The image without its border, as a view."""
        (h, w), (above, left) = self.image, self.padding
        return bordered[:, :, above : above + h, left : left + w]

    def tile(self, bordered: Array) -> bool:
        """True where every number of the bordered image lies in exactly one window."""
        covered = tuple(k * steps for k, steps in zip(self.kernel, self.output, strict=True))
        return self.stride == self.kernel and covered == bordered.shape[2:]

    def places(self) -> Iterator[tuple[slice, ...]]:
        """Where place (k, l) of every window lies in the bordered image, in reading order."""
        for row in self.lines(2):
            for column in self.lines(3):
                yield *row, column[3]

    def lines(self, axis: int) -> Iterator[tuple[slice, ...]]:
        """Along ``axis`` alone: where the first place of every window lies, then the second, …"""
        k, s, steps = (each[axis - 2] for each in (self.kernel, self.stride, self.output))
        for first in range(k):
            yield (slice(None),) * axis + (slice(first, first + s * (steps - 1) + 1, s),)


def windows(
    operation: str,
    x: Array,
    kernel_size: IntOrPair,
    stride: IntOrPair | None = None,
    padding: IntOrPair = 0,
) -> Windows:
    """The windows on x (N, C, H, W). Raises ShapeError for a wrong rank or type, or as ``laid``."""
    floating(operation, x=x)
    axes(operation, "N C H W", x=x)
    return laid(operation, x.shape[2:], kernel_size, stride, padding)


def laid(
    operation: str,
    image: tuple[int, ...],
    kernel_size: IntOrPair,
    stride: IntOrPair | None = None,
    padding: IntOrPair = 0,
) -> Windows:
    """The windows on an image (H, W). ``stride`` is their size unless given.

    Raises ShapeError for a window that does not fit, or a padding of more than half the window.
    """
    kernel = pair(kernel_size, "kernel_size", operation=operation)
    step = kernel if stride is None else pair(stride, "stride", operation=operation)
    around = pair(padding, "padding", operation=operation, minimum=0)
    if any(2 * outside > k for outside, k in zip(around, kernel, strict=True)):
        raise ShapeError(
            f"{operation}: the padding is larger than half the window",
            expected=f"padding of at most {kernel[0] // 2, kernel[1] // 2}",
            got=f"padding = {around}",
            hint="a window must meet the image",
        )
    h, w = image
    p = output_size(h, kernel[0], step[0], around[0], operation=operation)
    q = output_size(w, kernel[1], step[1], around[1], operation=operation)
    return Windows(kernel, step, around, (h, w), (p, q))


def reduced(combine: Callable[..., Array], bordered: Array, over: Windows) -> Array:
    """All that a window covers, combined into one number: y (N, C, P, Q).

    ``combine(a, b, out=...)`` is np.maximum, np.add, or another that does not ask for an order.
    """
    y = bordered
    for axis in (2, 3):
        lines = [y[line] for line in over.lines(axis)]
        y = empty_like(lines[0])
        np.copyto(y, lines[0])
        for line in lines[1:]:
            combine(y, line, out=y)
    return y


def spread(dy: Array, over: Windows) -> Array:
    """Each dy added to all that its window covers: dx (N, C, H, W)."""
    (h, w), (above, left) = over.image, over.padding
    d = dy
    for axis, size in ((3, w + 2 * left), (2, h + 2 * above)):
        lines, d = d, np.zeros_like(d, shape=(*d.shape[:axis], size, *d.shape[axis + 1 :]))
        for line in over.lines(axis):
            d[line] += lines
    return over.inside(d)
