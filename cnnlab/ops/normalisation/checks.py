"""What the normalisations ask of their arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from cnnlab.ops.arrays import Array, floating, given
from cnnlab.shapes import ShapeError


def with_channels(operation: str, x: Array, **vectors: Array | None) -> None:
    """Raise ShapeError unless x is (N, C, ...) and each vector (C,) or None."""
    floating(operation, x=x, **given(**vectors))
    if x.ndim < 2 or 0 in x.shape[1:]:
        raise ShapeError(
            f"{operation}: x has no channels with numbers in them",
            expected="x (N, C, ...)",
            got=f"x {x.shape}",
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


def precision(x: Array, weight: Array | None) -> np.dtype[np.floating[Any]]:
    """The type of the result: the wider of the two."""
    return np.result_type(x) if weight is None else np.result_type(x, weight)
