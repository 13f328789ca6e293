"""Wrong answers to fully_connected_as_conv."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import wrong


@wrong("fully_connected_as_conv", caught_by="a_classifier", hint="goes channel by channel")
def reads_channels_last(weight, shape):
    c, h, w = shape
    return weight.reshape(-1, h, w, c).transpose(0, 3, 1, 2)


@wrong("fully_connected_as_conv", caught_by="a_classifier", hint="kernels are (O, C, H, W)")
def returns_channels_last(weight, shape):
    return weight.reshape(-1, *shape).transpose(0, 2, 3, 1)


@wrong("fully_connected_as_conv", caught_by="a_classifier", hint="the rows of weight belong")
def transposes_the_weights(weight, shape):
    return weight.T.reshape(-1, *shape)


@wrong("fully_connected_as_conv", caught_by="a_classifier", hint="height before width")
def exchanges_height_and_width(weight, shape):
    c, h, w = shape
    return weight.reshape(-1, c, w, h).swapaxes(2, 3)


@wrong("fully_connected_as_conv", caught_by="a_classifier", hint="nothing to undo")
def flips(weight, shape):
    return weight.reshape(-1, *shape)[:, :, ::-1, ::-1]


@wrong("fully_connected_as_conv", caught_by="a_classifier", hint="Fortran's order")
def reads_in_fortrans_order(weight, shape):
    return weight.reshape(-1, *shape, order="F")


@wrong("fully_connected_as_conv", caught_by="a_classifier", hint="(O, C, H, W)")
def keeps_the_kernels_flat(weight, shape):
    return weight.reshape(len(weight), -1, 1, 1)


@wrong("fully_connected_as_conv", caught_by="a_classifier", hint="ValueError")
def expects_one_output(weight, shape):
    return weight.reshape(1, *shape)


@wrong("fully_connected_as_conv", caught_by="other_classifiers", hint="4 axes")
def squeezes_what_is_single(weight, shape):
    return weight.reshape(-1, *shape).squeeze()


@wrong("fully_connected_as_conv", caught_by="a_classifier", hint="are exchanged")
def puts_the_channels_first(weight, shape):
    return np.moveaxis(weight.reshape(-1, *shape), 0, 1)


@wrong("fully_connected_as_conv", caught_by="a_classifier", hint="the rows are cut across")
def puts_the_outputs_last_and_moves_them(weight, shape):
    return weight.reshape(*shape, -1).transpose(3, 0, 1, 2)
