"""What every operation asks of the numbers that set it."""

from __future__ import annotations

import math
from numbers import Real
from typing import Any

from cnnlab.shapes import ShapeError


def finite(value: float, name: str, *, operation: str) -> float:
    """``value`` as a float. Raises ShapeError unless it is a finite number."""
    return _number(value, name, operation, "a number", -math.inf, math.inf)


def positive(value: float, name: str, *, operation: str) -> float:
    """``value`` as a float. Raises ShapeError unless it is a finite number above 0."""
    return _number(value, name, operation, "a number > 0", math.ulp(0.0), math.inf)


def fraction(value: float, name: str, *, operation: str) -> float:
    """``value`` as a float. Raises ShapeError unless it is a number from 0 to 1."""
    return _number(value, name, operation, "a number from 0 to 1", 0.0, 1.0)


def choice(value: str, choices: tuple[str, ...], name: str, *, operation: str) -> str:
    """``value``. Raises ShapeError unless it is one of ``choices``."""
    if value not in choices:
        raise ShapeError(
            f"{operation}: this {name} has no meaning",
            expected=", ".join(f'"{known}"' for known in choices[:-1]) + f' or "{choices[-1]}"',
            got=f"{name} = {value!r}",
        )
    return value


def _number(value: Any, name: str, operation: str, wanted: str, least: float, most: float) -> float:
    number = not isinstance(value, bool) and isinstance(value, Real) and math.isfinite(value)
    if number and least <= value <= most:
        return float(value)  # a Python number: one of NumPy's would widen float32 arrays
    raise ShapeError(
        f"{operation}: {name} cannot be used",
        expected=f"{name} {wanted}",
        got=f"{name} = {value!r}",
    )
