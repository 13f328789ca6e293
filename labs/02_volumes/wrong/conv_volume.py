"""Wrong answers to conv_volume."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import wrong


@wrong("conv_volume", caught_by="volume_by_hand", hint="the bias is missing")
def forgets_the_bias(x, weight, bias):
    return conv_einsum(x, weight, 0 * bias)


@wrong("conv_volume", caught_by="volume_by_hand", hint="added once for every channel")
def adds_the_bias_for_each_channel(x, weight, bias):
    return conv_einsum(x, weight, x.shape[1] * bias)


@wrong("conv_volume", caught_by="volume_by_hand", hint="added to every product")
def adds_the_bias_to_each_product(x, weight, bias):
    return conv_einsum(x, weight, weight[0].size * bias)


@wrong("conv_volume", caught_by="batch_of_volumes", hint="the bias of the first filter")
def adds_the_first_bias_everywhere(x, weight, bias):
    return conv_einsum(x, weight, 0 * bias + bias[0])


@wrong("conv_volume", caught_by="volume_by_hand", hint="only the first channel takes part")
def reads_the_first_channel_only(x, weight, bias):
    return conv_einsum(x[:, :1], weight[:, :1], bias)


@wrong("conv_volume", caught_by="volume_by_hand", hint="only the last channel is left")
def assigns_channel_after_channel(x, weight, bias):
    (n_, c_, h, w), (o_, _, k, l) = x.shape, weight.shape
    result = np.zeros((n_, o_, h - k + 1, w - l + 1))
    for n, o, p, q in np.ndindex(result.shape):
        for c in range(c_):
            result[n, o, p, q] = np.sum(x[n, c, p : p + k, q : q + l] * weight[o, c]) + bias[o]
    return result


@wrong("conv_volume", caught_by="volume_by_hand", hint="is the mean taken over the channels?")
def takes_the_mean_of_the_channels(x, weight, bias):
    return conv_einsum(x, weight / x.shape[1], bias)


@wrong("conv_volume", caught_by="volume_by_hand", hint="each has a layer of its own")
def uses_the_filters_first_layer_throughout(x, weight, bias):
    return conv_einsum(x, np.repeat(weight[:, :1], x.shape[1], axis=1), bias)


@wrong("conv_volume", caught_by="batch_of_volumes", hint="with the first filter")
def uses_the_first_filter_throughout(x, weight, bias):
    return conv_einsum(x, np.repeat(weight[:1], len(weight), axis=0), bias)


@wrong("conv_volume", caught_by="volume_by_hand", hint="the kernel is flipped")
def flips_the_kernel(x, weight, bias):
    return conv_einsum(x, weight[:, :, ::-1, ::-1], bias)


@wrong("conv_volume", caught_by="batch_of_volumes", hint="the maps add up to one")
def adds_the_maps_up(x, weight, bias):
    return conv_einsum(x, weight, bias).sum(axis=1, keepdims=True)


@wrong("conv_volume", caught_by="volume_by_hand", hint="the channels are not added up")
def keeps_the_channels_apart(x, weight, bias):
    windows = np.lib.stride_tricks.sliding_window_view(x, weight.shape[2:], axis=(2, 3))
    return np.einsum("ncpqkl,ockl->nocpq", windows, weight) + bias[:, None, None, None]


@wrong("conv_volume", caught_by="batch_of_volumes", hint="the outputs of the first one")
def convolves_the_first_image_always(x, weight, bias):
    return np.repeat(conv_einsum(x[:1], weight, bias), len(x), axis=0)


@wrong("conv_volume", caught_by="batch_of_volumes", hint="the other images are missing")
def returns_after_the_first_image(x, weight, bias):
    (n_, _, h, w), (o_, _, k, l) = x.shape, weight.shape
    result = np.zeros((n_, o_, h - k + 1, w - l + 1))
    for n in range(n_):
        for o, p, q in np.ndindex(result.shape[1:]):
            result[n, o, p, q] = np.sum(x[n, :, p : p + k, q : q + l] * weight[o]) + bias[o]
        return result


@wrong("conv_volume", caught_by="batch_of_volumes", hint="the maps are the last axis")
def leaves_the_maps_last(x, weight, bias):
    return np.moveaxis(conv_einsum(x, weight, bias), 1, -1)


@wrong("conv_volume", caught_by="volume_by_hand", hint="where do the loops over them end?")
def ends_the_loops_early(x, weight, bias):
    (n_, _, h, w), (o_, _, k, l) = x.shape, weight.shape
    result = np.zeros((n_, o_, h - k + 1, w - l + 1))
    for n, o, p, q in np.ndindex(n_, o_, h - k, w - l):
        result[n, o, p, q] = np.sum(x[n, :, p : p + k, q : q + l] * weight[o]) + bias[o]
    return result


@wrong("conv_volume", caught_by="volume_by_hand", hint="one output too early")
def makes_the_map_too_small(x, weight, bias):
    return conv_einsum(x, weight, bias)[:, :, :-1, :-1]


@wrong("conv_volume", caught_by="batch_of_volumes", hint="this is as large as the image")
def keeps_the_size_of_the_image(x, weight, bias):
    k, l = weight.shape[2:]
    sides = (0, 0), (0, 0), ((k - 1) // 2, k // 2), ((l - 1) // 2, l // 2)
    return conv_einsum(np.pad(x, sides), weight, bias)


@wrong("conv_volume", caught_by="volume_by_hand", hint="set back to zero for each output?")
def never_sets_the_sum_back(x, weight, bias):
    k, l = weight.shape[2:]
    result, total = np.zeros_like(conv_einsum(x, weight, bias)), 0.0
    for n, o, p, q in np.ndindex(result.shape):
        total += np.sum(x[n, :, p : p + k, q : q + l] * weight[o])
        result[n, o, p, q] = total + bias[o]
    return result


@wrong("conv_volume", caught_by="batch_of_volumes", hint="height and width exchanged")
def takes_the_height_of_the_kernel_for_its_width(x, weight, bias):
    k = weight.shape[2]
    (n_, _, h, w), o_ = x.shape, len(weight)
    result = np.zeros((n_, o_, h - k + 1, w - k + 1))
    for n, o, p, q in np.ndindex(result.shape):
        result[n, o, p, q] = np.sum(x[n, :, p : p + k, q : q + k] * weight[o]) + bias[o]
    return result


@wrong("conv_volume", caught_by="batch_of_volumes", hint="right for square images")
def takes_the_height_of_the_image_for_its_width(x, weight, bias):
    (n_, _, h, _), (o_, _, k, l) = x.shape, weight.shape
    result = np.zeros((n_, o_, h - k + 1, h - l + 1))
    for n, o, p, q in np.ndindex(result.shape):
        result[n, o, p, q] = np.sum(x[n, :, p : p + k, q : q + l] * weight[o]) + bias[o]
    return result


@wrong("conv_volume", caught_by="batch_of_volumes", hint="the filter comes first")
def reads_the_channel_before_the_filter(x, weight, bias):
    (n_, c_, h, w), (o_, _, k, l) = x.shape, weight.shape
    result = np.zeros((n_, o_, h - k + 1, w - l + 1)) + bias[:, None, None]
    for n, o, p, q in np.ndindex(result.shape):
        for c in range(c_):
            result[n, o, p, q] += np.sum(x[n, c, p : p + k, q : q + l] * weight[c, o])
    return result


@wrong("conv_volume", caught_by="extreme_volumes", hint="4 axes")
def squeezes_what_is_single(x, weight, bias):
    return conv_einsum(x, weight, bias).squeeze()


@wrong("conv_volume", caught_by="volumes_of_bytes", hint="dtype=float")
def stores_outputs_in_the_type_of_x(x, weight, bias):
    result = conv_einsum(x.astype(float), weight, bias)
    return result.astype(x.dtype) if x.dtype.kind in "ui" else result


@wrong("conv_volume", caught_by="volume_by_hand", hint="changes its input")
def adds_the_bias_to_the_weights(x, weight, bias):
    result = conv_einsum(x, weight, bias)
    weight += bias[:, None, None, None]
    return result


@wrong("conv_volume", caught_by="volume_by_hand", hint="@ multiplies matrices")
def multiplies_matrices(x, weight, bias):
    k, l = weight.shape[2:]
    result = 0 * conv_einsum(x, weight, bias)
    for n, o, p, q in np.ndindex(result.shape):
        result[n, o, p, q] = np.sum(x[n, :, p : p + k, q : q + l] @ weight[o]) + bias[o]
    return result


@wrong("conv_volume", caught_by="volume_by_hand", hint="is the mean taken of the products?")
def takes_the_mean_of_the_products(x, weight, bias):
    return conv_einsum(x, weight / weight[0].size, bias)


@wrong("conv_volume", caught_by="volume_by_hand", hint="upside down")
def flips_the_rows(x, weight, bias):
    return conv_einsum(x, weight[:, :, ::-1], bias)
