"""What a transform is."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cnnlab.data.dataset import Images
from cnnlab.shapes import ShapeError

Transform = Callable[[Images, np.random.Generator], Images]


def in_turn(*transforms: Transform) -> Transform:
    """The transform that applies each of these to what the one before made."""

    def all_of_them(batch: Images, rng: np.random.Generator) -> Images:
        for transform in transforms:
            batch = transform(batch, rng)
        return batch

    return all_of_them


def pictures(transform: str, batch: Images) -> tuple[int, int, int, int]:
    """(N, C, H, W) of the images. Raises ShapeError, naming the transform, for anything else."""
    if batch.images.ndim != 4:
        raise ShapeError(
            f"{transform}: these are not images",
            expected="images (N, C, H, W)",
            got=f"an array {batch.images.shape}",
        )
    n, c, h, w = batch.images.shape
    return n, c, h, w


def ensure(transform: str, expected: str, holds: bool, **setting: object) -> None:
    """Raise ShapeError that names the ``setting`` unless it ``holds``."""
    [(name, value)] = setting.items()
    if not holds:
        raise ShapeError(
            f"{transform}: {name} cannot be used", expected=expected, got=f"{name} = {value!r}"
        )
