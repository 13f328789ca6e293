"""What a network learns: an array, and the gradient of the loss with respect to it.

The array is made when it is first asked for. Until then a network of any size costs nothing, and
its shapes can be counted.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from cnnlab.nn.init import Init
from cnnlab.ops.arrays import Array
from cnnlab.shapes import ShapeError


def floating_type(dtype: DTypeLike) -> np.dtype[Any]:
    """``dtype`` as a type of NumPy's. Raises ShapeError unless it is float32 or float64."""
    try:
        known = np.dtype(dtype)
    except TypeError:
        known = None
    if known is None or known not in (np.float32, np.float64):
        raise ShapeError(
            "astype: parameters cannot be held so",
            expected="np.float32 or np.float64",
            got=repr(dtype),
        )
    return known


class Parameter:
    """An array of ``shape`` that an optimiser updates.

    ``init(shape, rng)`` draws it when ``data`` is first read; a number in its place fills it, and
    needs no ``rng``. It has a random stream of its own, split off from ``rng`` at once, so that the
    order of reading changes nothing. Numbers are drawn in float64 and rounded to ``dtype`` (float32
    unless ``astype`` is called): both precisions of a network begin at the same place.

    ``grad`` is None, or an array of the same shape. Backward passes add to it, as in torch.
    """

    def __init__(
        self, shape: tuple[int, ...], init: Init | float, rng: np.random.Generator | None = None
    ) -> None:
        self.shape = shape
        self.dtype: np.dtype[Any] = np.dtype(np.float32)
        self.grad: Array | None = None
        self._data: Array | None = None
        self._init = init
        self._rng = None if rng is None else rng.spawn(1)[0]

    @property
    def size(self) -> int:
        """How many numbers it holds."""
        return math.prod(self.shape)

    @property
    def allocated(self) -> bool:
        """True once its numbers exist."""
        return self._data is not None

    @property
    def data(self) -> Array:
        """The numbers. Raises RuntimeError where nothing says what they are."""
        if self._data is None:
            self._data = self._first()
        return self._data

    @data.setter
    def data(self, values: Array) -> None:
        values = np.asarray(values)
        if values.shape != self.shape:
            raise ShapeError(
                "parameter: the new values have another shape",
                expected=self.shape,
                got=values.shape,
            )
        self._data = np.array(values, self.dtype, order="C")  # a copy: nobody else's array changes

    def _first(self) -> Array:
        if isinstance(self._init, int | float):
            return np.full(self.shape, self._init, self.dtype)
        if self._rng is None:
            raise RuntimeError(
                f"a parameter {self.shape} has no values yet: give its layer "
                "rng=np.random.default_rng(0), or load_state_dict"
            )
        return self._init(self.shape, self._rng).astype(self.dtype)

    def initialise(self, init: Init) -> None:
        """Draw the numbers by ``init`` instead, when they are next read, from the same stream."""
        self._init, self._data, self.grad = init, None, None

    def accumulate(self, gradient: Array) -> None:
        """Add ``gradient`` to ``grad``."""
        self.grad = gradient if self.grad is None else self.grad + gradient

    def astype(self, dtype: DTypeLike) -> None:
        """Hold the numbers as ``dtype``, float32 or float64; the gradient is forgotten.

        Raises ShapeError for another type.
        """
        self.dtype, self.grad = floating_type(dtype), None
        if self._data is not None:
            self._data = self._data.astype(self.dtype)

    def __repr__(self) -> str:
        return f"Parameter({self.shape}, {self.dtype}{'' if self.allocated else ', not drawn yet'})"
