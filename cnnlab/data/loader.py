"""A data set in batches."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cnnlab.data.dataset import Images
from cnnlab.data.transforms import Transform
from cnnlab.shapes import ShapeError, is_whole


def batches(
    part: Images,
    batch_size: int,
    *,
    rng: np.random.Generator | None = None,
    transform: Transform | None = None,
) -> Iterator[Images]:
    """All of ``part`` once, ``batch_size`` images at a time; the last batch may be smaller.

    In a new order drawn from ``rng``, or in the order given where there is none. ``transform``
    changes every batch on its way; what it draws comes from ``rng`` too.

    Raises ShapeError for a batch size that is not a whole number ≥ 1, what is no generator, and a
    transform without one.
    """
    if not is_whole(batch_size) or batch_size < 1:
        raise ShapeError(
            "batches: this batch size cannot be used",
            expected="a whole number ≥ 1",
            got=f"batch_size = {batch_size!r}",
        )
    if rng is not None and not isinstance(rng, np.random.Generator):
        raise ShapeError(
            "batches: rng cannot be drawn from",
            expected="rng, a numpy.random.Generator, or None for the order given",
            got=f"rng = {rng!r}",
            hint="rng=np.random.default_rng(0)",
        )
    if transform is not None and rng is None:
        raise ShapeError(
            "batches: a transform has nothing to draw from",
            expected="rng, a numpy.random.Generator",
            got="rng = None",
            hint="rng=np.random.default_rng(0)",
        )
    return _cut(part, batch_size, rng, transform)


def _cut(
    part: Images, size: int, rng: np.random.Generator | None, transform: Transform | None
) -> Iterator[Images]:
    n = len(part.labels)
    order = np.arange(n) if rng is None else rng.permutation(n)
    for i in range(0, n, size):
        batch = part.take(order[i : i + size])
        yield batch if transform is None or rng is None else transform(batch, rng)
