"""L2 pooling over features: the root of the sum of squares of each group of channels.

    y[n, g] = √ Σ_k x[n, K g + k]²            dx = (x / y) dy, and 0 where y is 0

Two channels that answer to one pattern in opposite phases give a y that hardly depends on the
phase: pooled over channels, a network becomes invariant to what it has learned to see as variants.

Source: Hyvärinen and Hoyer 2001, "A two-layer sparse coding model learns simple and complex cell
receptive fields and topography from natural images".
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cnnlab.ops.arrays import Array, same_shape
from cnnlab.ops.pooling.channels import grouped


class L2OverFeaturesCache(NamedTuple):
    """What the backward pass needs."""

    groups: Array  # x as (N, G, K, ...)
    y: Array  # (N, G, ...)


def l2_over_features(x: Array, pool_size: int) -> tuple[Array, L2OverFeaturesCache]:
    """x (N, C, ...) → y (N, C / pool_size, ...): of neighbouring channels the length.

    Raises ShapeError for a wrong type, no channels, or channels that do not divide.
    """
    groups = grouped("l2_over_features", x, pool_size)  # (N, G, K, ...)
    y = np.sqrt((groups * groups).sum(axis=2))
    return y, L2OverFeaturesCache(groups, y)


def l2_over_features_backward(dy: Array, cache: L2OverFeaturesCache) -> Array:
    """dx (N, C, ...)."""
    groups, y = cache
    same_shape("l2_over_features_backward", dy, y.shape)
    n, g, k, *places = groups.shape
    scale = np.divide(dy, y, out=np.zeros_like(y), where=y > 0)
    return (groups * scale[:, :, None]).reshape(n, g * k, *places)
