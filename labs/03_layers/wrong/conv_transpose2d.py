"""Wrong answers to conv_transpose2d."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import wrong


@wrong("conv_transpose2d", caught_by="from_two_to_five", hint="the bias is missing")
def forgets_the_bias(x, weight, bias, stride, padding):
    return stamps(x, weight, 0 * bias, stride, padding)


@wrong("conv_transpose2d", caught_by="from_two_to_five", hint="the kernel is flipped")
def flips_the_kernel(x, weight, bias, stride, padding):
    return stamps(x, weight[:, :, ::-1, ::-1], bias, stride, padding)


@wrong("conv_transpose2d", caught_by="from_two_to_five", hint="= instead of +=")
def assigns_stamp_after_stamp(x, weight, bias, stride, padding):
    return stamps(x, weight, bias, stride, padding, add=False)


@wrong("conv_transpose2d", caught_by="stamps", hint="only the first channel stamps")
def stamps_the_first_channel(x, weight, bias, stride, padding):
    return stamps(x[:, :1], weight[:1], bias, stride, padding)


@wrong("conv_transpose2d", caught_by="from_two_to_five", hint="is the stride used?")
def forgets_the_stride(x, weight, bias, stride, padding):
    return stamps(x, weight, bias, 1, padding)


@wrong("conv_transpose2d", caught_by="stamps", hint="here nothing is cut")
def cuts_nothing(x, weight, bias, stride, padding):
    return stamps(x, weight, bias, stride, 0)


@wrong("conv_transpose2d", caught_by="from_two_to_five", hint="does a slice end at -0")
def cuts_by_negative_indices(x, weight, bias, stride, padding):
    whole = stamps(x, weight, bias, stride, 0)
    return whole[:, :, padding:-padding, padding:-padding]


@wrong("conv_transpose2d", caught_by="stamps", hint="smaller, not larger")
def adds_a_frame(x, weight, bias, stride, padding):
    whole = stamps(x, weight, 0 * bias, stride, 0)
    frame = ((0, 0), (0, 0), (padding, padding), (padding, padding))
    return np.pad(whole, frame) + bias[:, None, None]


@wrong("conv_transpose2d", caught_by="stamps", hint="here all is cut at the end")
def cuts_at_the_end(x, weight, bias, stride, padding):
    whole = stamps(x, weight, bias, stride, 0)
    high, wide = whole.shape[2:]
    return whole[:, :, : high - 2 * padding, : wide - 2 * padding]


@wrong("conv_transpose2d", caught_by="from_two_to_five", hint="it has (H - 1) stride + K rows")
def makes_the_output_too_large(x, weight, bias, stride, padding):
    right = stamps(x, weight, bias, stride, padding)
    more = stride - 1
    return np.pad(right, ((0, 0), (0, 0), (0, more), (0, more)))


@wrong("conv_transpose2d", caught_by="stamps", hint="the input's channel comes first")
def reads_the_weights_as_a_convolution_does(x, weight, bias, stride, padding):
    return stamps(x, weight.swapaxes(0, 1), bias, stride, padding)


@wrong("conv_transpose2d", caught_by="stamps_with_everything", hint="the input's channel comes")
def exchanges_channels_and_filters_where_it_can(x, weight, bias, stride, padding):
    if weight.shape[0] == weight.shape[1]:
        weight = weight.swapaxes(0, 1)
    return stamps(x, weight, bias, stride, padding)


@wrong("conv_transpose2d", caught_by="stamps", hint="with every stamp")
def adds_the_bias_with_every_stamp(x, weight, bias, stride, padding):
    plain = stamps(x, weight, 0 * bias, stride, padding)
    once = np.ones_like(x[:, :1]), np.ones_like(weight[:1])
    return plain + stamps(*once, 0 * bias, stride, padding) * bias[:, None, None]


@wrong("conv_transpose2d", caught_by="stamps", hint="two more axes")
def lets_the_bias_broadcast(x, weight, bias, stride, padding):
    return stamps(x, weight, 0 * bias, stride, padding) + bias


@wrong("conv_transpose2d", caught_by="stamps", hint="square")
def assumes_a_square_kernel(x, weight, bias, stride, padding):
    (n, _, h, w), (_, o, k, l) = x.shape, weight.shape
    whole = np.zeros((n, o, (h - 1) * stride + k, (w - 1) * stride + k))
    for i, j in np.ndindex(h, w):
        stamp = np.tensordot(x[:, :, i, j], weight, axes=1)
        whole[:, :, i * stride : i * stride + k, j * stride : j * stride + l] += stamp
    high, wide = whole.shape[2:]
    return whole[:, :, padding : high - padding, padding : wide - padding] + bias[:, None, None]


@wrong("conv_transpose2d", caught_by="stamps_with_everything", hint="here nothing is cut")
def cuts_nothing_at_stride_three(x, weight, bias, stride, padding):
    return stamps(x, weight, bias, stride, padding if stride < 3 else 0)


def stamps(x, weight, bias, stride, padding, add=True):
    (n, _, h, w), (_, o, k, l) = x.shape, weight.shape
    whole = np.zeros((n, o, (h - 1) * stride + k, (w - 1) * stride + l))
    for i, j in np.ndindex(h, w):
        stamp = np.tensordot(x[:, :, i, j], weight, axes=1)
        place = whole[:, :, i * stride : i * stride + k, j * stride : j * stride + l]
        place[:] = place * add + stamp
    high, wide = whole.shape[2:]
    return whole[:, :, padding : high - padding, padding : wide - padding] + bias[:, None, None]
