"""What a data set is, and what can be done to one."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cnnlab.shapes import ShapeError, is_whole


class Images(NamedTuple):
    """Pictures and what they show."""

    images: NDArray[np.float32]  # (N, C, H, W), from 0 to 1 unless standardised
    labels: NDArray[np.int64]  # (N,), class numbers


class Dataset(NamedTuple):
    """What to learn from, and what was held out to judge by."""

    name: str
    train: Images
    test: Images
    classes: tuple[str, ...]  # the classes' names, by number

    @property
    def size(self) -> tuple[int, int]:
        """(H, W) of an image."""
        h, w = self.train.images.shape[2:]
        return h, w


def split(images: NDArray[Any], labels: NDArray[Any], held_out: int) -> tuple[Images, Images]:
    """The given pictures in two parts, the second of ``held_out``, always in the same way."""
    order = np.random.default_rng(0).permutation(len(images))
    parts = order[:-held_out], order[-held_out:]
    train, test = (Images(images[part], labels[part].astype(np.int64)) for part in parts)
    return train, test


def magnified(dataset: Dataset, factor: int) -> Dataset:
    """Every pixel a block of ``factor`` × ``factor``: for networks that want larger images."""
    if not is_whole(factor) or factor < 1:
        raise ShapeError(
            "magnified: images cannot grow by this factor",
            expected="a whole number ≥ 1",
            got=f"factor = {factor!r}",
        )
    train, test = (
        part._replace(images=part.images.repeat(factor, axis=2).repeat(factor, axis=3))
        for part in (dataset.train, dataset.test)
    )
    return dataset._replace(train=train, test=test)


def standardised(dataset: Dataset) -> Dataset:
    """Mean 0 and standard deviation 1 in every channel, as measured on the training images."""
    seen = dataset.train.images
    axes = (0, 2, 3)
    mean = seen.mean(axes, np.float64, keepdims=True)
    deviation = seen.std(axes, np.float64, keepdims=True)
    deviation[deviation == 0] = 1  # a channel that is the same everywhere stays so
    train, test = (
        part._replace(images=((part.images - mean) / deviation).astype(np.float32))
        for part in (dataset.train, dataset.test)
    )
    return dataset._replace(train=train, test=test)
