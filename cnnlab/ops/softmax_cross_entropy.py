"""Softmax and cross-entropy in one: the loss of a classifier.

    p[n, c] = exp(z[n, c]) / Σ_j exp(z[n, j])
    loss    = - 1/N Σ_n log p[n, target[n]]
            = 1/N Σ_n ( log Σ_j exp(z[n, j]) - z[n, target[n]] )

    dz[n, c] = ( p[n, c] - [c = target[n]] ) / N · dloss

Taken together nothing overflows and no logarithm meets a zero: the largest logit of a row is
subtracted first, which changes no p.

Source: Bridle 1990, "Probabilistic Interpretation of Feedforward Classification Network Outputs".
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cnnlab.ops.arrays import Array, axes, floating
from cnnlab.shapes import ShapeError

Labels = NDArray[np.integer[Any]]


class SoftmaxCrossEntropyCache(NamedTuple):
    """What the backward pass needs."""

    probability: Array  # (N, C)
    target: Labels  # (N,)


def softmax_cross_entropy(logits: Array, target: Labels) -> tuple[float, SoftmaxCrossEntropyCache]:
    """The mean loss of a batch. logits (N, C), target (N,) class numbers from 0 to C - 1.

    Raises ShapeError for shapes that differ, an empty batch, or a class that does not exist.
    """
    floating("softmax_cross_entropy", logits=logits)
    axes("softmax_cross_entropy", "N C", logits=logits)
    target = np.asarray(target)
    n, classes = logits.shape
    if target.shape != (n,) or target.dtype.kind not in "iu" or n == 0:
        raise ShapeError(
            "softmax_cross_entropy: target does not name a class for every row",
            expected=f"target ({n},) of integers, at least one, for logits {logits.shape}",
            got=f"target {target.shape} of {target.dtype}",
            hint="from one-hot rows: target.argmax(axis=1)" if target.ndim == 2 else "",
        )
    if target.min() < 0 or target.max() >= classes:
        raise ShapeError(
            "softmax_cross_entropy: target names a class that does not exist",
            expected=f"0 to {classes - 1}, for logits {logits.shape}",
            got=f"{target.min()} to {target.max()}",
        )
    shifted = logits - logits.max(axis=1, keepdims=True)  # (N, C), at most 0
    exponentials = np.exp(shifted)
    sums = exponentials.sum(axis=1, keepdims=True)  # (N, 1), at least 1
    rows = np.arange(n)
    loss = float(np.mean(np.log(sums[:, 0]) - shifted[rows, target]))
    return loss, SoftmaxCrossEntropyCache(exponentials / sums, target)


def softmax_cross_entropy_backward(dloss: float, cache: SoftmaxCrossEntropyCache) -> Array:
    """dlogits (N, C); dloss is 1 where the loss is what is minimised."""
    probability, target = cache
    dlogits = probability.copy()
    dlogits[np.arange(len(target)), target] -= 1
    dlogits *= dloss / len(target)
    return dlogits
