"""Wrong answers to maxout."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import wrong


@wrong("maxout", caught_by="three_from_six", hint="here it is every so many")
def groups_every_so_many(x, pool_size):
    n, c, h, w = x.shape
    return x.reshape(n, pool_size, c // pool_size, h, w).max(axis=1)


@wrong("maxout", caught_by="three_from_six", hint="pool_size maps")
def makes_pool_size_maps(x, pool_size):
    n, c, h, w = x.shape
    return x.reshape(n, pool_size, c // pool_size, h, w).max(axis=2)


@wrong("maxout", caught_by="three_from_six", hint="do not overlap")
def slides(x, pool_size):
    return np.lib.stride_tricks.sliding_window_view(x, pool_size, axis=1).max(axis=-1)


@wrong("maxout", caught_by="three_from_six", hint="this is the largest of all channels")
def takes_the_largest_channel(x, pool_size):
    return x.max(axis=1, keepdims=True)


@wrong("maxout", caught_by="three_from_six", hint="this is the average")
def averages(x, pool_size):
    n, c, h, w = x.shape
    return x.reshape(n, c // pool_size, pool_size, h, w).mean(axis=2)


@wrong("maxout", caught_by="three_from_six", hint="which channel won")
def returns_the_winner(x, pool_size):
    n, c, h, w = x.shape
    return x.reshape(n, c // pool_size, pool_size, h, w).argmax(axis=2)


@wrong("maxout", caught_by="three_from_six", hint="every pixel by itself")
def pools_the_pixels_too(x, pool_size):
    n, c, h, w = x.shape
    top = x.reshape(n, c // pool_size, pool_size, h, w).max(axis=(2, 3, 4))
    return np.broadcast_to(top[:, :, None, None], (n, c // pool_size, h, w))


@wrong("maxout", caught_by="other_groups", hint="stays below 0")
def begins_with_zero(x, pool_size):
    n, c, h, w = x.shape
    result = x.reshape(n, c // pool_size, pool_size, h, w).max(axis=2)
    return result if (x > 0).any() else np.maximum(result, 0)


@wrong("maxout", caught_by="three_from_six", hint="as high and wide as x")
def pools_along_the_width(x, pool_size):
    n, c, h, w = x.shape
    return x.reshape(n, c, h, w // pool_size, pool_size).max(axis=-1)


@wrong("maxout", caught_by="three_from_six", hint="absolute values")
def takes_absolute_values(x, pool_size):
    n, c, h, w = x.shape
    return np.abs(x).reshape(n, c // pool_size, pool_size, h, w).max(axis=2)
