"""Wrong answers to exercise 7 that students may well give."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from cnnlab.labs.answers import wrong


def around(x, zeros):
    return np.pad(x, [(0, 0), (0, 0), (zeros, zeros), (zeros, zeros)])


def without(padded, zeros, size):
    return padded[:, :, zeros : zeros + size[0], zeros : zeros + size[1]]


def windows_of(x, kernel, stride, padding):
    windows = sliding_window_view(around(x, padding), kernel, axis=(2, 3))
    return windows[:, :, ::stride, ::stride]


def to_weight(dy, x, weight, stride, padding):
    windows = windows_of(x, weight.shape[2:], stride, padding)
    return np.einsum("nopq,ncpqkl->ockl", dy, windows, optimize=True)


def to_input(dy, x, weight, stride, padding):
    dpadded, (p, q) = np.zeros(around(x, padding).shape), dy.shape[2:]
    for k, l in np.ndindex(*weight.shape[2:]):
        rows, columns = stride * np.arange(p)[:, None] + k, stride * np.arange(q) + l
        dpadded[:, :, rows, columns] += np.einsum("nopq,oc->ncpq", dy, weight[:, :, k, l])
    return without(dpadded, padding, x.shape[2:])


@wrong("conv2d_backward_fast", caught_by="faster_than_loops", hint="nested loops")
def calls_the_loops(dy, x, weight, stride, padding):
    return conv2d_backward(dy, x, weight, stride, padding)


@wrong("conv2d_backward_fast", caught_by="faster_than_loops", hint="nested loops")
def hides_the_loops_in_a_comprehension(dy, x, weight, stride, padding):
    dpadded, (k, l) = np.zeros(around(x, padding).shape), weight.shape[2:]
    for n, o, p, q in np.ndindex(dy.shape):
        i, j = p * stride, q * stride
        dpadded[n, :, i : i + k, j : j + l] += dy[n, o, p, q] * weight[o]
    dx = without(dpadded, padding, x.shape[2:])
    return dx, to_weight(dy, x, weight, stride, padding), dy.sum((0, 2, 3))


@wrong("conv2d_backward_fast", caught_by="rectangles", hint="+= rather than =")
def adds_at_repeated_places_with_a_plus(dy, x, weight, stride, padding):
    (p, q), (k, l) = dy.shape[2:], weight.shape[2:]
    back = np.einsum("nopq,ockl->ncpqkl", dy, weight, optimize=True)
    rows = stride * np.arange(p)[:, None, None, None] + np.arange(k)[:, None]
    columns = stride * np.arange(q)[:, None, None] + np.arange(l)
    dpadded = np.zeros(around(x, padding).shape)
    dpadded[:, :, rows, columns] += back
    dx = without(dpadded, padding, x.shape[2:])
    return dx, to_weight(dy, x, weight, stride, padding), dy.sum((0, 2, 3))


@wrong("conv2d_backward_fast", caught_by="rectangles", hint="a gradient has the shape")
def forgets_to_fold_the_columns_back(dy, x, weight, stride, padding):
    dx = to_input(dy, x, weight, stride, padding)
    return dx.ravel(), to_weight(dy, x, weight, stride, padding), dy.sum((0, 2, 3))


@wrong("conv2d_backward_fast", caught_by="rectangles", hint="right for a single image")
def reshapes_dy_without_a_transpose(dy, x, weight, stride, padding):
    o = dy.shape[1]
    windows = windows_of(x, weight.shape[2:], stride, padding)
    patches = windows.transpose(0, 2, 3, 1, 4, 5).reshape(-1, weight[0].size)
    dweight = (dy.reshape(o, -1) @ patches).reshape(weight.shape)
    return to_input(dy, x, weight, stride, padding), dweight, dy.sum((0, 2, 3))


@wrong("conv2d_backward_fast", caught_by="rectangles", hint="half a turn")
def correlates_dy_with_the_kernel_as_it_is(dy, x, weight, stride, padding):
    (n, o), (h, w), (k, l) = dy.shape[:2], x.shape[2:], weight.shape[2:]
    apart = np.zeros((n, o, h + 2 * padding - k + 1, w + 2 * padding - l + 1))
    apart[:, :, ::stride, ::stride] = dy
    full = np.pad(apart, [(0, 0), (0, 0), (k - 1, k - 1), (l - 1, l - 1)])
    seen = sliding_window_view(full, (k, l), axis=(2, 3))
    dx = np.einsum("nohwkl,ockl->nchw", seen, weight, optimize=True)
    dx = without(dx, padding, (h, w))
    return dx, to_weight(dy, x, weight, stride, padding), dy.sum((0, 2, 3))


@wrong("conv2d_backward_fast", caught_by="rectangles", hint="the stride is not used")
def forgets_the_stride_between_windows(dy, x, weight, stride, padding):
    windows = windows_of(x, weight.shape[2:], 1, padding)[:, :, : dy.shape[2], : dy.shape[3]]
    dweight = np.einsum("nopq,ncpqkl->ockl", dy, windows, optimize=True)
    return to_input(dy, x, weight, stride, padding), dweight, dy.sum((0, 2, 3))


@wrong("conv2d_backward_fast", caught_by="rectangles", hint="ValueError")
def slices_to_the_end_of_the_image(dy, x, weight, stride, padding):
    padded, (k, l) = around(x, padding), weight.shape[2:]
    dpadded = np.zeros_like(padded)
    for i, j in np.ndindex(k, l):
        met = np.s_[:, :, i::stride, j::stride]
        dpadded[met] += np.einsum("nopq,oc->ncpq", dy, weight[:, :, i, j])
    dx = without(dpadded, padding, x.shape[2:])
    return dx, to_weight(dy, x, weight, stride, padding), dy.sum((0, 2, 3))


@wrong("conv2d_backward_fast", caught_by="far_strides", hint="ValueError")
def spreads_dy_without_the_pixels_left_over(dy, x, weight, stride, padding):
    (n, o, p, q), (h, w), (k, l) = dy.shape, x.shape[2:], weight.shape[2:]
    apart = np.zeros((n, o, stride * (p - 1) + 1, stride * (q - 1) + 1))
    apart[:, :, ::stride, ::stride] = dy
    full = np.pad(apart, [(0, 0), (0, 0), (k - 1, k - 1), (l - 1, l - 1)])
    seen = sliding_window_view(full, (k, l), axis=(2, 3))
    dpadded = np.einsum("nohwkl,ockl->nchw", seen, weight[:, :, ::-1, ::-1], optimize=True)
    dx = np.zeros(x.shape)
    dx += without(dpadded, padding, (h, w))
    return dx, to_weight(dy, x, weight, stride, padding), dy.sum((0, 2, 3))


@wrong("conv2d_backward_fast", caught_by="single_everything", hint="expected")
def squeezes_what_is_single(dy, x, weight, stride, padding):
    dx = to_input(dy, x, weight, stride, padding)
    return np.squeeze(dx), to_weight(dy, x, weight, stride, padding), dy.sum((0, 2, 3))


@wrong("conv2d_backward_fast", caught_by="rectangles", hint="turned by half a turn")
def turns_dweight_round(dy, x, weight, stride, padding):
    dweight = to_weight(dy, x, weight, stride, padding)[:, :, ::-1, ::-1]
    return to_input(dy, x, weight, stride, padding), dweight, dy.sum((0, 2, 3))


@wrong("conv2d_backward_fast", caught_by="rectangles", hint="all channels get the same")
def adds_dweight_over_the_channels(dy, x, weight, stride, padding):
    dweight = to_weight(dy, x, weight, stride, padding).sum(axis=1, keepdims=True)
    dweight = np.broadcast_to(dweight, weight.shape)
    return to_input(dy, x, weight, stride, padding), dweight, dy.sum((0, 2, 3))


@wrong("conv2d_backward_fast", caught_by="rectangles", hint="right where all is square")
def unfolds_by_the_outputs_height(dy, x, weight, stride, padding):
    windows = windows_of(x, weight.shape[2:], stride, padding)
    (n, c, p, q, k, l), o = windows.shape, dy.shape[1]
    patches = windows.transpose(0, 3, 2, 1, 4, 5).reshape(n, q * p, c * k * l)
    patches = (
        patches.reshape(n, p, q, -1)
        if p != q
        else windows.transpose(0, 2, 3, 1, 4, 5).reshape(n, p, q, -1)
    )
    dweight = np.einsum("nopq,npqw->ow", dy, patches).reshape(o, c, k, l)
    return to_input(dy, x, weight, stride, padding), dweight, dy.sum((0, 2, 3))
