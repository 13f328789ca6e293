"""Softmax and the losses by their definitions. Large scores overflow, as the plain formulas do."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from cnnlab.ops.arrays import Array
from cnnlab.ops.losses.labels import Labels


def softmax(x: Array, axis: int = 1) -> Array:
    """exp(x[c]) / Σ_j exp(x[j])."""
    y = np.zeros_like(x)
    for *at, line in _lines(x, axis):
        total = sum(math.exp(v) for v in line)
        np.moveaxis(y, axis, -1)[*at] = [math.exp(v) / total for v in line]
    return y


def softmax_backward(dy: Array, x: Array, axis: int = 1) -> Array:
    """Every score changes every probability: dx[c] = Σ_j dy[j] y[j] ([j = c] - y[c])."""
    dx = np.zeros_like(x)
    dlast = np.moveaxis(dy, axis, -1)
    for *at, y in _lines(softmax(x, axis), axis):
        for c in range(len(y)):
            for j in range(len(y)):
                np.moveaxis(dx, axis, -1)[*at, c] += dlast[*at, j] * y[j] * ((j == c) - y[c])
    return dx


def log_softmax(x: Array, axis: int = 1) -> Array:
    """The logarithm of softmax."""
    y = softmax(x, axis)
    for at in np.ndindex(y.shape):
        y[at] = math.log(y[at])
    return y


def log_softmax_backward(dy: Array, x: Array, axis: int = 1) -> Array:
    """d log y = dy / y, and then through softmax."""
    return softmax_backward(dy / softmax(x, axis), x, axis)


def softmax_cross_entropy(logits: Array, target: Labels, *, label_smoothing: float = 0.0) -> float:
    """The mean over rows, or pixels, of -Σ_c t[c] log p[c]."""
    losses = []
    for *at, p in _lines(softmax(logits), 1):
        t = _wanted(target[*at], len(p), label_smoothing)
        losses.append(-sum(t[c] * math.log(p[c]) for c in range(len(p))))
    return sum(losses) / len(losses)


def softmax_cross_entropy_backward(
    dloss: float, logits: Array, target: Labels, *, label_smoothing: float = 0.0
) -> Array:
    """(p - t) / N · dloss, in the shape of logits."""
    dlogits = np.zeros_like(logits)
    for *at, p in _lines(softmax(logits), 1):
        t = _wanted(target[*at], len(p), label_smoothing)
        for c in range(len(p)):
            np.moveaxis(dlogits, 1, -1)[*at, c] = (p[c] - t[c]) / target.size * dloss
    return dlogits


def mse(x: Array, target: Array) -> float:
    """The mean of the squared differences."""
    return sum(float(x[at] - target[at]) ** 2 for at in np.ndindex(x.shape)) / x.size


def mse_backward(dloss: float, x: Array, target: Array) -> Array:
    """dx."""
    dx = np.zeros_like(x)
    for at in np.ndindex(x.shape):
        dx[at] = 2 * (x[at] - target[at]) / x.size * dloss
    return dx


def multi_margin(x: Array, target: Labels, *, margin: float = 1.0) -> float:
    """The mean over rows of the mean over classes of what each wrong score is too large by."""
    n_, c_ = x.shape
    loss = 0.0
    for n in range(n_):
        for j in range(c_):
            if j != target[n]:
                loss += max(0.0, margin - float(x[n, target[n]]) + float(x[n, j])) / c_ / n_
    return loss


def multi_margin_backward(dloss: float, x: Array, target: Labels, *, margin: float = 1.0) -> Array:
    """dx (N, C)."""
    n_, c_ = x.shape
    dx = np.zeros_like(x)
    for n in range(n_):
        for j in range(c_):
            if j != target[n] and margin - x[n, target[n]] + x[n, j] > 0:
                dx[n, j] += dloss / c_ / n_
                dx[n, target[n]] -= dloss / c_ / n_
    return dx


def _wanted(right: int, classes: int, smoothing: float) -> list[float]:
    """t: 1 - e at the right class, and e / C more at every class."""
    return [(1 - smoothing) * (c == right) + smoothing / classes for c in range(classes)]


def _lines(x: Array, axis: int) -> Iterator[tuple[Any, ...]]:
    """Every line of x along ``axis``, after the place where it stands: (n, i, j, line)."""
    last = np.moveaxis(x, axis, -1)
    for at in np.ndindex(last.shape[:-1]):
        yield *at, last[at]
