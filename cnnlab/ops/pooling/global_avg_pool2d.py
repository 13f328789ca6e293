"""Global average pooling: the mean of each whole map.

    y[n, c] = 1/(H W) Σ_ij x[n, c, i, j]            dx[n, c, i, j] = dy[n, c] / (H W)

With it a network takes images of any size: the layers after it see C numbers, whatever H and W.

Source: Lin, Chen and Yan 2014, "Network In Network", arXiv:1312.4400, section 3.2.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cnnlab.ops.arrays import Array, axes, floating, same_shape
from cnnlab.shapes import ShapeError


class GlobalAvgPool2dCache(NamedTuple):
    """What the backward pass needs."""

    shape: tuple[int, ...]  # of x


def global_avg_pool2d(x: Array) -> tuple[Array, GlobalAvgPool2dCache]:
    """x (N, C, H, W) → y (N, C, 1, 1).

    Raises ShapeError for a wrong rank or type, or an image without a pixel.
    """
    floating("global_avg_pool2d", x=x)
    axes("global_avg_pool2d", "N C H W", x=x)
    if 0 in x.shape[2:]:
        raise ShapeError(
            "global_avg_pool2d: there is nothing to average",
            expected="x (N, C, H, W) with H and W at least 1",
            got=f"x {x.shape}",
        )
    y = x.mean(axis=(2, 3), keepdims=True)
    return y, GlobalAvgPool2dCache(x.shape)


def global_avg_pool2d_backward(dy: Array, cache: GlobalAvgPool2dCache) -> Array:
    """dx (N, C, H, W)."""
    n, c, h, w = cache.shape
    same_shape("global_avg_pool2d_backward", dy, (n, c, 1, 1))
    return np.broadcast_to(dy / (h * w), cache.shape).copy()
