"""The check of an optimiser's or a schedule's settings."""

from __future__ import annotations

from cnnlab.shapes import ExplainedError


def ensure(where: str, expected: str, holds: bool, **setting: float) -> None:
    """Raise ExplainedError that names the ``setting`` unless it ``holds``."""
    [(name, value)] = setting.items()
    if not holds:
        raise ExplainedError(
            f"{where}: {name} cannot be used", expected=expected, got=f"{name} = {value!r}"
        )


def ensure_amounts(where: str, **settings: float) -> None:
    """Raise ExplainedError that names the first of ``settings`` that is no finite number ≥ 0."""
    for name, value in settings.items():
        ensure(where, "a finite number ≥ 0", 0 <= value < float("inf"), **{name: value})


def ensure_shares(where: str, **settings: float) -> None:
    """Raise ExplainedError that names the first of ``settings`` that is not in [0, 1)."""
    for name, value in settings.items():
        ensure(where, "a number ≥ 0 and < 1", 0 <= value < 1, **{name: value})
