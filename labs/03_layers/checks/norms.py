"""What batch_norm is, and what mistakes make of it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .common import Array, Mistakes, Shape


class Norm(NamedTuple):
    """Everything that batch_norm is given."""

    x: Array
    weight: Array
    bias: Array
    running_mean: Array
    running_var: Array
    training: bool
    momentum: float
    eps: float


def wide(channels: Array) -> Array:
    return channels[:, None, None]


def moments(x: Array, *, unbiased: bool = False) -> tuple[Array, Array]:
    """Mean and variance of every channel."""
    values = [x[:, c].ravel() for c in range(x.shape[1])]
    return np.array([v.mean() for v in values]), np.array([v.var(ddof=unbiased) for v in values])


def normalised(norm: Norm) -> Array:
    mean, var = moments(norm.x) if norm.training else (norm.running_mean, norm.running_var)
    return _scaled(norm, (norm.x - wide(mean)) / np.sqrt(wide(var) + norm.eps))


def _scaled(norm: Norm, z: Array) -> Array:
    return z * wide(norm.weight) + wide(norm.bias)


def updated(norm: Norm) -> tuple[Array, Array]:
    """The running statistics after the call."""
    if not norm.training:
        return norm.running_mean, norm.running_var
    mean, var = moments(norm.x, unbiased=True)
    old, new = 1 - norm.momentum, norm.momentum
    return old * norm.running_mean + new * mean, old * norm.running_var + new * var


def output_mistakes(norm: Norm) -> Mistakes:
    x, eps = norm.x, norm.eps
    mean, var = moments(x) if norm.training else (norm.running_mean, norm.running_var)
    centred, deviation = x - wide(mean), np.sqrt(wide(var) + eps)
    plain = centred / deviation

    def over(axes: tuple[int, ...]) -> Array:
        """Statistics over other axes than the batch's and the pixels'."""
        far = x - x.mean(axis=axes, keepdims=True)
        return _scaled(norm, far / np.sqrt(x.var(axis=axes, keepdims=True) + eps))

    def cut_anew() -> Array:
        """x.reshape(-1, C), without moving the channels last, there and back."""
        flat = x.reshape(-1, x.shape[1])
        z = (flat - flat.mean(axis=0)) / np.sqrt(flat.var(axis=0) + eps)
        return np.asarray((z * norm.weight + norm.bias).reshape(x.shape))

    missing = "weight and bias are missing"
    if not norm.training:
        missing = "in evaluation, too, the result is scaled and shifted: z weight + bias"
    with np.errstate(all="ignore"):
        mistakes: Mistakes = {
            missing: plain,
            "the bias is missing": plain * wide(norm.weight),
            "the weight is missing": plain + wide(norm.bias),
            "weight and bias are exchanged": plain * wide(norm.bias) + wide(norm.weight),
            "eps is missing": _scaled(norm, centred / np.sqrt(wide(var))),
            "eps belongs under the root: √(variance + eps)": (
                _scaled(norm, centred / (np.sqrt(wide(var)) + eps))
            ),
            "divide by the root of variance + eps: the root is missing": (
                _scaled(norm, centred / (wide(var) + eps))
            ),
            "the mean is not subtracted": _scaled(norm, x / deviation),
            "the bias is scaled too: multiply by weight, then add bias": (
                (plain + wide(norm.bias)) * wide(norm.weight)
            ),
        }
        if norm.training:
            unbiased = wide(moments(x, unbiased=True)[1])
            stored = (x - wide(norm.running_mean)) / np.sqrt(wide(norm.running_var) + eps)
            after = updated(norm)
            mistakes |= {
                "in training the batch's own statistics count: these are the running ones": (
                    _scaled(norm, stored)
                ),
                "in training the batch's own statistics count: these are the new running ones": (
                    _scaled(norm, (x - wide(after[0])) / np.sqrt(wide(after[1]) + eps))
                ),
                "to normalise, the variance is divided by N H W; by N H W - 1 only for the running "
                "one": _scaled(norm, centred / np.sqrt(unbiased + eps)),
                "every image has statistics of its own here: they go over the whole batch": (
                    over((2, 3))
                ),
                "every pixel has statistics of its own here: they go over height and width too": (
                    over((0,))
                ),
                "sums over N, H and W are divided by N H W: here they are divided by N alone": (
                    lambda: _divided_by_n(norm)
                ),
                "the channels share their statistics here: every channel has its own": (
                    over((0, 1, 2, 3))
                ),
                "these are the statistics of every image over all channels: that is another "
                "normalisation": over((1, 2, 3)),
                "reshape(-1, C) cuts the numbers anew: move the channels last first": cut_anew,
            }
        else:
            mistakes |= {
                "in evaluation the running statistics count: these are the batch's": (
                    lambda: normalised(norm._replace(training=True))
                ),
            }
    return mistakes


def mean_mistakes(norm: Norm) -> Mistakes:
    mean, _ = moments(norm.x)
    m, old = norm.momentum, norm.running_mean
    if not norm.training:
        changed = (1 - m) * old + m * mean
        return {"in evaluation nothing is learned: the running statistics stay": changed}
    return {
        "the running mean is not updated": old,
        "momentum is the share of the new mean: here it is the share of the old one": (
            m * old + (1 - m) * mean
        ),
        "this is the batch's mean: the running one moves towards it by momentum": mean,
        "the old running mean keeps a share of 1 - momentum": old + m * mean,
        "the old running mean keeps a share, 1 - momentum: it is lost here": m * mean,
        "this is the running variance: y, then the mean, then the variance": updated(norm)[1],
    }


def var_mistakes(norm: Norm) -> Mistakes:
    _, biased = moments(norm.x)
    _, var = moments(norm.x, unbiased=True)
    m, old = norm.momentum, norm.running_var
    if not norm.training:
        return {
            "in evaluation nothing is learned: the running variance stays": (1 - m) * old + m * var,
            "in evaluation nothing is learned: the running statistics stay": (
                (1 - m) * old + m * biased
            ),
        }
    return {
        "the running variance is not updated": old,
        "the running variance wants the unbiased one: divided by N H W - 1": (
            (1 - m) * old + m * biased
        ),
        "eps is no part of the running variance": (1 - m) * old + m * (var + norm.eps),
        "eps is no part of the running variance, which wants N H W - 1 too": (
            (1 - m) * old + m * (biased + norm.eps)
        ),
        "momentum is the share of the new variance: here it is the share of the old one": (
            m * old + (1 - m) * var
        ),
        "this is the batch's variance: the running one moves towards it by momentum": var,
        "these are standard deviations: the running statistic is the variance": (
            (1 - m) * old + m * np.sqrt(var)
        ),
        "the running variance moves towards the batch's variance, not its mean": (
            (1 - m) * old + m * moments(norm.x)[0]
        ),
        "N H W values go into each variance: here it is divided by N - 1 alone": (
            (1 - m) * old + m * biased * _ratio(norm.x.shape)
        ),
    }


def _divided_by_n(norm: Norm) -> Array:
    """What comes of sums over N, H and W that are divided by N."""
    x = norm.x
    mean = x.sum(axis=(0, 2, 3)) / len(x)
    var = ((x - wide(mean)) ** 2).sum(axis=(0, 2, 3)) / len(x)
    return _scaled(norm, (x - wide(mean)) / np.sqrt(wide(var) + norm.eps))


def _ratio(shape: Shape) -> float:
    n = shape[0]
    return n / (n - 1) if n > 1 else 1.0
