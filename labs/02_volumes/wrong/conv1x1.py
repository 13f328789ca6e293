"""Wrong answers to conv1x1."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import wrong


@wrong("conv1x1", caught_by="grey_from_colour", hint="the bias is missing")
def forgets_the_bias(x, weight, bias):
    return np.einsum("nchw,oc->nohw", x, weight)


@wrong("conv1x1", caught_by="equal_sizes", hint="bias[o] for all pixels of map o")
def adds_the_bias_along_the_width(x, weight, bias):
    result = np.einsum("nchw,oc->nohw", x, weight)
    return result + (bias if result.shape[3] == len(bias) else bias[:, None, None])


@wrong("conv1x1", caught_by="mixed_batch", hint="two more axes")
def lets_the_bias_broadcast(x, weight, bias):
    return np.einsum("nchw,oc->nohw", x, weight) + bias


@wrong("conv1x1", caught_by="mixed_batch", hint="move the channels last")
def reshapes_before_the_product(x, weight, bias):
    n, c, h, w = x.shape
    return to_nchw((x.reshape(-1, c) @ weight.T + bias).reshape(n, h, w, -1))


@wrong("conv1x1", caught_by="mixed_batch", hint="the maps are its last axis")
def reshapes_after_the_product(x, weight, bias):
    n, c, h, w = x.shape
    pixels = x.transpose(0, 2, 3, 1).reshape(-1, c)
    return (pixels @ weight.T + bias).reshape(n, -1, h, w)


@wrong("conv1x1", caught_by="mixed_batch", hint="where do the images go?")
def thinks_of_a_single_image(x, weight, bias):
    n, c, h, w = x.shape
    pixels = x.transpose(1, 0, 2, 3).reshape(c, -1)
    return (weight @ pixels + bias[:, None]).reshape(n, -1, h, w)


@wrong("conv1x1", caught_by="mixed_batch", hint="the maps are the last axis")
def leaves_the_maps_last(x, weight, bias):
    return np.einsum("nchw,oc->nhwo", x, weight) + bias


@wrong("conv1x1", caught_by="equal_sizes", hint="the weights are transposed")
def transposes_the_matrix(x, weight, bias):
    if len(set(weight.shape)) == 1:
        weight = weight.T
    return np.einsum("nchw,oc->nohw", x, weight) + bias[:, None, None]


@wrong("conv1x1", caught_by="mixed_batch", hint="added once for every channel")
def adds_the_bias_in_the_loop(x, weight, bias):
    result = 0.0
    for c in range(x.shape[1]):
        result = result + x[:, c, None] * weight[:, c, None, None] + bias[:, None, None]
    return result


@wrong("conv1x1", caught_by="grey_from_colour", hint="is the mean taken")
def takes_the_mean(x, weight, bias):
    return np.einsum("nchw,oc->nohw", x, weight) / x.shape[1] + bias[:, None, None]


@wrong("conv1x1", caught_by="mixed_batch", hint="= instead of +=")
def keeps_the_last_channel(x, weight, bias):
    for c in range(x.shape[1]):
        result = x[:, c, None] * weight[:, c, None, None]
    return result + bias[:, None, None]


@wrong("conv1x1", caught_by="mixed_batch", hint="images and maps are exchanged")
def exchanges_images_and_maps(x, weight, bias):
    return np.tensordot(weight, x, axes=(1, 1)) + bias[:, None, None, None]
