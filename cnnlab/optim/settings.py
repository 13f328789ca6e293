"""The checks of an optimiser's and a schedule's settings."""

from __future__ import annotations

from numbers import Real
from typing import Any

from cnnlab.shapes import ExplainedError


def is_number(value: Any) -> bool:
    """True for real numbers, of Python's and of NumPy's; False for booleans and words."""
    return isinstance(value, Real) and not isinstance(value, bool)


def ensure(where: str, expected: str, holds: bool, **setting: object) -> None:
    """Raise ExplainedError that names the ``setting`` unless it ``holds``."""
    [(name, value)] = setting.items()
    if not holds:
        raise ExplainedError(
            f"{where}: {name} cannot be used", expected=expected, got=f"{name} = {value!r}"
        )


def ensure_amounts(where: str, **settings: float) -> None:
    """Raise ExplainedError that names the first of ``settings`` that is no finite number ≥ 0."""
    for name, value in settings.items():
        holds = is_number(value) and 0 <= value < float("inf")
        ensure(where, "a finite number ≥ 0", holds, **{name: value})


def ensure_shares(where: str, **settings: float) -> None:
    """Raise ExplainedError that names the first of ``settings`` that is not in [0, 1)."""
    for name, value in settings.items():
        holds = is_number(value) and 0 <= value < 1
        ensure(where, "a number ≥ 0 and < 1", holds, **{name: value})
