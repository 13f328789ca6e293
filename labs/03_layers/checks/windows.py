"""What the three poolings are, and what mistakes make of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np

from .common import Array, Mistakes, columns_of


class Pool(NamedTuple):
    """Shapes of a pooling."""

    n: int = 2
    c: int = 3
    h: int = 6
    w: int = 8
    k: int = 2
    l: int = 2
    stride: int = 2

    @property
    def outputs(self) -> tuple[int, int]:
        return (self.h - self.k) // self.stride + 1, (self.w - self.l) // self.stride + 1


def largest(windows: Array) -> Array:
    found: Array = windows.max(axis=1)
    return found


def average(windows: Array) -> Array:
    found: Array = windows.mean(axis=1)
    return found


def length(windows: Array) -> Array:
    found: Array = np.linalg.norm(windows, axis=1)
    return found


Summary = Callable[[Array], Array]  # of windows (N C, K L, P Q), over their second axis
SUMMARIES: dict[str, Summary] = {
    "max_pool2d": largest,
    "avg_pool2d": average,
    "l2_pool2d": length,
}
CALLED = {
    "max_pool2d": "this is the largest value of each window",
    "avg_pool2d": "this is the average of each window",
    "l2_pool2d": "this is the root of the sum of squares of each window",
}
SLIPS: dict[str, dict[str, Summary]] = {
    "max_pool2d": {
        "this is the smallest value of each window": lambda a: a.min(axis=1),
        "these are absolute values: the largest value may be negative": (
            lambda a: np.abs(a).max(axis=1)
        ),
        "windows of negative values have a largest value below 0: do not begin with 0": (
            lambda a: a.max(axis=1, initial=0)
        ),
        "this is where the largest value stands, not the value": (
            lambda a: a.argmax(axis=1).astype(float)
        ),
    },
    "avg_pool2d": {
        "this is the sum of each window: divide by the number of its values": (
            lambda a: a.sum(axis=1)
        ),
        "this divides twice: by the number of values, once": lambda a: a.mean(axis=1) / a.shape[1],
        "this is the largest value divided by their number: add them up first": (
            lambda a: a.max(axis=1) / a.shape[1]
        ),
        "this is the median of each window": lambda a: np.median(a, axis=1),
    },
    "l2_pool2d": {
        "the root is missing": lambda a: (a**2).sum(axis=1),
        "squares add up, no mean is taken": lambda a: np.sqrt((a**2).mean(axis=1)),
        "square before you add up: this is the absolute value of the sum": (
            lambda a: np.abs(a.sum(axis=1))
        ),
        "this is the sum of absolute values: square, add up, take the root": (
            lambda a: np.abs(a).sum(axis=1)
        ),
        "squares add up, then comes the root: this is the mean of the squares": (
            lambda a: (a**2).mean(axis=1)
        ),
        "square before you average: this is made of the square of the mean": (
            lambda a: np.abs(a.mean(axis=1)) * np.sqrt(a.shape[1])
        ),
        "this is the largest absolute value of each window": lambda a: np.abs(a).max(axis=1),
    },
}


def pooled(x: Array, case: Pool, summary: Summary) -> Array:
    """``summary`` of every window, each channel as an image of its own."""
    windows = columns_of(x.reshape(-1, 1, *x.shape[2:]), (case.k, case.l), case.stride)
    return summary(windows).reshape(len(x), -1, *case.outputs)


def clipped(x: Array, case: Pool, summary: Summary) -> Array:
    """What comes of windows that begin everywhere and are cut off at the edge."""
    tops, lefts = range(0, case.h, case.stride), range(0, case.w, case.stride)
    windows = [x[:, :, i : i + case.k, j : j + case.l] for i in tops for j in lefts]
    values = [summary(window.reshape(-1, window[0, 0].size)) for window in windows]
    return np.stack(values, axis=-1).reshape(*x.shape[:2], len(tops), len(lefts))


def pool_mistakes(x: Array, case: Pool, name: str) -> Mistakes:
    summary = SUMMARIES[name]
    others = {called: SUMMARIES[other] for other, called in CALLED.items() if other != name}
    mistakes: Mistakes = {
        hint: partial(pooled, x, case, slip) for hint, slip in (SLIPS[name] | others).items()
    }
    right = pooled(x, case, summary)
    settings = {
        "the window moves on by stride: here it moves on by its own height": (
            case._replace(stride=case.k)
        ),
        "the window moves on by stride: here it moves on by its own width": (
            case._replace(stride=case.l)
        ),
        "the window moves on by stride: here it moves on by 1": case._replace(stride=1),
        "the window is kernel_size: here it is as large as the stride": (
            case._replace(k=case.stride, l=case.stride)
        ),
        "the window is K high and L wide: here it is K × K": case._replace(l=case.k),
        "the window is K high and L wide: here it is L × L": case._replace(k=case.l),
        "the window is K high and L wide: here height and width are exchanged": (
            case._replace(k=case.l, l=case.k)
        ),
    }
    mistakes |= {
        hint: partial(pooled, x, other, summary)
        for hint, other in settings.items()
        if other != case and min(other.outputs) > 0 and other.k <= case.h and other.l <= case.w
    }
    p, q = case.outputs
    if case.k != case.l:
        every = case._replace(stride=1)
        mistakes["the window moves on by stride: here it moves on by its own size"] = lambda: (
            pooled(x, every, summary)[:, :, :: case.k, :: case.l]
        )
    if case.stride > 1:
        mistakes["window (p, q) begins at x[p stride, q stride]: here it begins at x[p, q]"] = (
            lambda: pooled(x, case._replace(stride=1), summary)[:, :, :p, :q]
        )
    beyond = "the last windows would reach beyond the edge: only those that fit are counted"
    mistakes[beyond] = lambda: clipped(x, case, summary)
    mistakes |= {
        "the output's height and width are exchanged": right.swapaxes(2, 3),
        "the channels are pooled together: each has windows of its own": (
            summary(columns_of(x, (case.k, case.l), case.stride)).reshape(len(x), 1, p, q)
        ),
        "every image got the outputs of the first one": np.repeat(right[:1], len(x), axis=0),
        "the windows hold the right values, in the wrong order: which axes does reshape cut?": (
            lambda: summary(
                columns_of(x.reshape(-1, 1, *x.shape[2:]), (case.k, case.l), case.stride)
                .swapaxes(1, 2)
                .reshape(-1, case.k * case.l, p * q)
            ).reshape(right.shape)
        ),
    }
    return mistakes
