"""Right answers to conv_einsum."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import right


@right("conv_einsum")
def numbers_for_letters(x, weight, bias):
    windows = np.lib.stride_tricks.sliding_window_view(x, weight.shape[2:], axis=(2, 3))
    result = np.einsum(windows, [0, 1, 2, 3, 4, 5], weight, [6, 1, 4, 5], [0, 6, 2, 3])
    return result + bias.reshape(1, -1, 1, 1)


@right("conv_einsum")
def all_three_axes_of_a_filter(x, weight, bias):
    windows = np.lib.stride_tricks.sliding_window_view(x, weight.shape[1:], (1, 2, 3))[:, 0]
    return (np.einsum("npqckl,ockl->npqo", windows, weight) + bias).transpose(0, 3, 1, 2)


@right("conv_einsum")
def strides_by_hand(x, weight, bias):
    x = np.ascontiguousarray(x, dtype=np.float32)
    (n, c, h, w), (k, l) = x.shape, weight.shape[2:]
    a, b, i, j = x.strides
    shape, steps = (n, c, h - k + 1, w - l + 1, k, l), (a, b, i, j, i, j)
    windows = np.lib.stride_tricks.as_strided(x, shape, steps)
    return np.einsum("ncpqkl, ockl -> nopq", windows, weight, optimize=True) + bias[:, None, None]


@right("conv_einsum")
def the_bias_inside_the_sum(x, weight, bias):
    k, l = weight.shape[2:]
    windows = np.lib.stride_tricks.sliding_window_view(x, (k, l), axis=(2, 3))
    columns = np.concatenate(
        [windows.transpose(0, 2, 3, 1, 4, 5).reshape(*np.shape(windows)[:1], -1, weight[0].size)]
    )
    ones = np.ones((*columns.shape[:2], 1))
    table = np.concatenate([columns, ones], axis=2)
    rows = np.concatenate([weight.reshape(len(weight), -1), bias[:, None]], axis=1)
    return np.einsum("nai,oi->noa", table, rows).reshape(len(x), len(weight), *windows.shape[2:4])


@right("conv_einsum")
def calls_the_loops(x, weight, bias):
    return conv_volume(x, weight, bias)
