"""The numbers that say how large a layer is."""

from __future__ import annotations

from cnnlab.shapes import ShapeError, is_whole


def whole(layer: str, **sizes: int) -> None:
    """Raise ShapeError, naming it, unless every size is a whole number of at least 1."""
    for name, size in sizes.items():
        if not is_whole(size) or size < 1:
            raise ShapeError(
                f"{layer}: {name} cannot be used",
                expected=f"{name} a whole number ≥ 1",
                got=f"{name} = {size!r}",
            )
