"""What changes the pixels and leaves the picture where it is."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlab.data.dataset import Images
from cnnlab.data.transforms.types import ensure, pictures
from cnnlab.shapes import ShapeError, is_whole


def noise(batch: Images, rng: np.random.Generator, std: float = 0.1) -> Images:
    """Independent normal numbers of standard deviation ``std`` added to every element.

    Works on signals and clips too. Raises ShapeError for a ``std`` that is no finite number ≥ 0.
    """
    ensure("noise", "a finite number ≥ 0", 0 <= std < math.inf, std=std)
    added = rng.standard_normal(batch.images.shape, np.float32) * np.float32(std)
    return batch._replace(images=batch.images + added)


def cutout(batch: Images, rng: np.random.Generator, size: int = 8) -> Images:
    """In each image a square of ``size`` × ``size`` pixels is 0. It may reach over the edge.

    Masks and boxes stay: what is covered is still there.

    Raises ShapeError for a ``size`` that is not a whole number ≥ 1.

    Source: DeVries and Taylor 2017, "Improved Regularization of Convolutional Neural Networks with
    Cutout", arXiv:1708.04552, section 3.
    """
    n, _, h, w = pictures("cutout", batch)
    ensure("cutout", "a whole number ≥ 1", is_whole(size) and size >= 1, size=size)

    def covered(length: int) -> NDArray[np.bool_]:
        """(N, length): where the square lies along an axis; its centre is any pixel."""
        first = rng.integers(0, length, n)[:, None] - size // 2
        place = np.arange(length)
        return (place >= first) & (place < first + size)

    hidden = covered(h)[:, :, None] & covered(w)[:, None, :]
    return batch._replace(images=np.where(hidden[:, None], np.float32(0), batch.images))


def normalise(
    batch: Images, rng: np.random.Generator | None = None, *, mean: ArrayLike, std: ArrayLike
) -> Images:
    """(x - mean) / std in every channel; both are a number, or one a channel. Nothing is drawn.

    Raises ShapeError where they do not fit the channels, or a ``std`` is not > 0.
    """
    channels = batch.images.shape[1]
    means, stds = np.asarray(mean, np.float32), np.asarray(std, np.float32)
    for name, values in (("mean", means), ("std", stds)):
        if values.shape not in ((), (1,), (channels,)):
            raise ShapeError(
                f"normalise: {name} does not fit the images",
                expected=f"a number, or {channels}, one a channel",
                got=f"{name} {values.shape}",
            )
    ensure("normalise", "numbers > 0", bool((stds > 0).all()), std=std)
    along = (-1, *(1,) * (batch.images.ndim - 2))  # the channels' axis
    return batch._replace(images=(batch.images - means.reshape(along)) / stds.reshape(along))
