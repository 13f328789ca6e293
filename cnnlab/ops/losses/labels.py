"""The classes that were right: whole numbers from 0 to C - 1."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlab.shapes import ShapeError

Labels = NDArray[np.integer[Any]]


def labels(operation: str, target: ArrayLike, scores: str, shape: tuple[int, ...]) -> Labels:
    """``target`` as an array: a class for each row, or pixel, of what ``scores`` names.

    ``shape`` is theirs: (N, C) or (N, C, H, W), for a target (N,) or (N, H, W).

    Raises ShapeError for another shape, no row at all, or a class that does not exist.
    """
    named = np.asarray(target)
    n, classes, *places = shape
    wanted, kind = (n, *places), "pixel" if places else "row"
    if named.shape != wanted or named.dtype.kind not in "iu" or named.size == 0:
        one_hot = named.shape == shape and named.size > 0
        raise ShapeError(
            f"{operation}: target does not name a class for every {kind}",
            expected=f"target {wanted} of integers, at least one, for {scores} {shape}",
            got=f"target {named.shape} of {named.dtype}",
            hint=f"from one-hot {kind}s: target.argmax(axis=1)" if one_hot else "",
        )
    if named.min() < 0 or named.max() >= classes:
        raise ShapeError(
            f"{operation}: target names a class that does not exist",
            expected=f"0 to {classes - 1}, for {scores} {shape}",
            got=f"{named.min()} to {named.max()}",
        )
    return named
