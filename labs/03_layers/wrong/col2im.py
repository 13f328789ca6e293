"""Wrong answers to col2im."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import wrong


@wrong("col2im", caught_by="overlaps", hint="= instead of +=")
def assigns_patch_after_patch(columns, image_size, kernel_size, stride, padding, dilation):
    (h, w), (k, l), s, d = image_size, kernel_size, stride, dilation
    p_, q_ = output_size(h, k, s, padding, d), output_size(w, l, s, padding, d)
    parts = columns.reshape(len(columns), -1, k, l, p_, q_)
    image = np.zeros((*parts.shape[:2], h + 2 * padding, w + 2 * padding))
    for p, q in np.ndindex(p_, q_):
        i, j = p * s, q * s
        image[:, :, i : i + d * k : d, j : j + d * l : d] = parts[..., p, q]
    return image[:, :, padding : padding + h, padding : padding + w]


@wrong("col2im", caught_by="overlaps", hint="= keeps the last of them")
def assigns_weight_after_weight(columns, image_size, kernel_size, stride, padding, dilation):
    return spreads(columns, image_size, kernel_size, stride, padding, dilation, add=False)


@wrong("col2im", caught_by="overlaps", hint="is the mean taken where patches overlap?")
def averages_where_patches_overlap(columns, image_size, kernel_size, stride, padding, dilation):
    image = spreads(columns, image_size, kernel_size, stride, padding, dilation)
    ones = np.ones_like(columns)
    counts = spreads(ones, image_size, kernel_size, stride, padding, dilation)
    return image / np.maximum(counts, 1)


@wrong("col2im", caught_by="pads_and_strides", hint="the frame of padding is still there")
def keeps_the_frame(columns, image_size, kernel_size, stride, padding, dilation):
    wide = [size + 2 * padding for size in image_size]
    return spreads(columns, wide, kernel_size, stride, 0, dilation)


@wrong("col2im", caught_by="pads_and_strides", hint="the wrong part is cut out")
def cuts_at_the_end_only(columns, image_size, kernel_size, stride, padding, dilation):
    wide = [size + 2 * padding for size in image_size]
    image = spreads(columns, wide, kernel_size, stride, 0, dilation)
    return image[:, :, : image_size[0], : image_size[1]]


@wrong("col2im", caught_by="overlaps", hint="does a slice end at -0")
def cuts_by_negative_indices(columns, image_size, kernel_size, stride, padding, dilation):
    wide = [size + 2 * padding for size in image_size]
    image = spreads(columns, wide, kernel_size, stride, 0, dilation)
    return image[:, :, padding:-padding, padding:-padding]


@wrong("col2im", caught_by="overlaps", hint="the rows go channel by channel")
def reads_the_channels_last(columns, image_size, kernel_size, stride, padding, dilation):
    n, _, places = columns.shape
    k, l = kernel_size
    each = columns.reshape(n, k * l, -1, places).swapaxes(1, 2).reshape(columns.shape)
    return spreads(each, image_size, kernel_size, stride, padding, dilation)


@wrong("col2im", caught_by="overlaps", hint="weights go row by row")
def reads_the_kernel_down_the_columns(columns, image_size, kernel_size, stride, padding, dilation):
    n, _, places = columns.shape
    k, l = kernel_size
    each = columns.reshape(n, -1, l, k, places).swapaxes(2, 3).reshape(columns.shape)
    return spreads(each, image_size, kernel_size, stride, padding, dilation)


@wrong("col2im", caught_by="overlaps", hint="place by place along a row of outputs")
def reads_places_down_the_columns(columns, image_size, kernel_size, stride, padding, dilation):
    q = output_size(image_size[1], kernel_size[1], stride, padding, dilation)
    each = columns.reshape(*columns.shape[:2], q, -1).swapaxes(2, 3).reshape(columns.shape)
    return spreads(each, image_size, kernel_size, stride, padding, dilation)


@wrong("col2im", caught_by="pads_and_strides", hint="right at stride 1")
def scatters_without_the_stride(columns, image_size, kernel_size, stride, padding, dilation):
    (h, w), (k, l), s, d = image_size, kernel_size, stride, dilation
    p_, q_ = output_size(h, k, s, padding, d), output_size(w, l, s, padding, d)
    parts = columns.reshape(len(columns), -1, k, l, p_, q_)
    image = np.zeros((*parts.shape[:2], h + 2 * padding, w + 2 * padding))
    for p, q in np.ndindex(p_, q_):
        image[:, :, p : p + d * k : d, q : q + d * l : d][..., :k, :l] += parts[..., p, q]
    return image[:, :, padding : padding + h, padding : padding + w]


@wrong("col2im", caught_by="pads_and_strides", hint="without dilation")
def forgets_the_dilation(columns, image_size, kernel_size, stride, padding, dilation):
    (h, w), (k, l), s, d = image_size, kernel_size, stride, dilation
    p_, q_ = output_size(h, k, s, padding, d), output_size(w, l, s, padding, d)
    parts = columns.reshape(len(columns), -1, k, l, p_, q_)
    image = np.zeros((*parts.shape[:2], h + 2 * padding, w + 2 * padding))
    for p, q in np.ndindex(p_, q_):
        image[:, :, p * s : p * s + k, q * s : q * s + l] += parts[..., p, q]
    return image[:, :, padding : padding + h, padding : padding + w]


@wrong("col2im", caught_by="columns_with_everything", hint="right without padding")
def pads_before_it_dilates(columns, image_size, kernel_size, stride, padding, dilation):
    if padding and dilation > 1:
        columns = columns[:, ::-1]
    return spreads(columns, image_size, kernel_size, stride, padding, dilation)


@wrong("col2im", caught_by="overlaps", hint="Q further on, not P")
def counts_places_by_their_height(columns, image_size, kernel_size, stride, padding, dilation):
    (h, w), (k, l), s, d = image_size, kernel_size, stride, dilation
    p_, q_ = output_size(h, k, s, padding, d), output_size(w, l, s, padding, d)
    n, rows, _ = columns.shape
    image = np.zeros((n, rows // (k * l), h + 2 * padding, w + 2 * padding))
    for p, q in np.ndindex(p_, q_):
        patch = columns[:, :, p * p_ + q].reshape(n, -1, k, l)
        image[:, :, p * s : p * s + d * k : d, q * s : q * s + d * l : d] += patch
    return image[:, :, padding : padding + h, padding : padding + w]


@wrong("col2im", caught_by="columns_with_everything", hint="the frame of padding is still there")
def keeps_the_frame_at_stride_three(columns, image_size, kernel_size, stride, padding, dilation):
    if stride < 3:
        return spreads(columns, image_size, kernel_size, stride, padding, dilation)
    wide = [size + 2 * padding for size in image_size]
    return spreads(columns, wide, kernel_size, stride, 0, dilation)


def spreads(columns, image_size, kernel_size, stride, padding, dilation, add=True):
    (h, w), (k_, l_), s, d = image_size, kernel_size, stride, dilation
    p_, q_ = output_size(h, k_, s, padding, d), output_size(w, l_, s, padding, d)
    parts = columns.reshape(len(columns), -1, k_, l_, p_, q_)
    image = np.zeros((*parts.shape[:2], h + 2 * padding, w + 2 * padding))
    for k, l in np.ndindex(k_, l_):
        places = image[:, :, k * d :: s, l * d :: s][:, :, :p_, :q_]
        places[:] = places * add + parts[:, :, k, l]
    return image[:, :, padding : padding + h, padding : padding + w]


def output_size(m, k, s=1, p=0, d=1):
    return (m + 2 * p - d * (k - 1) - 1) // s + 1
