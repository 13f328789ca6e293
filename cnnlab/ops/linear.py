"""The fully connected layer: every output sees every input.

y[n, o] = b[o] + Σ_d x[n, d] w[o, d]              y = x wᵀ + b

dx = dy w            dw = dyᵀ x            db = Σ_n dy

Axes between the first and the last, such as the places of a channels-last map, are more of n.
"""

from __future__ import annotations

from math import prod
from typing import NamedTuple

from cnnlab.ops.arrays import Array, axes, floating, given, same_shape
from cnnlab.shapes import ShapeError


class LinearCache(NamedTuple):
    """What the backward pass needs."""

    x: Array  # (N, ..., D)
    weight: Array  # (O, D)
    bias: bool


def linear(x: Array, weight: Array, bias: Array | None = None) -> tuple[Array, LinearCache]:
    """x (N, ..., D), weight (O, D), bias (O,) → y (N, ..., O).

    Raises ShapeError for types, ranks or sizes that do not fit together.
    """
    floating("linear", x=x, weight=weight, **given(bias=bias))
    if x.ndim < 2:
        axes("linear", "N D", x=x)
    axes("linear", "O D", weight=weight)
    if x.shape[-1] != weight.shape[1]:
        turned, flat = x.shape[-1] == weight.shape[0], prod(x.shape[1:]) == weight.shape[1]
        raise ShapeError(
            "linear: x and weight differ in their inputs",
            expected=f"x (N, {weight.shape[1]}) for weight {weight.shape}",
            got=f"x {x.shape}",
            hint="weight is (outputs, inputs): weight.T"
            if turned
            else ("x.reshape(len(x), -1)" if flat else ""),
        )
    if bias is not None and bias.shape != weight.shape[:1]:
        raise ShapeError(
            "linear: bias has not one number an output",
            expected=f"bias ({weight.shape[0]},)",
            got=f"bias {bias.shape}",
        )
    y = x @ weight.T  # (N, ..., O)
    if bias is not None:
        y += bias
    return y, LinearCache(x, weight, bias is not None)


def linear_backward(dy: Array, cache: LinearCache) -> tuple[Array, Array, Array | None]:
    """dx (N, ..., D), dweight (O, D) and dbias (O,), or None where there was no bias."""
    x, weight, bias = cache
    same_shape("linear_backward", dy, (*x.shape[:-1], len(weight)))
    rows = dy.reshape(-1, len(weight))
    dweight = rows.T @ x.reshape(-1, weight.shape[1])
    return dy @ weight, dweight, rows.sum(axis=0) if bias else None
