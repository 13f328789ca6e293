"""Sums and products for each channel, in the order in which memory lies.

Normalisation, or the gradient of a bias, does little arithmetic for each number read: how memory is
walked through decides. An array (N, C, ...) may lie in any order of its axes, and is cut into lines
(A, D, L), where D runs over channels, without moving a number. The orders that layers hand each
other:

    channels first    (N, C, H, W)    A = N         D = C         L = H · W
    channels last     (N, H, W, C)    A = N · H     D = W · C     L = 1
    batch last        (H, C, W, N)    A = H         D = C         L = W · N

A number for each channel, repeated along D, then meets whole lines at once, and a few lines at a
time stay in the cache from one step to the next.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from cnnlab.memory import empty_like, workspace
from cnnlab.ops.arrays import Array

CACHE = 1 << 20  # bytes of lines worked on at a time


class Order(NamedTuple):
    """How an array (N, C, ...) lies in memory."""

    shape: tuple[int, ...]
    axes: tuple[int, ...]  # from the outermost to the innermost

    @classmethod
    def of(cls, x: Array, *, by_image: bool = False) -> Order:
        """The order of x; channels last where there are gaps, or images asked for and not apart."""
        axes = tuple(int(axis) for axis in np.argsort([-step for step in x.strides], kind="stable"))
        if not x.transpose(axes).flags.c_contiguous or (by_image and axes[0] != 0):
            axes = (0, *range(2, x.ndim), 1)
        return cls(x.shape, axes)

    def lines(self, x: Array) -> Array:
        """x (N, C, ...) as (A, D, L); a copy where it does not lie in this order."""
        sizes, at = self._sizes(), self.axes.index(1)
        fold = (
            at - 1 if at == len(sizes) - 1 and at > 1 else at
        )  # channels last: of a row of places
        cut = math.prod(sizes[:fold]), math.prod(sizes[fold : at + 1]), math.prod(sizes[at + 1 :])
        return np.ascontiguousarray(x.transpose(self.axes)).reshape(cut)

    def array(self, lines: Array) -> Array:
        """Lines (A, D, L) as the array (N, C, ...) that they are."""
        return lines.reshape(self._sizes()).transpose(np.argsort(self.axes))

    def _sizes(self) -> tuple[int, ...]:
        return tuple(self.shape[axis] for axis in self.axes)


def blocks(lines: Array) -> list[slice]:
    """The lines in pieces that stay in the cache."""
    step = max(1, CACHE // max(lines[:1].nbytes, 1))
    return [slice(start, start + step) for start in range(0, len(lines), step)]


def along(values: Array, lines: Array) -> Array:
    """A number for each channel, values (C,), repeated along a line: (D, 1)."""
    return np.tile(values.astype(lines.dtype), lines.shape[1] // len(values))[:, None]


def sums(lines: Array, channels: int) -> Array:
    """Σ over everything but the channels: (C,), in float64.

    As products with ones, which are fast, and line by line, because short sums lose fewer digits
    in float32.
    """
    a, d, l = lines.shape
    if l == 1:
        short: Array = np.ones(a, lines.dtype) @ lines[:, :, 0]
    else:
        short = lines.reshape(a * d, l) @ np.ones(l, lines.dtype)
    total: Array = short.reshape(-1, channels).sum(axis=0, dtype=np.float64)
    return total


def channel_sums(x: Array) -> Array:
    """Σ over everything but the channels of x (N, C, ...), as it lies in memory: (C,), float64."""
    return sums(Order.of(x).lines(x), x.shape[1])


def moments(lines: Array, channels: int) -> tuple[Array, Array]:
    """Mean and biased variance of every channel, (C,) each, in float64.

    The mean and the squared distances from it are taken block by block and joined,

        M₂ = M₂ₐ + M₂ᵦ + (μₐ - μᵦ)² mₐ mᵦ / (mₐ + mᵦ)

    so that memory is read once, and nothing cancels however far from zero the numbers lie.

    Source: Chan, Golub and LeVeque 1983, "Algorithms for Computing the Sample Variance".
    """
    count, mean, squares = 0, _zeros(channels), _zeros(channels)
    for block in blocks(lines):
        part = lines[block]
        more = part.size // channels
        centre = sums(part, channels) / more
        distance = workspace("lines", part.shape, part.dtype)
        np.subtract(part, along(centre, part), out=distance)
        np.square(distance, out=distance)
        apart, share = centre - mean, more / (count + more)
        squares += sums(distance, channels) + apart**2 * count * share
        mean += apart * share
        count += more
    return mean, squares / count


def scaled(lines: Array, scale: Array, shift: Array, *, out: Array | None = None) -> Array:
    """x · scale + shift, with a number each a channel, (C,)."""
    result = empty_like(lines) if out is None else out
    factor, term = along(scale, lines), along(shift, lines)
    for block in blocks(lines):
        np.multiply(lines[block], factor, out=result[block])
        result[block] += term
    return result


def products(dlines: Array, lines: Array, mean: Array) -> tuple[Array, Array]:
    """Σ dy and Σ dy · (x - mean) of every channel, (C,) each, in float64."""
    upstream, aligned = _zeros(len(mean)), _zeros(len(mean))
    centre = along(mean, lines)
    for block in blocks(lines):
        upstream += sums(dlines[block], len(mean))
        product = workspace("lines", lines[block].shape, lines.dtype)
        np.subtract(lines[block], centre, out=product)
        product *= dlines[block]
        aligned += sums(product, len(mean))
    return upstream, aligned


def combined(
    dlines: Array, a: Array, lines: Array, b: Array, shift: Array, *, out: Array | None = None
) -> Array:
    """dy · a + x · b + shift, with a number each a channel, (C,)."""
    result = empty_like(lines) if out is None else out
    of_dy, of_x, term = along(a, lines), along(b, lines), along(shift, lines)
    for block in blocks(lines):
        rest = workspace("lines", lines[block].shape, lines.dtype)
        np.multiply(lines[block], of_x, out=rest)
        rest += term
        np.multiply(dlines[block], of_dy, out=result[block])
        result[block] += rest
    return result


def _zeros(channels: int) -> Array:
    return np.zeros(channels)
