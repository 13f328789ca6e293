"""The normalisations by their definitions. Names, shapes and defaults are those of ``cnnlab.ops``.

They differ in one thing only: which numbers share a mean and a variance. Each says it as a list of
places in x, and ``_normalised`` does the same to the numbers at each of them.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from cnnlab.ops.arrays import Array

Places = list[tuple[Any, ...]]  # what picks each set of numbers out of x


def batch_norm(
    x: Array,
    weight: Array | None = None,
    bias: Array | None = None,
    *,
    running_mean: Array | None = None,
    running_var: Array | None = None,
    training: bool = True,
    eps: float = 1e-5,
) -> Array:
    """y (N, C, ...): the numbers of a channel are a set, or the running statistics stand for it."""
    if training or running_mean is None or running_var is None:
        return _learned(_normalised(x, _channels(x), eps), weight, bias)
    xhat = np.zeros_like(x)
    for at in np.ndindex(x.shape):
        xhat[at] = (x[at] - running_mean[at[1]]) / math.sqrt(running_var[at[1]] + eps)
    return _learned(xhat, weight, bias)


def running_statistics(
    x: Array, running_mean: Array, running_var: Array, *, momentum: float = 0.1
) -> tuple[Array, Array]:
    """What batch normalisation remembers after a batch x: the new mean and variance, (C,) each."""
    mean, var = np.zeros_like(running_mean), np.zeros_like(running_var)
    for c, place in enumerate(_channels(x)):
        numbers = [float(number) for number in x[place].flat]
        centre = sum(numbers) / len(numbers)
        unbiased = sum((number - centre) ** 2 for number in numbers) / (len(numbers) - 1)
        mean[c] = (1 - momentum) * running_mean[c] + momentum * centre
        var[c] = (1 - momentum) * running_var[c] + momentum * unbiased
    return mean, var


def batch_norm_backward(
    dy: Array,
    x: Array,
    weight: Array | None = None,
    *,
    running_mean: Array | None = None,
    running_var: Array | None = None,
    training: bool = True,
    eps: float = 1e-5,
) -> tuple[Array, Array, Array]:
    """dx, dweight, dbias."""
    xhat = batch_norm(
        x, running_mean=running_mean, running_var=running_var, training=training, eps=eps
    )
    dxhat = _learned(dy, weight, None)
    if training or running_var is None:
        dx = _normalised_backward(dxhat, x, _channels(x), eps)
    else:
        dx = np.zeros_like(x)
        for at in np.ndindex(x.shape):
            dx[at] = dxhat[at] / math.sqrt(running_var[at[1]] + eps)
    return dx, *_learned_backward(dy, xhat)


def group_norm(
    x: Array,
    num_groups: int,
    weight: Array | None = None,
    bias: Array | None = None,
    *,
    eps: float = 1e-5,
) -> Array:
    """y (N, C, ...): the numbers of a group of channels in one image are a set."""
    return _learned(_normalised(x, _groups(x, num_groups), eps), weight, bias)


def group_norm_backward(
    dy: Array, x: Array, num_groups: int, weight: Array | None = None, *, eps: float = 1e-5
) -> tuple[Array, Array, Array]:
    """dx, dweight, dbias."""
    sets = _groups(x, num_groups)
    dx = _normalised_backward(_learned(dy, weight, None), x, sets, eps)
    return dx, *_learned_backward(dy, _normalised(x, sets, eps))


def layer_norm(
    x: Array,
    normalized_shape: tuple[int, ...],
    weight: Array | None = None,
    bias: Array | None = None,
    *,
    eps: float = 1e-5,
) -> Array:
    """y of x's shape: the numbers of the last axes, ``normalized_shape``, are a set."""
    y = _normalised(x, _rows(x, normalized_shape), eps)
    for row in _rows(x, normalized_shape):
        for d in np.ndindex(*normalized_shape):
            factor, term = (None if v is None else v[d] for v in (weight, bias))
            at = row + d
            y[at] = y[at] * (1 if factor is None else factor) + (0 if term is None else term)
    return y


def layer_norm_backward(
    dy: Array,
    x: Array,
    normalized_shape: tuple[int, ...],
    weight: Array | None = None,
    *,
    eps: float = 1e-5,
) -> tuple[Array, Array, Array]:
    """dx, dweight, dbias."""
    rows = _rows(x, normalized_shape)
    xhat, dxhat = _normalised(x, rows, eps), np.zeros_like(dy)
    dweight, dbias = np.zeros(normalized_shape, dy.dtype), np.zeros(normalized_shape, dy.dtype)
    for row in rows:
        for d in np.ndindex(*normalized_shape):
            dxhat[row + d] = dy[row + d] * (1 if weight is None else weight[d])
            dweight[d] += dy[row + d] * xhat[row + d]
            dbias[d] += dy[row + d]
    return _normalised_backward(dxhat, x, rows, eps), dweight, dbias


def _channels(x: Array) -> Places:
    return [(slice(None), c) for c in range(x.shape[1])]


def _groups(x: Array, num_groups: int) -> Places:
    size = x.shape[1] // num_groups
    firsts = range(0, x.shape[1], size)
    return [(n, slice(first, first + size)) for n in range(len(x)) for first in firsts]


def _rows(x: Array, normalized_shape: tuple[int, ...]) -> Places:
    return list(np.ndindex(*x.shape[: x.ndim - len(normalized_shape)]))


def _normalised(x: Array, sets: Places, eps: float) -> Array:
    """Each set of numbers less its mean, over the root of its biased variance and ``eps``."""
    xhat = np.zeros_like(x)
    for place in sets:
        xhat[place] = _standard(x[place], eps)[0]
    return xhat


def _normalised_backward(dxhat: Array, x: Array, sets: Places, eps: float) -> Array:
    """dx_i = Σ_j dx̂_j · ∂x̂_j/∂x_i, with ∂x̂_j/∂x_i = ( [i = j] - 1/M - x̂_i x̂_j / M ) / √(σ² + ε)."""
    dx = np.zeros_like(x)
    for place in sets:
        xhat, root = _standard(x[place], eps)
        upstream, back = dxhat[place], np.zeros_like(xhat)
        for i in np.ndindex(xhat.shape):
            for j in np.ndindex(xhat.shape):
                slope = ((i == j) - 1 / xhat.size - xhat[i] * xhat[j] / xhat.size) / root
                back[i] += upstream[j] * slope
        dx[place] = back
    return dx


def _standard(numbers: Array, eps: float) -> tuple[Array, float]:
    """The numbers with mean 0 and variance 1, and what they were divided by."""
    mean = sum(float(number) for number in numbers.flat) / numbers.size
    variance = sum((float(number) - mean) ** 2 for number in numbers.flat) / numbers.size
    root = math.sqrt(variance + eps)
    return (numbers - mean) / root, root


def _learned(xhat: Array, weight: Array | None, bias: Array | None) -> Array:
    """x̂ times its channel's weight, plus its channel's bias."""
    y = np.zeros_like(xhat)
    for at in np.ndindex(xhat.shape):
        factor, term = (None if v is None else v[at[1]] for v in (weight, bias))
        y[at] = xhat[at] * (1 if factor is None else factor) + (0 if term is None else term)
    return y


def _learned_backward(dy: Array, xhat: Array) -> tuple[Array, Array]:
    """dweight and dbias, (C,) each."""
    dweight, dbias = np.zeros(dy.shape[1], dy.dtype), np.zeros(dy.shape[1], dy.dtype)
    for at in np.ndindex(dy.shape):
        dweight[at[1]] += dy[at] * xhat[at]
        dbias[at[1]] += dy[at]
    return dweight, dbias
