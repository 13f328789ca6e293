"""The mean squared error.

    loss = 1/M Σ (x - target)²            dx = 2 (x - target) / M · dloss

over all M numbers of a batch, as in torch. (Some texts halve it.)

Source: Bishop 2006, "Pattern Recognition and Machine Learning", section 1.2.5: to minimise it is to
suppose normally distributed errors.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cnnlab.ops.arrays import Array, floating
from cnnlab.shapes import ShapeError


class MSECache(NamedTuple):
    """What the backward pass needs."""

    error: Array  # x - target, any shape


def mse(x: Array, target: Array) -> tuple[float, MSECache]:
    """x and target have any one shape.

    Raises ShapeError for shapes that differ, none of them broadcast, or an empty batch.
    """
    floating("mse", x=x, target=target)
    if x.shape != target.shape or x.size == 0:
        raise ShapeError(
            "mse: x and target differ in shape, or are empty",
            expected="one shape for both, with at least one number",
            got=f"x {x.shape}, target {target.shape}",
        )
    error = x - target
    return float(np.mean(error * error)), MSECache(error)


def mse_backward(dloss: float, cache: MSECache) -> Array:
    """dx, in the shape of x. What it should have been, the target, is given and has no gradient."""
    error = cache.error
    dx: Array = error * (2 * dloss / error.size)
    return dx
