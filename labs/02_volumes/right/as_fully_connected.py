"""Right answers to as_fully_connected."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import right


@right("as_fully_connected")
def asks_for_every_unit_image(weight, image_size):
    shape = (weight.shape[1], *image_size)
    units = np.eye(int(np.prod(shape))).reshape(-1, *shape)
    return conv_einsum(units, weight, np.zeros(len(weight))).reshape(len(units), -1).T


@right("as_fully_connected")
def computes_rows_and_columns(weight, image_size):
    (o_, c_, k_, l_), (h, w) = weight.shape, image_size
    p_, q_ = h - k_ + 1, w - l_ + 1
    matrix = np.zeros((o_ * p_ * q_, c_ * h * w), dtype=np.float32)
    for o, p, q, c, k, l in np.ndindex(o_, p_, q_, c_, k_, l_):
        matrix[(o * p_ + p) * q_ + q, (c * h + p + k) * w + q + l] = weight[o, c, k, l]
    return matrix


@right("as_fully_connected")
def sets_blocks_side_by_side(weight, image_size):
    h, w = image_size

    def block(kernel):
        rows = []
        for p in range(h - kernel.shape[0] + 1):
            for q in range(w - kernel.shape[1] + 1):
                image = np.zeros((h, w))
                image[p : p + kernel.shape[0], q : q + kernel.shape[1]] = kernel
                rows.append(image.ravel())
        return np.array(rows)

    return np.block([[block(kernel) for kernel in one] for one in weight])


@right("as_fully_connected")
def writes_rows_as_lists(weight, image_size):
    (_, c, k, l), (h, w) = weight.shape, image_size
    rows = []
    for one in weight:
        for p, q in np.ndindex(h - k + 1, w - l + 1):
            volume = np.zeros((c, h, w))
            volume[:, p : p + k, q : q + l] = one
            rows.append(volume.ravel().tolist())
    return rows


@right("as_fully_connected")
def adds_kronecker_products(weight, image_size):
    (_, _, k_, l_), (h, w) = weight.shape, image_size
    parts = [
        np.kron(weight[:, :, k, l], np.kron(np.eye(h - k_ + 1, h, k), np.eye(w - l_ + 1, w, l)))
        for k, l in np.ndindex(k_, l_)
    ]
    return np.asfortranarray(sum(parts))
