"""What a layer remembers without learning it by gradients, such as running statistics."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from cnnlab.shapes import ShapeError


class Buffer:
    """An array that ``state_dict`` holds, as torch's buffers, and that no optimiser changes.

    Whole numbers, such as a count of batches, stay whole numbers.
    """

    def __init__(self, values: ArrayLike) -> None:
        self._data: NDArray[Any] = np.array(values)

    @property
    def shape(self) -> tuple[int, ...]:
        """The array's shape."""
        return self._data.shape

    @property
    def data(self) -> NDArray[Any]:
        """The array."""
        return self._data

    @data.setter
    def data(self, values: ArrayLike) -> None:
        if np.shape(values) != self.shape:
            raise ShapeError(
                "buffer: the new values have another shape",
                expected=self.shape,
                got=np.shape(values),
            )
        self._data = np.array(values, self._data.dtype)  # a copy: nobody else's array changes

    def astype(self, dtype: DTypeLike) -> None:
        """Hold floating-point numbers as ``dtype``."""
        if self._data.dtype.kind == "f":
            self._data = self._data.astype(dtype)

    def __repr__(self) -> str:
        return f"Buffer({self.shape}, {self._data.dtype})"
