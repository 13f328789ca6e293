"""What every operation asks of its arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnlab.memory import empty_like
from cnnlab.shapes import ShapeError, is_whole

Array = NDArray[np.floating[Any]]


def given(**arrays: Array | None) -> dict[str, Array]:
    """Those that are not None: arrays that an operation can do without."""
    return {name: array for name, array in arrays.items() if array is not None}


def floating(operation: str, **arrays: Array) -> None:
    """Raise ShapeError, naming it, unless each is an array of float32 or float64."""
    for name, array in arrays.items():
        if not isinstance(array, np.ndarray) or array.dtype not in (np.float32, np.float64):
            kind = array.dtype if isinstance(array, np.ndarray) else type(array).__name__
            raise ShapeError(
                f"{operation}: {name} must hold floating-point numbers",
                expected=f"{name} an array of float32 or float64",
                got=f"{name} of {kind}",
                hint=f"np.asarray({name}, dtype=np.float32)",
            )


def axes(operation: str, names: str, **arrays: Array) -> None:
    """Raise ShapeError unless each array has the axes that ``names`` lists, such as "N C H W"."""
    wanted = names.split()
    for name, array in arrays.items():
        if array.ndim != len(wanted):
            image = array.ndim == len(wanted) - 1 and wanted[0] == "N"
            raise ShapeError(
                f"{operation}: {name} has the wrong number of axes",
                expected=f"{name} ({', '.join(wanted)})",
                got=f"{name} {array.shape}",
                hint=f"a single one needs a batch axis: {name}[None]" if image else "",
            )


def same_shape(operation: str, dy: Array, shape: tuple[int, ...]) -> None:
    """Raise ShapeError unless dy, the gradient of an output, is an array of the output's shape."""
    if not isinstance(dy, np.ndarray | np.generic) or dy.dtype.kind not in "fiu":
        raise ShapeError(
            f"{operation}: dy must hold numbers",
            expected=f"dy an array {shape} of float32 or float64",
            got=f"dy of {getattr(dy, 'dtype', type(dy).__name__)}",
            hint="np.asarray(dy, dtype=np.float32)",
        )
    if dy.shape != shape:
        raise ShapeError(
            f"{operation}: dy has not the output's shape",
            expected=f"dy {shape}",
            got=f"dy {dy.shape}",
        )


def laid_as(x: Array, like: Array) -> Array:
    """x in the memory order of ``like``, which has its shape: x itself where it lies so already."""
    if x.strides == like.strides:
        return x
    laid = empty_like(like, x.dtype)
    laid[...] = x
    return laid


def has_axis(operation: str, x: Array, axis: int) -> None:
    """Raise ShapeError unless ``axis`` is one of x's, counted from either end, and not empty."""
    if not is_whole(axis) or not -x.ndim <= axis < x.ndim:
        raise ShapeError(
            f"{operation}: x has no such axis",
            expected=f"axis a whole number from {-x.ndim} to {x.ndim - 1}, for x {x.shape}",
            got=f"axis = {axis!r}",
        )
    if x.shape[axis] == 0:
        raise ShapeError(
            f"{operation}: there is nothing along this axis",
            expected=f"at least one number along axis {axis}",
            got=f"x {x.shape}",
        )
