"""Right answers to fully_connected_as_conv."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import right


@right("fully_connected_as_conv")
def reshapes_each_row(weight, shape):
    return np.stack([row.reshape(shape) for row in weight])


@right("fully_connected_as_conv")
def copies_number_by_number(weight, shape):
    c_, h_, w_ = shape
    kernels = np.zeros((len(weight), c_, h_, w_), np.float32)
    for o in range(len(weight)):
        i = 0
        for c in range(c_):
            for h in range(h_):
                for w in range(w_):
                    kernels[o, c, h, w] = weight[o, i]
                    i += 1
    return kernels


@right("fully_connected_as_conv")
def looks_each_index_up(weight, shape):
    c, h, w = shape
    return [
        [[[row[(i * h + j) * w + k] for k in range(w)] for j in range(h)] for i in range(c)]
        for row in weight.tolist()
    ]


@right("fully_connected_as_conv")
def splits_into_channels(weight, shape):
    channels = np.split(weight, shape[0], axis=1)
    return np.stack([part.reshape(-1, *shape[1:]) for part in channels], axis=1)
