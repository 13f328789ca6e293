"""Wrong answers to as_fully_connected."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import wrong


@wrong("as_fully_connected", caught_by="two_channels", hint="the matrix is transposed")
def transposes_the_matrix(weight, image_size):
    return fills(weight, image_size).reshape(rows(weight, image_size), -1).T


@wrong("as_fully_connected", caught_by="two_channels", hint="the kernels are flipped")
def flips_the_kernels(weight, image_size):
    turned = weight[:, :, ::-1, ::-1]
    return fills(turned, image_size).reshape(rows(weight, image_size), -1)


@wrong("as_fully_connected", caught_by="two_channels", hint="columns run through the pixels first")
def reads_x_pixel_by_pixel(weight, image_size):
    matrix = fills(weight, image_size).transpose(0, 1, 2, 4, 5, 3)
    return matrix.reshape(rows(weight, image_size), -1)


@wrong("as_fully_connected", caught_by="several_filters", hint="rows run through the places first")
def writes_outputs_place_by_place(weight, image_size):
    matrix = fills(weight, image_size).transpose(1, 2, 0, 3, 4, 5)
    return matrix.reshape(rows(weight, image_size), -1)


@wrong("as_fully_connected", caught_by="several_filters", hint="rows and columns run through")
def takes_all_for_channels_last(weight, image_size):
    matrix = fills(weight, image_size).transpose(1, 2, 0, 4, 5, 3)
    return matrix.reshape(rows(weight, image_size), -1)


@wrong("as_fully_connected", caught_by="several_filters", hint="pixels go row by row")
def reads_channels_down_the_columns(weight, image_size):
    matrix = fills(weight, image_size).swapaxes(4, 5)
    return matrix.reshape(rows(weight, image_size), -1)


@wrong("as_fully_connected", caught_by="several_filters", hint="outputs go row by row")
def writes_maps_down_the_columns(weight, image_size):
    matrix = fills(weight, image_size).swapaxes(1, 2)
    return matrix.reshape(rows(weight, image_size), -1)


@wrong("as_fully_connected", caught_by="two_channels", hint="only the columns of the first channel")
def fills_the_first_channel_only(weight, image_size):
    matrix = fills(weight, image_size)
    matrix[:, :, :, 1:] = 0
    return matrix.reshape(rows(weight, image_size), -1)


@wrong("as_fully_connected", caught_by="several_filters", hint="only the rows of the first map")
def fills_the_first_map_only(weight, image_size):
    matrix = fills(weight, image_size)
    matrix[1:] = 0
    return matrix.reshape(rows(weight, image_size), -1)


@wrong("as_fully_connected", caught_by="two_channels", hint="hold the first channel's weights")
def repeats_the_first_channel(weight, image_size):
    same = np.repeat(weight[:, :1], weight.shape[1], axis=1)
    return fills(same, image_size).reshape(rows(weight, image_size), -1)


@wrong("as_fully_connected", caught_by="two_channels", hint="there are C H W columns")
def knows_one_channel(weight, image_size):
    return fills(weight[:, :1], image_size).reshape(rows(weight, image_size), -1)


@wrong("as_fully_connected", caught_by="several_filters", hint="there are O P Q rows")
def knows_one_filter(weight, image_size):
    matrix = fills(weight[:1], image_size)
    return matrix.reshape(rows(weight[:1], image_size), -1)


@wrong("as_fully_connected", caught_by="two_channels", hint="O P Q of them")
def leaves_six_axes(weight, image_size):
    return fills(weight, image_size)


@wrong("as_fully_connected", caught_by="other_volumes", hint="the filter comes first")
def exchanges_filter_and_channel(weight, image_size):
    if weight.shape[0] == weight.shape[1]:
        weight = weight.swapaxes(0, 1)
    return fills(weight, image_size).reshape(rows(weight, image_size), -1)


@wrong("as_fully_connected", caught_by="two_channels", hint="integers")
def makes_a_matrix_of_integers(weight, image_size):
    return fills(weight, image_size).astype(int).reshape(rows(weight, image_size), -1)


@wrong("as_fully_connected", caught_by="several_filters", hint="W columns further on, not H")
def counts_pixels_by_the_height(weight, image_size):
    (o_, c_, k_, l_), (h, w) = weight.shape, image_size
    p_, q_ = h - k_ + 1, w - l_ + 1
    matrix = np.zeros((o_ * p_ * q_, c_ * h * w))
    for o, p, q, c, k, l in np.ndindex(o_, p_, q_, c_, k_, l_):
        matrix[o * p_ * q_ + p * q_ + q, c * h * w + (p + k) * h + q + l] = weight[o, c, k, l]
    return matrix


@wrong("as_fully_connected", caught_by="several_filters", hint="Q rows further on, not P")
def counts_places_by_their_height(weight, image_size):
    (o_, c_, k_, l_), (h, w) = weight.shape, image_size
    p_, q_ = h - k_ + 1, w - l_ + 1
    matrix = np.zeros((o_ * p_ * q_, c_ * h * w))
    for o, p, q, c, k, l in np.ndindex(o_, p_, q_, c_, k_, l_):
        matrix[o * p_ * q_ + p * p_ + q, c * h * w + (p + k) * w + q + l] = weight[o, c, k, l]
    return matrix


@wrong("as_fully_connected", caught_by="two_channels", hint="begin H W further on")
def begins_every_channel_one_further_on(weight, image_size):
    (o_, c_, k_, l_), (h, w) = weight.shape, image_size
    p_, q_ = h - k_ + 1, w - l_ + 1
    matrix = np.zeros((o_ * p_ * q_, c_ * h * w))
    for o, p, q, c, k, l in np.ndindex(o_, p_, q_, c_, k_, l_):
        matrix[o * p_ * q_ + p * q_ + q, c + (p + k) * w + q + l] = weight[o, c, k, l]
    return matrix


def fills(weight, image_size):
    (o, c, k, l), (h, w) = weight.shape, image_size
    matrix = np.zeros((o, h - k + 1, w - l + 1, c, h, w))
    for p, q in np.ndindex(*matrix.shape[1:3]):
        matrix[:, p, q, :, p : p + k, q : q + l] = weight
    return matrix


def rows(weight, image_size):
    o, _, k, l = weight.shape
    return o * (image_size[0] - k + 1) * (image_size[1] - l + 1)
