"""Group normalisation: the channels of an image, in groups, are measured together.

    x̂[n, c, ...] = ( x[n, c, ...] - μ[n, g] ) / √(σ²[n, g] + ε)        c in group g
    y[n, c, ...] = γ[c] x̂[n, c, ...] + β[c]

μ and σ² (biased) are those of the M = C/G · H · W numbers of the group in one image. Nothing
depends on the rest of the batch, in training or in use. One group is all of the image; as many
groups as channels is instance normalisation.

Backwards, an input moves the mean and the variance of its group:

    dβ[c] = Σ dy            dγ[c] = Σ dy x̂
    dx    = ( γ dy - Σ_g γ dy / M - x̂ Σ_g γ dy x̂ / M ) / √(σ² + ε)

Source: Wu and He 2018, "Group Normalization", arXiv:1803.08494.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cnnlab.ops.arrays import Array, same_shape
from cnnlab.ops.lines import Order, combined, moments, products, scaled
from cnnlab.ops.normalisation.checks import precision, with_channels
from cnnlab.ops.settings import positive
from cnnlab.shapes import ShapeError, is_whole


class GroupNormCache(NamedTuple):
    """What the backward pass needs."""

    x: Array  # (N, C, ...)
    weight: Array | None  # (C,)
    bias: bool
    mean: Array  # (N, C), float64: each channel has its group's
    inverse: Array  # (N, C), float64: 1 / √(σ² + ε)
    groups: int


def group_norm(
    x: Array,
    num_groups: int,
    weight: Array | None = None,
    bias: Array | None = None,
    *,
    eps: float = 1e-5,
) -> tuple[Array, GroupNormCache]:
    """x and y (N, C, ...), alike in memory; γ = weight and β = bias (C,).

    Raises ShapeError for types, ranks or sizes that do not fit together, or channels that cannot
    be divided into these groups.
    """
    with_channels("group_norm", x, weight=weight, bias=bias)
    eps = positive(eps, "eps", operation="group_norm")
    n, c = x.shape[:2]
    if not is_whole(num_groups) or num_groups < 1 or c % num_groups:
        raise ShapeError(
            "group_norm: the channels cannot be divided into these groups",
            expected=f"num_groups ≥ 1 that divide the {c} channels",
            got=f"num_groups = {num_groups!r}",
        )
    order = Order.of(x, by_image=True)
    images = _images(order, x.astype(precision(x, weight), copy=False))
    each = [moments(image, c) for image in images]
    means, variances = np.array(each).reshape(n, 2, num_groups, c // num_groups).swapaxes(0, 1)
    mean = means.mean(axis=2, keepdims=True)
    variance = (variances + (means - mean) ** 2).mean(axis=2, keepdims=True)
    mean = _for_channels(mean, c)
    inverse = _for_channels(1 / np.sqrt(variance + eps), c)
    scale = inverse if weight is None else weight * inverse  # (N, C)
    shift = (0 if bias is None else bias) - mean * scale
    y = np.empty_like(images)
    for i in range(n):
        scaled(images[i], scale[i], shift[i], out=y[i])
    cache = GroupNormCache(x, weight, bias is not None, mean, inverse, num_groups)
    return order.array(y), cache


def group_norm_backward(
    dy: Array, cache: GroupNormCache
) -> tuple[Array, Array | None, Array | None]:
    """dx (N, C, ...), dweight (C,) and dbias (C,), or None for what was not there."""
    x, weight, bias, mean, inverse, groups = cache
    same_shape("group_norm_backward", dy, x.shape)
    dtype, order, (n, c) = precision(x, weight), Order.of(x, by_image=True), x.shape[:2]
    images = _images(order, x.astype(dtype, copy=False))
    dimages = _images(order, dy.astype(dtype, copy=False))
    each = [products(dimages[i], images[i], mean[i]) for i in range(n)]
    upstream, aligned = np.array(each).reshape(n, 2, c).swapaxes(0, 1)  # (N, C)
    aligned = aligned * inverse  # Σ dy x̂
    learned = np.ones(c) if weight is None else weight
    count = x[:1].size // groups
    level, slope = (  # Σ_g γ dy / M and Σ_g γ dy x̂ / M
        _for_channels(
            (learned * sums).reshape(n, groups, c // groups).sum(axis=2, keepdims=True), c
        )
        / count
        for sums in (upstream, aligned)
    )
    of_dy, of_x = learned * inverse, -slope * inverse**2
    shift = -level * inverse - of_x * mean
    dx = np.empty_like(images)
    for i in range(n):
        combined(dimages[i], of_dy[i], images[i], of_x[i], shift[i], out=dx[i])
    return (
        order.array(dx),
        None if weight is None else aligned.sum(axis=0).astype(dtype),
        upstream.sum(axis=0).astype(dtype) if bias else None,
    )


def _images(order: Order, x: Array) -> Array:
    """The lines of each image: (N, A/N, D, L)."""
    lines, n = order.lines(x), len(x)
    return lines.reshape(n, len(lines) // max(n, 1), *lines.shape[1:])


def _for_channels(values: Array, channels: int) -> Array:
    """A number for each group, (N, G, 1), as one for each of its channels: (N, C)."""
    n, groups, _ = values.shape
    return values.repeat(channels // groups, axis=2).reshape(n, channels)
