"""Wrong answers to conv_einsum."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import wrong


def windows_of(x, weight):
    return np.lib.stride_tricks.sliding_window_view(x, weight.shape[2:], axis=(2, 3))


@wrong("conv_einsum", caught_by="einsum_of_a_batch", hint="the bias is missing")
def forgets_the_bias(x, weight, bias):
    return np.einsum("ncpqkl,ockl->nopq", windows_of(x, weight), weight)


@wrong("conv_einsum", caught_by="einsum_of_a_batch", hint="two more axes")
def lets_the_bias_broadcast(x, weight, bias):
    return np.einsum("ncpqkl,ockl->nopq", windows_of(x, weight), weight) + bias


@wrong("conv_einsum", caught_by="einsum_of_a_batch", hint="the channels are not added up")
def keeps_the_letter_c(x, weight, bias):
    result = np.einsum("ncpqkl,ockl->nocpq", windows_of(x, weight), weight)
    return result + bias[:, None, None, None]


@wrong("conv_einsum", caught_by="einsum_of_a_batch", hint="the maps are the last axis")
def writes_the_maps_last(x, weight, bias):
    return np.einsum("ncpqkl,ockl->npqo", windows_of(x, weight), weight) + bias


@wrong("conv_einsum", caught_by="einsum_of_a_batch", hint="the kernel is flipped")
def flips_the_kernel(x, weight, bias):
    result = np.einsum("ncpqkl,ockl->nopq", windows_of(x, weight), weight[:, :, ::-1, ::-1])
    return result + bias[:, None, None]


@wrong("conv_einsum", caught_by="einsum_of_a_batch", hint="the images add up to one")
def drops_the_letter_n(x, weight, bias):
    result = np.einsum("ncpqkl,ockl->opq", windows_of(x, weight), weight)
    return (result + len(x) * bias[:, None, None])[None]


@wrong("conv_einsum", caught_by="einsum_of_a_batch", hint="ValueError")
def slides_over_the_wrong_axes(x, weight, bias):
    windows = np.lib.stride_tricks.sliding_window_view(x, weight.shape[2:], axis=(1, 2))
    return np.einsum("ncpqkl,ockl->nopq", windows, weight) + bias[:, None, None]


@wrong("conv_einsum", caught_by="extreme_einsums", hint="the filter comes first")
def exchanges_the_letters_of_the_weights(x, weight, bias):
    letters = "cokl" if weight.shape[0] == weight.shape[1] else "ockl"
    result = np.einsum(f"ncpqkl,{letters}->nopq", windows_of(x, weight), weight)
    return result + bias[:, None, None]


@wrong("conv_einsum", caught_by="extreme_einsums", hint="the kernel is transposed")
def exchanges_the_letters_of_the_kernel(x, weight, bias):
    letters = "oclk" if weight.shape[2] == weight.shape[3] else "ockl"
    result = np.einsum(f"ncpqkl,{letters}->nopq", windows_of(x, weight), weight)
    return result + bias[:, None, None]


@wrong("conv_einsum", caught_by="tall_filters", hint="height and width are exchanged")
def exchanges_the_outputs(x, weight, bias):
    result = np.einsum("ncpqkl,ockl->noqp", windows_of(x, weight), weight)
    return result + bias[:, None, None]


@wrong("conv_einsum", caught_by="einsum_of_a_batch", hint="the bias of the first filter")
def adds_one_bias(x, weight, bias):
    return np.einsum("ncpqkl,ockl->nopq", windows_of(x, weight), weight) + bias[0]


@wrong("conv_einsum", caught_by="einsum_of_a_batch", hint="the maps add up to one")
def drops_the_letter_o(x, weight, bias):
    result = np.einsum("ncpqkl,ockl->npq", windows_of(x, weight), weight)
    return result[:, None] + bias.sum()


@wrong("conv_einsum", caught_by="einsum_of_a_batch", hint="the kernel is transposed")
def exchanges_the_sides_of_the_windows(x, weight, bias):
    windows = windows_of(x, weight.swapaxes(2, 3))
    return np.einsum("ncpqkl,oclk->nopq", windows, weight) + bias[:, None, None]


@wrong("conv_einsum", caught_by="einsum_of_a_batch", hint="the bias is multiplied")
def multiplies_by_the_bias(x, weight, bias):
    return np.einsum("ncpqkl,ockl,o->nopq", windows_of(x, weight), weight, bias)


@wrong("conv_einsum", caught_by="einsum_of_a_batch", hint="images and maps are exchanged")
def writes_the_maps_first(x, weight, bias):
    result = np.einsum("ncpqkl,ockl->onpq", windows_of(x, weight), weight)
    return result + bias[:, None, None, None]


@wrong("conv_einsum", caught_by="einsum_of_a_batch", hint="not to a row")
def gives_the_bias_one_axis_too_few(x, weight, bias):
    return np.einsum("ncpqkl,ockl->nopq", windows_of(x, weight), weight) + bias[:, None]
