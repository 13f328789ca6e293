"""The numbers that say how large a layer is, and the shapes that it takes."""

from __future__ import annotations

from collections.abc import Iterable

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


def takes(layer: str, axes: str, shape: tuple[int, ...], **sizes: int) -> None:
    """Raise ShapeError unless ``shape`` has the ``axes``, say "N C H W", and the ``sizes``, C=3."""
    names = axes.split()
    if len(shape) == len(names) and all(shape[names.index(a)] == n for a, n in sizes.items()):
        return
    raise ShapeError(
        f"{layer}: this is not what the layer takes",
        expected=f"({', '.join(str(sizes.get(name, name)) for name in names)})",
        got=shape,
    )


def of_input(operation: str, shape: Iterable[int]) -> tuple[int, ...]:
    """``shape`` as a tuple. Raises ShapeError unless it can be that of a network's input."""
    sizes = tuple(shape) if isinstance(shape, Iterable) else ()
    if not sizes or not all(is_whole(size) and size > 0 for size in sizes):
        raise ShapeError(
            f"{operation}: this is not the shape of an input",
            expected="whole numbers ≥ 1, the batch first: (N, C, H, W)",
            got=shape,
        )
    return sizes
