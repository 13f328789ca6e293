"""Maxout: the largest of each group of channels, place by place.

    y[n, g] = max_k x[n, K g + k]            dx goes to the channel that won

Where several are equal, the first wins. After a convolution the channels of a group may learn to
see one thing in several poses: which of them answers does not matter to what follows.

Source: Goodfellow et al. 2013, "Maxout Networks", arXiv:1302.4389, section 3.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cnnlab.ops.arrays import Array, same_shape
from cnnlab.ops.pooling.channels import grouped


class MaxoutCache(NamedTuple):
    """What the backward pass needs."""

    winner: NDArray[np.integer[Any]]  # in each group, (N, G, 1, ...)
    shape: tuple[int, ...]  # of x
    pool_size: int


def maxout(x: Array, pool_size: int) -> tuple[Array, MaxoutCache]:
    """x (N, C, ...) → y (N, C / pool_size, ...): of neighbouring channels the largest.

    Raises ShapeError for a wrong type, no channels, or channels that do not divide.
    """
    groups = grouped("maxout", x, pool_size)  # (N, G, K, ...)
    winner = groups.argmax(axis=2, keepdims=True)
    y = np.take_along_axis(groups, winner, axis=2)[:, :, 0]
    return y, MaxoutCache(winner, x.shape, pool_size)


def maxout_backward(dy: Array, cache: MaxoutCache) -> Array:
    """dx (N, C, ...)."""
    winner, (n, c, *places), pool_size = cache
    same_shape("maxout_backward", dy, (n, c // pool_size, *places))
    dgroups = np.zeros((n, c // pool_size, pool_size, *places), dy.dtype)
    np.put_along_axis(dgroups, winner, dy[:, :, None], axis=2)
    return dgroups.reshape(cache.shape)
