"""What a data set is, and what can be done to one."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cnnlab.shapes import ShapeError, is_whole


class Images(NamedTuple):
    """Pictures and what they show. Signals (N, C, L) and clips (N, C, D, H, W) are held alike."""

    images: NDArray[np.float32]  # (N, C, H, W), from 0 to 1 unless standardised
    labels: NDArray[np.int64]  # (N,), class numbers
    masks: NDArray[np.int64] | None = None  # (N, H, W), a class number + 1, or 0: background
    boxes: NDArray[np.float32] | None = None  # (N, 4): left, top, right, bottom, in pixels

    def take(self, chosen: Any) -> Images:
        """The pictures that ``chosen`` names: an index array or a slice."""
        masks, boxes = (None if of is None else of[chosen] for of in (self.masks, self.boxes))
        return Images(self.images[chosen], self.labels[chosen], masks, boxes)


class Dataset(NamedTuple):
    """What to learn from, and what was held out to judge by."""

    name: str
    train: Images
    test: Images
    classes: tuple[str, ...]  # the classes' names, by number

    @property
    def channels(self) -> int:
        """C."""
        return int(self.train.images.shape[1])

    @property
    def size(self) -> tuple[int, ...]:
        """(H, W) of an image; (L,) of a signal, (D, H, W) of a clip."""
        return self.train.images.shape[2:]


def split(images: NDArray[Any], labels: NDArray[Any], held_out: int) -> tuple[Images, Images]:
    """The given pictures in two parts, the second of ``held_out``, always in the same way."""
    order = np.random.default_rng(0).permutation(len(images))
    whole = Images(images, labels.astype(np.int64))
    return whole.take(order[:-held_out]), whole.take(order[-held_out:])


def magnified(dataset: Dataset, factor: int) -> Dataset:
    """Every pixel a block of ``factor`` × ``factor``: for networks that want larger images.

    Masks and boxes follow. Raises ShapeError for a factor that is not a whole number ≥ 1.
    """
    if not is_whole(factor) or factor < 1:
        raise ShapeError(
            "magnified: images cannot grow by this factor",
            expected="a whole number ≥ 1",
            got=f"factor = {factor!r}",
        )

    def grown(part: Images) -> Images:
        masks, boxes = part.masks, part.boxes
        return part._replace(
            images=part.images.repeat(factor, axis=-2).repeat(factor, axis=-1),
            masks=None if masks is None else masks.repeat(factor, axis=-2).repeat(factor, axis=-1),
            boxes=None if boxes is None else boxes * np.float32(factor),
        )

    return dataset._replace(train=grown(dataset.train), test=grown(dataset.test))


def standardised(dataset: Dataset) -> Dataset:
    """Mean 0 and standard deviation 1 in every channel, as measured on the training images."""
    seen = dataset.train.images
    axes = (0, *range(2, seen.ndim))
    mean = seen.mean(axes, np.float64, keepdims=True)
    deviation = seen.std(axes, np.float64, keepdims=True)
    deviation[deviation == 0] = 1  # a channel that is the same everywhere stays so
    train, test = (
        part._replace(images=((part.images - mean) / deviation).astype(np.float32))
        for part in (dataset.train, dataset.test)
    )
    return dataset._replace(train=train, test=test)
