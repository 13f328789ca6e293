"""8. batch_norm_backward"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from cnnlab.labs import Failed, Student
from cnnlab.labs.compare import as_array

from .common import Array, expect, lab, or_what_is_right, parts

Axes = tuple[int, ...]
Numbers = NDArray[Any]  # real, or complex where a derivative is taken
WHOLE_BATCH: Axes = (0, 2, 3)


def normalised(
    x: Numbers,
    weight: Array,
    eps: float,
    *,
    axes: Axes = WHOLE_BATCH,
    mean: Array | None = None,
    var: Array | None = None,
    unbiased: bool = False,
) -> Numbers:
    """Batch norm without its bias; ``mean`` and ``var`` where they are taken for constants."""
    centre = x.mean(axis=axes, keepdims=True) if mean is None else mean
    if var is None:
        spread = ((x - centre) ** 2).mean(axis=axes, keepdims=True)
        count = np.prod([x.shape[axis] for axis in axes])
        var = spread * count / (count - 1) if unbiased else spread
    return weight.reshape(-1, 1, 1) * (x - centre) / np.sqrt(var + eps)


def handed_back(forward: Callable[[Numbers], Numbers], dy: Array, x: Array) -> Array:
    """dx by the complex step: f(x + ih) = f(x) + ih f'(x) + O(h²), with nothing subtracted."""
    units = np.eye(x.size).reshape(-1, *x.shape)
    slopes = [np.sum(dy * forward(x + 1e-30j * unit).imag) * 1e30 for unit in units]
    return np.reshape(slopes, x.shape)


def normalised_mistakes(dy: Array, x: Array, weight: Array, eps: float) -> dict[str, Array]:
    mean, var = x.mean(axis=WHOLE_BATCH, keepdims=True), x.var(axis=WHOLE_BATCH, keepdims=True)
    places, count = x.shape[2] * x.shape[3], x.size / x.shape[1]

    def dx_of(**forward: Any) -> Array:
        options = {"weight": weight, "eps": eps, **forward}
        return handed_back(lambda z: normalised(z, **options), dy, x)

    right, straight, scale = dx_of(), dx_of(mean=mean, var=var), weight.reshape(-1, 1, 1)
    by_mean, by_var = straight - dx_of(var=var), straight - dx_of(mean=mean)
    mistakes = {
        "mean and variance are taken for constants: they depend on every x": straight,
        "the variance is taken for a constant: it depends on every x": dx_of(var=var),
        "the mean is taken for a constant: it depends on every x": dx_of(mean=mean),
        "the sums over a channel are not divided by their number": (
            straight - count * (by_mean + by_var)
        ),
        "the variance divides by N H W, not by one less": dx_of(unbiased=True),
        "the way through the mean has the wrong sign": straight + by_mean - by_var,
        "the way through the variance has the wrong sign": straight - by_mean + by_var,
        "the way through the variance is counted twice": straight - by_mean - 2 * by_var,
        "the way through the variance is counted half: d(x²) = 2x dx": (
            straight - by_mean - by_var / 2
        ),
        "eps stands under the root: √(var + eps)": (
            dx_of(mean=mean, eps=0.0, var=(np.sqrt(var) + eps) ** 2) - by_mean - by_var
        ),
        "weight belongs to all three ways: it is missing in the way through the variance": (
            straight - by_mean - by_var / scale
        ),
        "weight belongs to all three ways: it is missing in the way through the mean": (
            straight - by_mean / scale - by_var
        ),
        "weight belongs to all three ways: it is missing in the straight one": (
            straight / scale - by_mean - by_var
        ),
        "dx is divided by the root twice": right / np.sqrt(var + eps),
        "dx is not divided by the root": right * np.sqrt(var + eps),
        "is eps left out of the way through the variance?": (
            straight - by_mean - by_var * (1 + eps / np.maximum(var, 1e-300)) ** 1.5
        ),
        "weight takes part in dx": dx_of(weight=np.ones_like(weight)),
        "weight takes part in dx, once": dx_of(weight=weight**2),
        "each image is normalised by itself here: the statistics are over the batch, too": (
            dx_of(axes=(2, 3))
        ),
        "each place is normalised by itself here: the statistics are over all places, too": (
            dx_of(axes=(0,))
        ),
        "each image and place is normalised over the channels here: a channel has its own "
        "statistics": dx_of(axes=(1,)),
        "all channels are normalised together here: each has its own statistics": (
            dx_of(axes=(0, 1, 2, 3))
        ),
    }
    if len(x) > 1 and places > 1:
        mistakes |= {
            "the sums over a channel are divided by N: it holds N H W numbers": (
                straight - places * (by_mean + by_var)
            ),
            "the sums over a channel are divided by H W: it holds N H W numbers": (
                straight - len(x) * (by_mean + by_var)
            ),
        }
    if var.min() > 0:
        mistakes["is eps left out of the backward pass?"] = dx_of(eps=0.0)
    rows = x.reshape(-1, x.shape[1])
    mixed = handed_back(
        lambda z: normalised(z.reshape(rows.shape)[:, :, None, None], weight, eps).reshape(x.shape),
        dy,
        x,
    )
    mistakes[
        "(N, C, H, W) becomes (N H W, C) by a transpose first; reshape alone mixes the channels"
    ] = mixed
    return mistakes


def dweight_mistakes(dy: Array, x: Array, weight: Array, eps: float) -> dict[str, Array]:
    plain = normalised(x, np.ones_like(weight), eps)
    right, count = (dy * plain).sum(axis=WHOLE_BATCH), x.size / x.shape[1]
    deviation = np.sqrt(x.var(axis=WHOLE_BATCH) + eps)
    mistakes = {
        "weight multiplies the normalised x, not x itself": (dy * x).sum(axis=WHOLE_BATCH),
        "weight multiplies the normalised x: divide by √(var + eps)": right * deviation,
        "weight itself takes no part in dweight": right * weight,
        "add up over the channel, do not average": right / count,
        "add up over the images, do not average": right / len(x),
        "this is dbias: return dx, dweight, dbias": dy.sum(axis=WHOLE_BATCH),
        "add up over the places, too: a number for each channel": (dy * plain).sum(axis=0),
        "add up over the images, too: a number for each channel": (dy * plain).sum(axis=(2, 3)),
    }
    for hint, axes in (
        ("each image is normalised by itself here: the statistics are over the batch, too", (2, 3)),
        ("each place is normalised by itself here: the statistics are over all places, too", (0,)),
        ("all channels are normalised together here: each has its own statistics", (0, 1, 2, 3)),
    ):
        other = normalised(x, np.ones_like(weight), eps, axes=axes)
        mistakes[hint] = (dy * other).sum(axis=WHOLE_BATCH)
    outside = x.std(axis=WHOLE_BATCH) + eps
    mistakes["eps stands under the root: √(var + eps)"] = right * deviation / outside
    if x.var(axis=WHOLE_BATCH).min() > 0:
        mistakes["is eps left out of the backward pass?"] = (
            dy * normalised(x, np.ones_like(weight), 0.0)
        ).sum(axis=WHOLE_BATCH)
    return mistakes


def dbias_mistakes(dy: Array, x: Array, weight: Array, eps: float) -> dict[str, Array]:
    right = dy.sum(axis=WHOLE_BATCH)
    return {
        "add up over the channel, do not average": dy.mean(axis=WHOLE_BATCH),
        "add up over the images, do not average": right / len(dy),
        "weight takes no part in dbias": right * weight,
        "add up over the places, too: a number for each channel": dy.sum(axis=0),
        "add up over the images, too: a number for each channel": dy.sum(axis=(2, 3)),
        "this is dweight: return dx, dweight, dbias": (
            (dy * normalised(x, np.ones_like(weight), eps)).sum(axis=WHOLE_BATCH)
        ),
    }


def _plain_row(values: object, name: str, channels: int) -> object:
    """Refuse (1, C), (C, 1, 1) and the like in words of their own."""
    found = as_array(values, name)
    if found.size == channels and found.ndim > 1:
        raise Failed(
            f"{name} has the shape {found.shape}, expected ({channels},)",
            f"the numbers are a plain row, one a channel: leave keepdims out, or end with "
            f"{name}.reshape(-1)",
        )
    return values


def _hold(student: Student, dy: Array, x: Array, weight: Array, eps: float, of: str = "") -> None:
    exact = tuple(array.astype(float) for array in (dy, x, weight))
    names = ("dx", "dweight", "dbias")
    dx, dweight, dbias = parts(student.batch_norm_backward(dy, x, weight, eps), names)
    constant = np.ptp(x, axis=WHOLE_BATCH).min() == 0
    if constant and not np.isfinite(as_array(dx, "dx")).all():
        raise Failed(
            "dx holds NaN or infinity where all values of a channel are the same",
            "its variance is 0: is eps added before the root is taken, and divided by?",
        )
    right = handed_back(lambda z: normalised(z, exact[2], eps), exact[0], exact[1])
    plain = normalised(exact[1], np.ones_like(exact[2]), eps)
    dweight, dbias = (
        _plain_row(dweight, "dweight", len(weight)),
        _plain_row(dbias, "dbias", len(weight)),
    )
    for name, got, want, mistakes in (
        ("dbias", dbias, exact[0].sum(axis=WHOLE_BATCH), dbias_mistakes),
        ("dweight", dweight, (exact[0] * plain).sum(axis=WHOLE_BATCH), dweight_mistakes),
        ("dx", dx, right, normalised_mistakes),
    ):
        known = partial(mistakes, *exact, eps)
        expect(got, want, what=f"{name}{of}", mistakes=known)


def drawn_batch(rng: Generator, shape: tuple[int, int, int, int]) -> tuple[Array, Array, Array]:
    """dy with a mean of its own, x of different spread in each channel, weight."""
    channels = shape[1]
    spread = rng.uniform(1, 3, (channels, 1, 1))
    x = rng.standard_normal(shape) * spread + rng.uniform(-2, 2, (channels, 1, 1))
    return rng.standard_normal(shape) + 0.7, x, rng.uniform(1.5, 3, channels)


@lab.check("batch_norm_backward", points=1)
def two_values(student: Student, rng: Generator) -> None:
    """the two values of the example"""
    x = np.array([-4.0, 4]).reshape(1, 1, 1, 2)
    _hold(student, np.array([1.0, 0]).reshape(x.shape), x, np.ones(1), 9.0)


@lab.check("batch_norm_backward", points=2)
def three_images(student: Student, rng: Generator) -> None:
    """three images 2 × 4 with two channels, weights that are not 1"""

    def case(shape: tuple[int, int, int, int]) -> partial[None]:
        return partial(_hold, student, *drawn_batch(rng, shape), 1e-5)

    easier = {
        "right for one channel: does each channel go its own way?": case((3, 1, 2, 4)),
        "right for images of one pixel: a channel's statistics are over all its places, too": (
            case((5, 2, 1, 1))
        ),
        "right for a single image: a channel's statistics are over all images, too": (
            case((1, 2, 2, 4))
        ),
    }
    or_what_is_right(case((3, 2, 2, 4)), easier)


@lab.check("batch_norm_backward", points=1)
def large_eps(student: Student, rng: Generator) -> None:
    """an eps that outweighs the variance"""
    _hold(student, *drawn_batch(rng, (2, 3, 3, 2)), 50.0, " for eps = 50")


@lab.check("batch_norm_backward", points=2, hidden=True)
def no_variance(student: Student, rng: Generator) -> None:
    """a channel in which all values are the same, then eps far above the variance"""
    dy, x, weight = drawn_batch(rng, (2, 2, 2, 3))
    x[:, 1] = 1.75
    _hold(student, dy, x, weight, 1e-3, " where a channel is constant")
    _hold(student, dy, x / 100, weight, 0.5, " for eps = 0.5")


@lab.check("batch_norm_backward", points=2, hidden=True)
def other_batches(student: Student, rng: Generator) -> None:
    """one image; one channel; one pixel; as many channels as pixels; float32"""
    for shape in ((1, 3, 4, 2), (4, 1, 2, 3), (6, 3, 1, 1), (3, 4, 2, 2)):
        _hold(student, *drawn_batch(rng, shape), 1e-5)
    dy, x, weight = (array.astype(np.float32) for array in drawn_batch(rng, (3, 2, 3, 2)))
    _hold(student, dy, x, weight, 0.1, " in float32")
