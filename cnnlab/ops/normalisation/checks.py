"""What the normalisations ask of their arrays."""

from __future__ import annotations

from cnnlab.ops.arrays import Array, floating
from cnnlab.shapes import ShapeError


def with_channels(operation: str, x: Array, **vectors: Array | None) -> None:
    """Raise ShapeError unless x is (N, C, ...) and each vector (C,) or None."""
    floating(operation, x=x, **vectors)
    if x.ndim < 2 or x.shape[1] == 0:
        raise ShapeError(
            f"{operation}: x has no channels", expected="x (N, C, ...)", got=f"x {x.shape}"
        )
    for name, vector in vectors.items():
        if vector is not None and vector.shape != x.shape[1:2]:
            looks_last = x.ndim > 2 and vector.shape == x.shape[-1:]
            order = f"0, {x.ndim - 1}, " + ", ".join(map(str, range(1, x.ndim - 1)))
            raise ShapeError(
                f"{operation}: {name} has not one number a channel",
                expected=f"{name} ({x.shape[1]},) for x {x.shape}",
                got=f"{name} {vector.shape}",
                hint=f"x looks channels-last: x.transpose({order})" if looks_last else "",
            )
