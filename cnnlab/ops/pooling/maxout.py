"""Maxout: the largest of each group of channels, place by place.

    y[n, g] = max_k x[n, K g + k]            dx goes to the channel that won

Where several are equal, the first wins. After a convolution the channels of a group may learn to
see one thing in several poses: which of them answers does not matter to what follows.

Source: Goodfellow et al. 2013, "Maxout Networks", arXiv:1302.4389, section 3.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cnnlab.ops.arrays import Array, same_shape
from cnnlab.ops.pooling.channels import grouped


class MaxoutCache(NamedTuple):
    """What the backward pass needs."""

    groups: Array  # x as (N, G, K, ...)
    y: Array  # (N, G, ...)


def maxout(x: Array, pool_size: int) -> tuple[Array, MaxoutCache]:
    """x (N, C, ...) → y (N, C / pool_size, ...): of neighbouring channels the largest.

    Raises ShapeError for a wrong type, no channels, or channels that do not divide.
    """
    groups = grouped("maxout", x, pool_size)  # (N, G, K, ...)
    y = groups.max(axis=2)
    return y, MaxoutCache(groups, y)


def maxout_backward(dy: Array, cache: MaxoutCache) -> Array:
    """dx (N, C, ...)."""
    groups, y = cache
    same_shape("maxout_backward", dy, y.shape)
    n, g, size, *places = groups.shape
    dgroups = np.empty_like(groups)
    left_over = np.ones_like(y, dtype=bool)  # groups whose winner is still to be found
    for k in range(size):
        won = groups[:, :, k] == y
        won &= left_over
        left_over ^= won
        np.multiply(dy, won, out=dgroups[:, :, k])
    return dgroups.reshape(n, g * size, *places)
