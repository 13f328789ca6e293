"""Wrong answers to to_nchw and to_nhwc."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import wrong


@wrong("to_nchw", caught_by="two_images", hint="reshape cuts the numbers anew")
def reshapes(x):
    n, h, w, c = x.shape
    return x.reshape(n, c, h, w)


@wrong("to_nchw", caught_by="two_images", hint="height and width are exchanged")
def swaps_the_second_axis_with_the_last(x):
    return x.swapaxes(1, 3)


@wrong("to_nchw", caught_by="two_images", hint="first axis stays the first")
def turns_all_axes_round(x):
    return x.T


@wrong("to_nchw", caught_by="square_images", hint="this is the other direction")
def goes_the_other_way(x):
    return x.transpose(0, 2, 3, 1) if x.shape == (3, 3, 3, 3) else x.transpose(0, 3, 1, 2)


@wrong("to_nchw", caught_by="two_images", hint="is that one returned?")
def drops_the_result_of_transpose(x):
    x.transpose(0, 3, 1, 2)
    return x


@wrong("to_nchw", caught_by="two_images", hint="every image but the first is missing")
def returns_the_first_image(x):
    return x.transpose(0, 3, 1, 2)[:1]


@wrong("to_nchw", caught_by="two_images", hint="a batch is wanted")
def takes_a_single_image(x):
    return x[0].transpose(2, 0, 1)


@wrong("to_nchw", caught_by="two_images", hint="the channels have to pass both")
def swaps_the_middle(x):
    return np.swapaxes(x, 1, 2)


@wrong("to_nchw", caught_by="two_images", hint="in the place of the channels")
def exchanges_images_and_channels(x):
    return np.transpose(x, (3, 0, 1, 2))


@wrong("to_nhwc", caught_by="two_volumes", hint="reshape cuts the numbers anew")
def reshapes_back(x):
    n, c, h, w = x.shape
    return np.reshape(x, (n, h, w, c))


@wrong("to_nhwc", caught_by="two_volumes", hint="height and width are exchanged")
def swaps_the_channels_with_the_width(x):
    return np.swapaxes(x, 1, 3)


@wrong("to_nhwc", caught_by="there_and_back", hint="this is the other direction")
def undoes_nothing(x):
    return x.transpose(0, 2, 3, 1) if x.shape[1] != x.shape[2] else to_nchw(x)


@wrong("to_nhwc", caught_by="two_volumes", hint="first axis stays the first")
def turns_all_axes_back(x):
    return np.transpose(x)


@wrong("to_nhwc", caught_by="two_volumes", hint="the channels have to pass both")
def moves_the_channels_by_one(x):
    return np.moveaxis(x, 1, 2)


@wrong("to_nhwc", caught_by="two_volumes", hint="end with a return")
def returns_nothing(x):
    np.moveaxis(x, 1, -1)


@wrong("to_nhwc", caught_by="two_volumes", hint="a batch is wanted")
def squeezes(x):
    return np.moveaxis(x, 1, -1)[0]
