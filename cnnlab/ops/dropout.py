"""Dropout: in training, every number is set to zero with probability p.

    y = x m / (1 - p)            dx = dy m / (1 - p)            m = 0 with probability p, else 1

Dividing by 1 - p keeps the mean of y at x, so that in use nothing needs to be done: there, y = x.
The paper scales the weights in use instead, which comes to the same.

Source: Srivastava et al. 2014, "Dropout: A Simple Way to Prevent Neural Networks from Overfitting",
Journal of Machine Learning Research 15, section 10 for this form.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cnnlab.ops.arrays import Array, floating, same_shape
from cnnlab.ops.settings import fraction
from cnnlab.shapes import ShapeError


class DropoutCache(NamedTuple):
    """What the backward pass needs."""

    shape: tuple[int, ...]
    scale: Array | None  # m / (1 - p), in the shape of x; None where nothing was dropped


def dropout(
    x: Array, p: float = 0.5, *, rng: np.random.Generator | None, training: bool = True
) -> tuple[Array, DropoutCache]:
    """x and y have any one shape. ``rng`` says what is dropped, the same for both precisions.

    Raises ShapeError unless x holds floating-point numbers, p lies between 0 and 1, and, in
    training, ``rng`` is a generator.
    """
    floating("dropout", x=x)
    p = fraction(p, "p", operation="dropout")
    if not training:
        return x, DropoutCache(x.shape, None)
    if not isinstance(rng, np.random.Generator):
        raise ShapeError(
            "dropout: rng must say what is dropped",
            expected="rng a numpy.random.Generator",
            got=f"rng = {rng!r}",
            hint="rng=np.random.default_rng(0), made once and not for every call",
        )
    kept = rng.random(x.shape, np.float32) >= p
    scale = kept.astype(x.dtype) / (1 - p if p < 1 else 1)  # for p = 1 nothing is kept
    return x * scale, DropoutCache(x.shape, scale)


def dropout_backward(dy: Array, cache: DropoutCache) -> Array:
    """dx, in the shape of x."""
    same_shape("dropout_backward", dy, cache.shape)
    return dy if cache.scale is None else dy * cache.scale
