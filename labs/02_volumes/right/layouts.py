"""Right answers to to_nchw and to_nhwc."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import right


@right("to_nchw")
def moves_one_axis(x):
    return np.moveaxis(x, -1, 1)


@right("to_nchw")
def swaps_twice(images):
    return images.swapaxes(2, 3).swapaxes(1, 2)


@right("to_nchw")
def copies_number_by_number(x):
    n_, h_, w_, c_ = x.shape
    result = np.empty((n_, c_, h_, w_), dtype=np.float32)
    for n, h, w, c in np.ndindex(x.shape):
        result[n, c, h, w] = x[n, h, w, c]
    return result


@right("to_nchw")
def lists_the_channels(x):
    return [[image[..., c].tolist() for c in range(image.shape[2])] for image in x]


@right("to_nchw")
def writes_letters(x):
    return np.ascontiguousarray(np.einsum("nhwc->nchw", x))


@right("to_nhwc")
def rolls_the_channels_to_the_end(x):
    return np.rollaxis(x, 1, 4)


@right("to_nhwc")
def stacks_the_channels_last(x):
    return np.stack([x[:, c] for c in range(x.shape[1])], axis=-1)


@right("to_nhwc")
def fills_fortrans_order(volumes):
    n, c, h, w = volumes.shape
    result = np.zeros((n, h, w, c), order="F")
    for channel in range(c):
        result[..., channel] = volumes[:, channel]
    return result


@right("to_nhwc")
def zips_pixels(x):
    return [
        [list(zip(*rows, strict=True)) for rows in zip(*image.tolist(), strict=True)] for image in x
    ]
