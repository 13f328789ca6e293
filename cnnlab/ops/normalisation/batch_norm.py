"""Batch normalisation: every channel gets a mean and a variance that are learned.

    x̂[n, c, ...] = ( x[n, c, ...] - μ[c] ) / √(σ²[c] + ε)
    y[n, c, ...] = γ[c] x̂[n, c, ...] + β[c]

In training μ and σ² are the mean and the (biased) variance of the M numbers that the batch has in
channel c. For use, where a result must not depend on what else is in the batch, running ones are
kept; the variance in them is the unbiased M / (M - 1) σ²:

    running ← (1 - momentum) · running + momentum · the batch's

Backwards, in training, an input moves its channel's mean and variance too:

    dβ[c] = Σ dy            dγ[c] = Σ dy x̂
    dx    = γ / √(σ² + ε) · ( dy - dβ / M - x̂ dγ / M )

and in use, where these are fixed numbers, dx = γ / √(σ² + ε) · dy.

Source: Ioffe and Szegedy 2015, "Batch Normalization: Accelerating Deep Network Training by
Reducing Internal Covariate Shift", arXiv:1502.03167, algorithms 1 and 2.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cnnlab.ops.arrays import Array, same_shape
from cnnlab.ops.lines import Order, combined, moments, products, scaled
from cnnlab.ops.normalisation.checks import precision, with_channels
from cnnlab.ops.settings import fraction, positive
from cnnlab.shapes import ShapeError


class BatchNormCache(NamedTuple):
    """What the backward pass needs, and the running statistics after this batch."""

    x: Array  # (N, C, ...)
    weight: Array | None  # (C,)
    bias: bool
    mean: Array  # (C,), float64
    inverse: Array  # (C,), float64: 1 / √(σ² + ε)
    training: bool
    running_mean: Array | None  # (C,)
    running_var: Array | None  # (C,)


def batch_norm(
    x: Array,
    weight: Array | None = None,
    bias: Array | None = None,
    *,
    running_mean: Array | None = None,
    running_var: Array | None = None,
    training: bool = True,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> tuple[Array, BatchNormCache]:
    """x and y (N, C), (N, C, W) or (N, C, H, W); γ = weight, β = bias and the running ones (C,).

    y lies in memory as x does. The running statistics that are given stay as they are; the new
    ones are in the cache.

    Raises ShapeError for types, ranks or sizes that do not fit together, a batch to train on with
    a single number a channel, or use without running statistics.
    """
    running = {"running_mean": running_mean, "running_var": running_var}
    with_channels("batch_norm", x, weight=weight, bias=bias, **running)
    momentum = fraction(momentum, "momentum", operation="batch_norm")
    eps = positive(eps, "eps", operation="batch_norm")
    missing = [name for name, values in running.items() if values is None]
    if len(missing) == 1 or (missing and not training):
        raise ShapeError(
            "batch_norm: running statistics are missing",
            expected="running_mean and running_var" + (", or neither" if training else ""),
            got=" and ".join(f"{name} = None" for name in missing),
        )
    count = x.size // max(x.shape[1], 1)
    if training and count < 2:
        raise ShapeError(
            "batch_norm: one number has no variance",
            expected="at least two numbers a channel in training",
            got=f"x {x.shape}",
            hint="use a larger batch, or training=False",
        )
    order = Order.of(x)
    lines = order.lines(x.astype(precision(x, weight), copy=False))
    if training or running_mean is None or running_var is None:
        mean, variance = moments(lines, x.shape[1])
    else:
        mean, variance = running_mean.astype(np.float64), running_var.astype(np.float64)
    if training and running_mean is not None and running_var is not None:
        unbiased = variance * count / (count - 1)
        running_mean = _moved(running_mean, mean, momentum)
        running_var = _moved(running_var, unbiased, momentum)
    inverse = 1 / np.sqrt(variance + eps)
    scale = inverse if weight is None else weight * inverse
    shift = (0 if bias is None else bias) - mean * scale
    y = order.array(scaled(lines, scale, shift))
    has_bias = bias is not None
    return y, BatchNormCache(
        x, weight, has_bias, mean, inverse, training, running_mean, running_var
    )


def batch_norm_backward(
    dy: Array, cache: BatchNormCache
) -> tuple[Array, Array | None, Array | None]:
    """dx (N, C, ...), dweight (C,) and dbias (C,), or None for what was not there."""
    x, weight, bias, mean, inverse, training, *_ = cache
    same_shape("batch_norm_backward", dy, x.shape)
    dtype = precision(x, weight)
    order = Order.of(x)
    lines = order.lines(x.astype(dtype, copy=False))
    dlines = order.lines(dy.astype(dtype, copy=False))
    dbias, dweight = products(dlines, lines, mean)  # Σ dy, Σ dy (x - μ)
    dweight *= inverse
    scale = inverse if weight is None else weight * inverse
    if training:
        count = x.size // x.shape[1]
        slope = -scale * inverse * dweight / count
        dlines = combined(dlines, scale, lines, slope, -scale * dbias / count - slope * mean)
    else:
        dlines = scaled(dlines, scale, np.zeros_like(scale))
    return (
        order.array(dlines),
        None if weight is None else dweight.astype(dtype),
        dbias.astype(dtype) if bias else None,
    )


def _moved(running: Array, batch: Array, momentum: float) -> Array:
    """The running statistic, a step closer to the batch's."""
    return ((1 - momentum) * running + momentum * batch).astype(running.dtype)
