"""A data set in batches."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cnnlab.data.dataset import Images
from cnnlab.shapes import ShapeError, is_whole


def batches(
    part: Images, batch_size: int, *, rng: np.random.Generator | None = None
) -> Iterator[Images]:
    """All of ``part`` once, ``batch_size`` images at a time; the last batch may be smaller.

    In a new order drawn from ``rng``, or in the order given where there is none.

    Raises ShapeError for a batch size that is not a whole number ≥ 1.
    """
    if not is_whole(batch_size) or batch_size < 1:
        raise ShapeError(
            "batches: this batch size cannot be used",
            expected="a whole number ≥ 1",
            got=f"batch_size = {batch_size!r}",
        )
    n = len(part.labels)
    order = np.arange(n) if rng is None else rng.permutation(n)
    return (
        Images(part.images[chosen], part.labels[chosen])
        for chosen in (order[i : i + batch_size] for i in range(0, n, batch_size))
    )
