"""How a layer shows what it was made with."""

from __future__ import annotations

from typing import Any


def written(*first: Any, **options: tuple[Any, Any]) -> str:
    """Arguments as they would stand in a call; of options (value, default) those that differ."""
    extra = [f"{name}={value!r}" for name, (value, usual) in options.items() if value != usual]
    return ", ".join([*map(repr, first), *extra])
