"""Layer normalisation: the last axes of x are measured together, row by row.

    x̂[..., d] = ( x[..., d] - μ[...] ) / √(σ²[...] + ε)
    y[..., d] = γ[d] x̂[..., d] + β[d]

d runs over ``normalized_shape``, the last axes, with D numbers in all; μ and σ² (biased) are those
of one row. Nothing depends on the rest of the batch, in training or in use.

Backwards, an input moves the mean and the variance of its row:

    dβ[d] = Σ dy            dγ[d] = Σ dy x̂            (over all rows)
    dx    = ( γ dy - Σ_d γ dy / D - x̂ Σ_d γ dy x̂ / D ) / √(σ² + ε)

Sources: Ba, Kiros and Hinton 2016, "Layer Normalization", arXiv:1607.06450. Over the channels of
each place, as in ConvNeXt, x has its channels last.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from cnnlab.memory import workspace
from cnnlab.ops.arrays import Array, floating, given, same_shape
from cnnlab.ops.lines import blocks
from cnnlab.ops.normalisation.checks import precision
from cnnlab.ops.settings import positive
from cnnlab.shapes import ShapeError, is_whole


class LayerNormCache(NamedTuple):
    """What the backward pass needs."""

    x: Array  # (..., *shape)
    shape: tuple[int, ...]  # normalized_shape
    weight: Array | None  # shape
    bias: bool
    mean: Array  # (rows, 1)
    inverse: Array  # (rows, 1), 1 / √(σ² + ε)


def layer_norm(
    x: Array,
    normalized_shape: int | tuple[int, ...],
    weight: Array | None = None,
    bias: Array | None = None,
    *,
    eps: float = 1e-5,
) -> tuple[Array, LayerNormCache]:
    """x and y end in the axes of ``normalized_shape``, which γ = weight and β = bias have alone.

    Raises ShapeError for types or shapes that do not fit together.
    """
    shape = _shape(normalized_shape)
    _check(x, shape, weight, bias)
    eps = positive(eps, "eps", operation="layer_norm")
    d = math.prod(shape)
    rows = _rows(x, d, precision(x, weight))
    mean, inverse = np.empty((2, len(rows), 1), rows.dtype)
    average = np.full((d, 1), 1 / d, rows.dtype)
    y = np.empty_like(rows)
    for block in blocks(rows):
        xhat = y[block]
        np.matmul(rows[block], average, out=mean[block])
        np.subtract(rows[block], mean[block], out=xhat)
        square = np.square(xhat, out=workspace("lines", xhat.shape, xhat.dtype))
        inverse[block] = 1 / np.sqrt(square @ average + eps)
        xhat *= inverse[block]
        if weight is not None:
            xhat *= weight.reshape(d)
        if bias is not None:
            xhat += bias.reshape(d)
    cache = LayerNormCache(x, shape, weight, bias is not None, mean, inverse)
    return y.reshape(x.shape), cache


def layer_norm_backward(
    dy: Array, cache: LayerNormCache
) -> tuple[Array, Array | None, Array | None]:
    """dx, and dweight and dbias of shape ``normalized_shape``, or None for what was not there."""
    x, shape, weight, bias, mean, inverse = cache
    same_shape("layer_norm_backward", dy, x.shape)
    d, dtype = math.prod(shape), precision(x, weight)
    rows, upstream = _rows(x, d, dtype), _rows(dy, d, dtype)
    learned = np.ones(d, dtype) if weight is None else weight.reshape(d).astype(dtype, copy=False)
    average = (learned / d)[:, None]
    dweight, dbias = np.zeros((2, d))
    dx = np.empty_like(rows)
    for block in blocks(rows):
        back, dy_here = dx[block], upstream[block]
        xhat = workspace("lines", back.shape, dtype)
        np.subtract(rows[block], mean[block], out=xhat)
        xhat *= inverse[block]
        product = np.multiply(dy_here, xhat, out=back)
        ones = np.ones(len(back), dtype)
        dweight += ones @ product
        dbias += ones @ dy_here
        level, slope = dy_here @ average, product @ average  # Σ γ dy / D, Σ γ dy x̂ / D
        np.multiply(dy_here, learned, out=back)
        back -= level
        xhat *= slope
        back -= xhat
        back *= inverse[block]
    return (
        dx.reshape(x.shape),
        None if weight is None else dweight.reshape(shape).astype(dtype),
        dbias.reshape(shape).astype(dtype) if bias else None,
    )


def _rows(x: Array, d: int, dtype: np.dtype[np.floating[Any]]) -> Array:
    """x as rows of the d numbers that are measured together."""
    return np.ascontiguousarray(x, dtype).reshape(x.size // d, d)


def _shape(normalized_shape: int | tuple[int, ...]) -> tuple[int, ...]:
    """``normalized_shape`` as a tuple."""
    listed = normalized_shape if isinstance(normalized_shape, Iterable) else (normalized_shape,)
    shape = tuple(listed)
    if not shape or not all(is_whole(size) and size >= 1 for size in shape):
        raise ShapeError(
            "layer_norm: normalized_shape cannot be used",
            expected="a whole number ≥ 1, or several: the last axes of x",
            got=f"normalized_shape = {normalized_shape!r}",
        )
    return shape


def _check(x: Array, shape: tuple[int, ...], weight: Array | None, bias: Array | None) -> None:
    """Raise ShapeError unless x ends in ``shape``, and weight and bias have it."""
    floating("layer_norm", x=x, **given(weight=weight, bias=bias))
    if x.shape[-len(shape) :] != shape:
        first = x.ndim > 2 and shape == x.shape[1:2]
        order = ", ".join(map(str, [0, *range(2, x.ndim), 1]))
        raise ShapeError(
            "layer_norm: x does not end in normalized_shape",
            expected=f"x (..., {', '.join(map(str, shape))})",
            got=f"x {x.shape}",
            hint=f"to normalise over the channels: x.transpose({order})" if first else "",
        )
    for name, learned in (("weight", weight), ("bias", bias)):
        if learned is not None and learned.shape != shape:
            raise ShapeError(
                f"layer_norm: {name} has not one number a place of normalized_shape",
                expected=f"{name} {shape}",
                got=f"{name} {learned.shape}",
            )
