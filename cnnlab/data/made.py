"""What the data sets that are made here have in common: sizes, and random numbers from a seed."""

from __future__ import annotations

import numpy as np

from cnnlab.shapes import ShapeError, is_whole


def streams(name: str, seed: int, size: int, *, train: int, test: int) -> list[np.random.Generator]:
    """Two streams, for what is learned from and what is held out; ``size`` parts the data sets.

    Raises ShapeError for a seed, or numbers of examples, that are none.
    """
    for setting, value, least in (("seed", seed, 0), ("train", train, 1), ("test", test, 1)):
        if not is_whole(value) or value < least:
            raise ShapeError(
                f"{name}: {setting} cannot be used",
                expected=f"{setting} a whole number ≥ {least}",
                got=f"{setting} = {value!r}",
            )
    return np.random.default_rng([seed, size]).spawn(2)
