"""The hinge loss of several classes: every wrong score is to stay a margin below the right one.

    gap[n, j] = margin - x[n, target[n]] + x[n, j]            j ≠ target[n]
    loss      = 1/N Σ_n 1/C Σ_j max(gap[n, j], 0)

    dx[n, j]         = [gap[n, j] > 0] / (N C) · dloss
    dx[n, target[n]] = minus the sum of those

The sum is divided by C, as in torch. (Some courses leave that out.)

Source: Weston and Watkins 1999, "Support Vector Machines for Multi-Class Pattern Recognition".
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cnnlab.ops.arrays import Array, axes, floating
from cnnlab.ops.losses.labels import Labels, labels
from cnnlab.ops.settings import finite


class MultiMarginCache(NamedTuple):
    """What the backward pass needs."""

    gap: Array  # (N, C), and 0 at the targets
    target: Labels  # (N,)


def multi_margin(
    x: Array, target: Labels, *, margin: float = 1.0
) -> tuple[float, MultiMarginCache]:
    """The mean loss of a batch. x (N, C) scores, target (N,) class numbers from 0 to C - 1.

    Raises ShapeError for shapes that differ, an empty batch, or a class that does not exist.
    """
    floating("multi_margin", x=x)
    axes("multi_margin", "N C", x=x)
    target = labels("multi_margin", target, "x", x.shape)
    margin = finite(margin, "margin", operation="multi_margin")
    rows = np.arange(len(x))
    gap = margin - x[rows, target][:, None] + x  # (N, C)
    gap[rows, target] = 0
    return float(np.maximum(gap, 0).mean()), MultiMarginCache(gap, target)


def multi_margin_backward(dloss: float, cache: MultiMarginCache) -> Array:
    """dx (N, C); dloss is 1 where the loss is what is minimised."""
    gap, target = cache
    dx = (gap > 0).astype(gap.dtype)
    dx[np.arange(len(gap)), target] = -dx.sum(axis=1)
    dx *= dloss / gap.size
    return dx
