"""Channels in groups of neighbours, for pooling across them."""

from __future__ import annotations

from cnnlab.ops.arrays import Array, floating
from cnnlab.shapes import ShapeError, is_whole


def grouped(operation: str, x: Array, pool_size: int) -> Array:
    """x (N, C, ...) as (N, C / pool_size, pool_size, ...).

    Raises ShapeError for a wrong type, or as ``groups``.
    """
    floating(operation, x=x)
    g = groups(operation, x.shape, pool_size)
    return x.reshape(len(x), g, pool_size, *x.shape[2:])


def groups(operation: str, shape: tuple[int, ...], pool_size: int) -> int:
    """C / pool_size. Raises ShapeError for no channels, or channels that do not divide."""
    if len(shape) < 2:
        raise ShapeError(
            f"{operation}: x has no channels",
            expected="x (N, C) or x (N, C, H, W)",
            got=f"x {shape}",
        )
    if not is_whole(pool_size) or pool_size < 1 or shape[1] % pool_size:
        raise ShapeError(
            f"{operation}: the channels cannot be divided into groups of this size",
            expected=f"pool_size a whole number ≥ 1 that divides {shape[1]}",
            got=f"pool_size = {pool_size!r}",
        )
    return shape[1] // pool_size
