"""5. max_pool2d_backward"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.random import Generator
from numpy.typing import NDArray

from cnnlab.labs import Failed, Raised, Student
from cnnlab.labs.compare import as_array

from .common import Array, Pair, Recognised, expect, lab, or_what_is_right

PAID_IN_FULL = (
    "cells of one window that are equally large share its dy, or one of them takes it: here "
    "each of them is paid in full, and more goes back than came"
)


Indices = NDArray[np.intp]


@dataclass(frozen=True)
class Pooling:
    """The shapes of one case."""

    images: int
    channels: int
    image: Pair
    kernel: Pair
    stride: int

    @property
    def shape(self) -> tuple[int, int, int, int]:
        return self.images, self.channels, *self.image

    def places(self) -> Indices:
        """(P, Q, K L): the numbers of the pixels that each window holds."""
        numbers = np.arange(self.image[0] * self.image[1]).reshape(self.image)
        windows = sliding_window_view(numbers, self.kernel)[:: self.stride, :: self.stride]
        return windows.reshape(*windows.shape[:2], -1)

    def output(self) -> tuple[int, int, int, int]:
        return self.images, self.channels, *self.places().shape[:2]


def routed(case: Pooling, dy: Array, shares: Array) -> Array:
    """dx where the cells of each window get these ``shares`` (N, C, P, Q, K L) of its dy."""
    pixels = np.eye(case.image[0] * case.image[1])[case.places()]  # (P, Q, K L, H W)
    return np.einsum("ncpq,ncpqw,pqwi->nci", dy, shares, pixels).reshape(case.shape)


def values(case: Pooling, x: Array) -> Array:
    """(N, C, P, Q, K L): what lies in each window."""
    return x.reshape(case.images, case.channels, -1)[:, :, case.places()]


def winners(seen: Array) -> Array:
    """1 for the largest of each window, 0 for the others."""
    return np.eye(seen.shape[-1])[seen.argmax(axis=-1)]


def last_only(case: Pooling, dy: Array, x: Array) -> Array:
    """Mistake: an input that wins several windows keeps the dy of the last alone."""
    won = routed(case, np.ones_like(dy), winners(values(case, x)))
    order = np.arange(1, dy[0, 0].size + 1).reshape(dy.shape[2:])
    dx = np.zeros(case.shape)
    for number in order.ravel():
        one = routed(case, np.where(order == number, dy, 0), winners(values(case, x)))
        dx = np.where((one != 0) & (won > 0), one, dx)
    return dx


def other_geometry(case: Pooling, dy: Array, x: Array, kernel: Pair, stride: int) -> Array:
    """Mistake: P × Q windows of another size or distance, cut off where the image ends."""
    (h, w), (p, q) = case.image, dy.shape[2:]
    reach = (max(h, stride * (p - 1) + kernel[0]), max(w, stride * (q - 1) + kernel[1]))
    other = replace(case, image=reach, kernel=kernel, stride=stride)
    beyond = [(0, 0), (0, 0), (0, reach[0] - h), (0, reach[1] - w)]
    seen = values(other, np.pad(x, beyond, constant_values=-np.inf))[:, :, :p, :q]
    given = np.zeros(other.output())
    given[:, :, :p, :q] = dy
    won = np.zeros((*other.output(), seen.shape[-1]))
    won[:, :, :p, :q] = winners(seen)
    return routed(other, given, won)[:, :, :h, :w]


def pooling_mistakes(case: Pooling, dy: Array, x: Array) -> dict[str, Array]:
    seen = values(case, x)
    won, (k, l) = winners(seen), case.kernel
    p, q = dy.shape[2:]
    mistakes = {
        "an input may win several windows, where they overlap: += rather than =": (
            last_only(case, dy, x)
        ),
        "the gradient of each window goes to its largest input alone, not to all in equal "
        "parts": routed(case, dy, np.full(seen.shape, 1 / seen.shape[-1])),
        "every input of a window gets its dy: only the largest one does": (
            routed(case, dy, np.ones(seen.shape))
        ),
        "these are the largest values themselves: the dy of the window goes to their places": (
            routed(case, seen.max(axis=-1), won)
        ),
        "these are the places of the largest inputs: their windows' dy belong there": (
            routed(case, np.ones_like(dy), won)
        ),
        "the values of x take part: only their places count": (
            routed(case, dy * seen.max(axis=-1), won)
        ),
        "it is the smallest input of each window that gets the gradient": (
            routed(case, dy, winners(-seen))
        ),
        "does the search for the maximum begin at 0? Inputs may all be negative": (
            routed(case, dy, won * (seen > 0))
        ),
        "does the search for the maximum begin at 0? It begins at -inf, or at the first input": (
            routed(case, dy, winners(np.maximum(seen, 0)))
        ),
        "the place is found by size without its sign: the largest, not the farthest from 0": (
            routed(case, dy, winners(np.abs(seen)))
        ),
        "only the first image and channel decide who wins: each map has its own maxima": (
            routed(case, dy, np.broadcast_to(won[:1, :1], won.shape))
        ),
        "who wins is decided across the channels: each map has its own maxima": (
            routed(case, dy, np.broadcast_to(winners(seen.max(axis=1, keepdims=True)), won.shape))
        ),
        "a window's largest is looked for in the whole map: a value may stand in many places": (
            matched_everywhere(case, dy, x)
        ),
    }
    row, column = np.divmod(seen.argmax(axis=-1), l)
    top, left = np.ogrid[:p, :q]
    mistakes |= {
        "the place in the window is not yet the place in the image: add s p and s q": (
            landed(case, dy, row, column)
        ),
        "window (p, q) begins at row s p and column s q: the stride is missing where dx is "
        "written": landed(case, dy, row + top, column + left),
    }
    if k != l:
        row, column = np.divmod(seen.argmax(axis=-1), k)
        wrong = (np.minimum(row, k - 1) * l + np.minimum(column, l - 1)).astype(int)
        mistakes["argmax counts row by row: divide by the window's width, not its height"] = routed(
            case, dy, np.eye(k * l)[wrong]
        )
        wrong = seen.reshape(*seen.shape[:-1], k, l).swapaxes(-1, -2).reshape(seen.shape)
        mistakes["argmax counts row by row, not column by column"] = routed(
            case, dy, winners(wrong)
        )
    for columns in range(q):
        kept = np.where(np.arange(q) < columns, dy, 0)
        hint = (
            f"only {columns} of {q} windows stand in a row: Q = (W - L) // s + 1, from the widths"
        )
        mistakes[hint] = routed(case, kept, won)
    for rows in range(p):
        kept = np.where(np.arange(p)[:, None] < rows, dy, 0)
        hint = (
            f"only {rows} of {p} windows stand in a column: P = (H - K) // s + 1, from the heights"
        )
        mistakes[hint] = routed(case, kept, won)
    geometries = {
        "the window's size is taken for the stride: the next one begins stride further on": (
            case.kernel,
            k,
        ),
        "the window's width is taken for the stride: the next one begins stride further on": (
            case.kernel,
            l,
        ),
        "the stride is taken for the window's size": ((case.stride, case.stride), case.stride),
        "the windows are square here: each side of kernel_size counts": ((k, k), case.stride),
        "the windows are square here: both sides of kernel_size count": ((l, l), case.stride),
        "the window's height and width are exchanged: kernel_size is (K, L)": (
            (l, k),
            case.stride,
        ),
        "the stride is not used": (case.kernel, 1),
    }
    for hint, (kernel, stride) in geometries.items():
        if (kernel, stride) != (case.kernel, case.stride):
            mistakes[hint] = other_geometry(case, dy, x, kernel, stride)
    return mistakes


def landed(case: Pooling, dy: Array, row: Indices, column: Indices) -> Array:
    """Mistake: each dy put down at a row and column of its own."""
    dx = np.zeros(case.shape)
    n, c = np.ogrid[: case.images, : case.channels]
    np.add.at(dx, (n[..., None, None], c[..., None, None], row, column), dy)
    return dx


def matched_everywhere(case: Pooling, dy: Array, x: Array) -> Array:
    largest = values(case, x).max(axis=-1)
    return np.einsum("ncpq,ncpqhw->nchw", dy, x[:, :, None, None] == largest[..., None, None])


def drawn_maps(rng: Generator, case: Pooling) -> tuple[Array, Array]:
    """dy and an x in which no value stands twice."""
    x = rng.permutation(np.arange(np.prod(case.shape))).reshape(case.shape)
    return rng.standard_normal(case.output()), x - x.size / 2 + 0.25


def _pool(student: Student, case: Pooling, dy: Array, x: Array) -> None:
    try:
        dx = student.max_pool2d_backward(dy, x, case.kernel, case.stride)
    except Raised as error:
        if "'tuple'" in error.message:
            raise Recognised(
                error.message, "kernel_size is a pair: take it apart into height and width"
            ) from None
        raise
    expect(
        dx,
        routed(case, dy, winners(values(case, x))),
        what=f"dx for windows {case.kernel} at stride {case.stride}",
        mistakes=lambda: pooling_mistakes(case, dy, x),
        hint="each dy[n, c, p, q] goes to the place of the largest input of its own window",
    )


def _pooling(student: Student, rng: Generator, case: Pooling) -> None:
    """Hold the answer to the definition, and find the easier case where it is right."""
    k, l = case.kernel
    shorter = min(case.image)

    def trial(**change: object) -> partial[None]:
        other = replace(case, **change)  # type: ignore[arg-type]
        return partial(_pool, student, other, *drawn_maps(rng, other))

    easier = {}
    if max(k, l) > case.stride:
        hint = "right where windows lie side by side, wrong where they overlap"
        easier[hint] = trial(kernel=(case.stride, case.stride))
    if max(k, l) < case.stride:
        hint = "right where windows lie side by side, wrong where there is room between them"
        easier[hint] = trial(stride=max(k, l))
    if k != l:
        hint = f"right for square windows, wrong for {k} × {l}: is one side taken for the other?"
        easier[hint] = trial(kernel=(min(k, l), min(k, l)))
    if case.image[0] != case.image[1] and shorter >= max(k, l):
        hint = "right for square images, wrong for others: are height and width exchanged?"
        easier[hint] = trial(image=(shorter, shorter))
        if k != l:
            hint = "right where all is square: are height and width exchanged somewhere?"
            easier[hint] = trial(image=(shorter, shorter), kernel=(min(k, l), min(k, l)))
    if case.images * case.channels > 1:
        hint = "right for a single map: does each image and channel go its own way?"
        easier[hint] = trial(images=1, channels=1)
    or_what_is_right(partial(_pool, student, case, *drawn_maps(rng, case)), easier)


@lab.check("max_pool2d_backward", points=1)
def nine_wins_all(student: Student, rng: Generator) -> None:
    """the 3 × 3 image of the example, whose 9 lies in all four windows"""
    x = np.array([[1.0, 3, 2], [4, 9, 5], [0, 6, 8]])[None, None]
    dy = np.array([[1.0, 2], [3, 4]])[None, None]
    _pool(student, Pooling(1, 1, (3, 3), (2, 2), 1), dy, x)


@lab.check("max_pool2d_backward", points=2)
def side_by_side(student: Student, rng: Generator) -> None:
    """windows 2 × 2 at stride 2, images 4 × 6"""
    _pooling(student, rng, Pooling(2, 3, (4, 6), (2, 2), 2))


@lab.check("max_pool2d_backward", points=2)
def overlapping_rectangles(student: Student, rng: Generator) -> None:
    """windows 2 × 3 at stride 1, then 3 × 2 at stride 2, images 5 × 7"""
    _pooling(student, rng, Pooling(2, 2, (5, 7), (2, 3), 1))
    _pooling(student, rng, Pooling(1, 2, (5, 7), (3, 2), 2))


@lab.check("max_pool2d_backward", points=2, hidden=True)
def equally_large(student: Student, rng: Generator) -> None:
    """windows in which the largest value stands several times, as after ReLU"""
    case = Pooling(1, 1, (3, 4), (2, 2), 1)
    x = np.array([[0.0, 0, 0, 2], [0, 0, 2, 2], [1, 1, 0, 2]])[None, None]
    seen = values(case, x)
    allowed = seen == seen.max(axis=-1, keepdims=True)
    units = np.eye(dy_size := np.prod(case.output())).reshape(dy_size, *case.output())
    for dy in 2 * units:  # one window at a time
        dx = as_array(student.max_pool2d_backward(dy, x, case.kernel, case.stride), "dx")
        tied = routed(case, dy, allowed.astype(float))
        expect(dx, dx if dx.shape == x.shape else x, what="dx")
        off = np.abs(dx.sum() - dy.sum())
        if off > 1e-5 and np.allclose(dx, tied):
            raise Failed("dx hands back more than came in where cells are equal", PAID_IN_FULL)
        if off > 1e-5:
            raise Failed(
                f"dx adds up to {dx.sum() / 2:.2g} times the dy of a window with equal cells",
                "whatever the rule, a window's dy goes back exactly once",
            )
        if (np.abs(dx[tied == 0]) > 1e-6).any() or (dx < -1e-6).any():
            raise Failed(
                "where cells are equal, dx is not zero outside the largest cells of the window",
                "only cells that hold the window's largest value may get a share of its dy",
            )


@lab.check("max_pool2d_backward", points=1, hidden=True)
def same_values_elsewhere(student: Student, rng: Generator) -> None:
    """values that stand in many windows, once in each; all negative"""
    case = Pooling(2, 1, (7, 8), (3, 2), 2)
    tile = rng.permutation(6).reshape(3, 2) - 9.0
    x = np.broadcast_to(np.tile(tile, (3, 4))[:7], case.shape).copy()
    _pool(student, case, rng.standard_normal(case.output()), x)


@lab.check("max_pool2d_backward", points=1, hidden=True)
def room_between_windows(student: Student, rng: Generator) -> None:
    """stride 3 with windows 2 × 1 and 1 × 4, edges that no window reaches, one map alone"""
    _pooling(student, rng, Pooling(2, 2, (8, 6), (2, 1), 3))
    _pooling(student, rng, Pooling(1, 3, (7, 8), (1, 4), 3))
    _pooling(student, rng, Pooling(1, 1, (6, 4), (3, 3), 2))
