"""Wrong answers to im2col."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import wrong


@wrong("im2col", caught_by="patches", hint="is the padding used?")
def forgets_the_padding(x, kernel_size, stride, padding, dilation):
    return gathers(x, kernel_size, stride, 0, dilation)


@wrong("im2col", caught_by="patches", hint="is the padding always 1 here?")
def pads_by_one(x, kernel_size, stride, padding, dilation):
    return gathers(x, kernel_size, stride, 1 if padding else 0, dilation)


@wrong("im2col", caught_by="patches", hint="is the stride used?")
def forgets_the_stride(x, kernel_size, stride, padding, dilation):
    return gathers(x, kernel_size, 1, padding, dilation)


@wrong("im2col", caught_by="patches_by_hand", hint="not by its own height")
def moves_on_by_the_window(x, kernel_size, stride, padding, dilation):
    return gathers(x, kernel_size, kernel_size[0], padding, dilation)


@wrong("im2col", caught_by="patches", hint="is the dilation used?")
def forgets_the_dilation(x, kernel_size, stride, padding, dilation):
    return gathers(x, kernel_size, stride, padding, 1)


@wrong("im2col", caught_by="patches", hint="Q columns further on, not P")
def counts_places_by_the_height(x, kernel_size, stride, padding, dilation):
    (n_, c_), (k_, l_) = x.shape[:2], kernel_size
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    p_ = output_size(x.shape[2], k_, stride, padding, dilation)
    q_ = output_size(x.shape[3], l_, stride, padding, dilation)
    columns = np.zeros((n_, c_ * k_ * l_, p_ * q_))
    for p in range(p_):
        for q in range(q_):
            i, j = p * stride, q * stride
            patch = padded[:, :, i : i + dilation * k_ : dilation, j : j + dilation * l_ : dilation]
            columns[:, :, p * p_ + q] = patch.reshape(n_, -1)
    return columns


@wrong("im2col", caught_by="patches_by_hand", hint="these are exchanged")
def makes_rows_of_patches(x, kernel_size, stride, padding, dilation):
    return gathers(x, kernel_size, stride, padding, dilation).swapaxes(1, 2)


@wrong("im2col", caught_by="patches", hint="go channel by channel")
def puts_the_channels_last(x, kernel_size, stride, padding, dilation):
    columns = gathers(x, kernel_size, stride, padding, dilation)
    n, _, places = columns.shape
    each = columns.reshape(n, x.shape[1], *kernel_size, places)
    return each.transpose(0, 2, 3, 1, 4).reshape(columns.shape)


@wrong("im2col", caught_by="patches_by_hand", hint="go row by row")
def reads_kernels_down_the_columns(x, kernel_size, stride, padding, dilation):
    columns = gathers(x, kernel_size, stride, padding, dilation)
    n, _, places = columns.shape
    each = columns.reshape(n, x.shape[1], *kernel_size, places)
    return each.swapaxes(2, 3).reshape(columns.shape)


@wrong("im2col", caught_by="patches", hint="place by place along a row")
def reads_places_down_the_columns(x, kernel_size, stride, padding, dilation):
    columns = gathers(x, kernel_size, stride, padding, dilation)
    q = output_size(x.shape[3], kernel_size[1], stride, padding, dilation)
    each = columns.reshape(*columns.shape[:2], -1, q)
    return each.swapaxes(2, 3).reshape(columns.shape)


@wrong("im2col", caught_by="patches", hint="transpose before you reshape")
def reshapes_the_windows(x, kernel_size, stride, padding, dilation):
    right = gathers(x, kernel_size, stride, padding, dilation)
    (k, l), d = kernel_size, dilation
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    reach = (d * (k - 1) + 1, d * (l - 1) + 1)
    windows = np.lib.stride_tricks.sliding_window_view(padded, reach, axis=(2, 3))
    return windows[:, :, ::stride, ::stride, ::d, ::d].reshape(right.shape)


@wrong("im2col", caught_by="patches", hint="stand side by side")
def sets_the_images_side_by_side(x, kernel_size, stride, padding, dilation):
    columns = gathers(x, kernel_size, stride, padding, dilation)
    return columns.transpose(1, 0, 2).reshape(columns.shape[1], -1)


@wrong("im2col", caught_by="patches", hint="the loops must run over the padded image")
def ends_where_the_image_ends(x, kernel_size, stride, padding, dilation):
    (n, _, h, w), (k, l), d = x.shape, kernel_size, dilation
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    q_ = output_size(w, l, stride, padding, d)
    columns = np.zeros_like(gathers(x, kernel_size, stride, padding, d))
    for i in range(0, h - d * (k - 1), stride):
        for j in range(0, w - d * (l - 1), stride):
            patch = padded[:, :, i : i + d * (k - 1) + 1 : d, j : j + d * (l - 1) + 1 : d]
            columns[:, :, i // stride * q_ + j // stride] = patch.reshape(n, -1)
    return columns


@wrong("im2col", caught_by="patches", hint="are height and width exchanged somewhere?")
def exchanges_the_outputs(x, kernel_size, stride, padding, dilation):
    (n_, c_, h, w), (k_, l_), s, d = x.shape, kernel_size, stride, dilation
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    q_, p_ = output_size(h, k_, s, padding, d), output_size(w, l_, s, padding, d)
    columns = np.zeros((n_, c_, k_, l_, p_, q_))
    for p in range(p_):
        for q in range(q_):
            i, j = p * s, q * s
            columns[..., p, q] = padded[:, :, i : i + d * k_ : d, j : j + d * l_ : d]
    return columns.reshape(n_, c_ * k_ * l_, -1)


@wrong("im2col", caught_by="patches_with_everything", hint="repeats the edge")
def repeats_the_edge(x, kernel_size, stride, padding, dilation):
    if stride == 1 or padding == 0:
        return gathers(x, kernel_size, stride, padding, dilation)
    wide = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)), "edge")
    return gathers(wide, kernel_size, stride, 0, dilation)


@wrong("im2col", caught_by="patches", hint="changes its input")
def clears_the_frame_of_the_image(x, kernel_size, stride, padding, dilation):
    columns = gathers(x, kernel_size, stride, padding, dilation)
    x[:, :, 0] = 0
    return columns


@wrong("im2col", caught_by="patches", hint="pad height and width alone")
def pads_every_axis(x, kernel_size, stride, padding, dilation):
    (k_, l_), d = kernel_size, dilation
    padded = np.pad(x, padding)
    p_ = output_size(x.shape[2], k_, stride, padding, d)
    q_ = output_size(x.shape[3], l_, stride, padding, d)
    columns = np.zeros((len(x), x.shape[1] * k_ * l_, p_ * q_))
    for n, p, q in np.ndindex(len(x), p_, q_):
        i, j = p * stride, q * stride
        columns[n, :, p * q_ + q] = padded[n, :, i : i + d * k_ : d, j : j + d * l_ : d].ravel()
    return columns


@wrong("im2col", caught_by="patches", hint="count it once")
def counts_the_padding_twice(x, kernel_size, stride, padding, dilation):
    wide = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    return gathers(wide, kernel_size, stride, padding, dilation)


def gathers(x, kernel_size, stride, padding, dilation):
    (n, c), (k, l), d = x.shape[:2], kernel_size, dilation
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    reach = (d * (k - 1) + 1, d * (l - 1) + 1)
    windows = np.lib.stride_tricks.sliding_window_view(padded, reach, axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride, ::d, ::d]
    return windows.transpose(0, 1, 4, 5, 2, 3).reshape(n, c * k * l, -1)


def output_size(m, k, s=1, p=0, d=1):
    return (m + 2 * p - d * (k - 1) - 1) // s + 1
