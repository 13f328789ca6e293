"""Softmax and cross-entropy in one: the loss of a classifier.

    p[n, c] = exp(z[n, c]) / Σ_j exp(z[n, j])
    loss    = - 1/N Σ_n Σ_c t[n, c] log p[n, c]

    dz[n, c] = ( p[n, c] - t[n, c] ) / N · dloss

t is 1 at the class that is right and 0 elsewhere. With label smoothing e, every class has e / C of
it and the right one 1 - e more: the network is not asked to be surer than it can be.

A map (N, C, H, W) has a class for each pixel, and the mean runs over all N H W of them.

Taken together nothing overflows and no logarithm meets a zero: ``log_softmax`` gives log p.

Source: Bridle 1990, "Probabilistic Interpretation of Feedforward Classification Network Outputs";
Szegedy et al. 2016, "Rethinking the Inception Architecture for Computer Vision", arXiv:1512.00567,
section 7, for smoothed labels; Long, Shelhamer and Darrell 2015, "Fully Convolutional Networks for
Semantic Segmentation", arXiv:1411.4038, for pixels.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cnnlab.ops.arrays import Array, axes, floating
from cnnlab.ops.log_softmax import log_softmax
from cnnlab.ops.losses.labels import Labels, labels
from cnnlab.ops.settings import fraction


class SoftmaxCrossEntropyCache(NamedTuple):
    """What the backward pass needs."""

    log_probability: Array  # (N, C) or (N, C, H, W)
    target: Labels  # (N,) or (N, H, W)
    label_smoothing: float


def softmax_cross_entropy(
    logits: Array, target: Labels, *, label_smoothing: float = 0.0
) -> tuple[float, SoftmaxCrossEntropyCache]:
    """The mean loss of a batch. target holds class numbers from 0 to C - 1.

    logits (N, C), target (N,); or for each pixel: logits (N, C, H, W), target (N, H, W).

    Raises ShapeError for shapes that differ, an empty batch, a class that does not exist, or a
    smoothing outside 0 to 1.
    """
    floating("softmax_cross_entropy", logits=logits)
    if logits.ndim < 2:
        axes("softmax_cross_entropy", "N C", logits=logits)
    target = labels("softmax_cross_entropy", target, "logits", logits.shape)
    smoothing = fraction(label_smoothing, "label_smoothing", operation="softmax_cross_entropy")
    log_probability, _ = log_softmax(logits)
    right = np.take_along_axis(log_probability, target[:, None], axis=1)  # (N, 1, ...)
    loss = -(1 - smoothing) * float(right.mean())
    if smoothing:
        loss -= smoothing * float(log_probability.mean())
    return loss, SoftmaxCrossEntropyCache(log_probability, target, smoothing)


def softmax_cross_entropy_backward(dloss: float, cache: SoftmaxCrossEntropyCache) -> Array:
    """dlogits, in the shape of logits; dloss is 1 where the loss is what is minimised."""
    log_probability, target, smoothing = cache
    dlogits = np.exp(log_probability)
    right = np.take_along_axis(dlogits, target[:, None], axis=1)
    np.put_along_axis(dlogits, target[:, None], right - (1 - smoothing), axis=1)
    dlogits -= smoothing / dlogits.shape[1]
    dlogits *= dloss / target.size
    return dlogits
