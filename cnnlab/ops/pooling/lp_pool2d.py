"""Lp pooling: the p-norm of each window.

    y  = (Σ x^p)^(1/p)              over the K L inputs x of a window
    dx = (x / y)^(p-1) dy           summed over the windows that hold x; 0 where y is 0, as in torch

p = 2 is L2 pooling: the root of the sum of squares. The larger p, the closer it comes to the
largest magnitude. p = 1 is the plain sum, signs and all, as in torch. For other odd p the sum may
be negative and has no root: p is 1 or an even whole number.

Source: Sermanet, Chintala and LeCun 2012, "Convolutional Neural Networks Applied to House Numbers
Digit Classification", arXiv:1204.3968.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cnnlab.ops.arrays import Array, same_shape
from cnnlab.ops.pooling.windows import Windows, reduced, spread, windows
from cnnlab.shapes import IntOrPair, ShapeError, is_whole


class LPPool2dCache(NamedTuple):
    """What the backward pass needs."""

    x: Array  # (N, C, H, W)
    y: Array  # (N, C, P, Q)
    power: int
    over: Windows


def lp_pool2d(
    x: Array, norm_type: int, kernel_size: IntOrPair, *, stride: IntOrPair | None = None
) -> tuple[Array, LPPool2dCache]:
    """x (N, C, H, W) → y (N, C, P, Q). ``stride`` is the window's size unless given.

    Raises ShapeError for a wrong rank or type, a window that does not fit, or a ``norm_type`` other
    than 1, 2, 4, 6, …
    """
    over = windows("lp_pool2d", x, kernel_size, stride)
    power = norm("lp_pool2d", norm_type)
    y = reduced(np.add, x**power, over)
    y **= 1 / power
    return y, LPPool2dCache(x, y, power, over)


def lp_pool2d_backward(dy: Array, cache: LPPool2dCache) -> Array:
    """dx (N, C, H, W)."""
    x, y, power, over = cache
    same_shape("lp_pool2d_backward", dy, y.shape)
    falling = np.divide(dy, y ** (power - 1), out=np.zeros_like(y), where=y != 0)
    dx: Array = x ** (power - 1) * spread(falling, over)
    return dx


def norm(operation: str, norm_type: int) -> int:
    """``norm_type`` as an int. Raises ShapeError unless it is 1, 2, 4, 6, …"""
    if is_whole(norm_type) and (norm_type == 1 or (norm_type > 0 and norm_type % 2 == 0)):
        return int(norm_type)
    raise ShapeError(
        f"{operation}: norm_type cannot be used",
        expected="norm_type 1 or an even whole number: of odd powers the sum may have no root",
        got=f"norm_type = {norm_type!r}",
    )
