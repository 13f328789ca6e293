"""Right answers to col2im."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import right


@right("col2im")
def adds_patch_after_patch(columns, image_size, kernel_size, stride, padding, dilation):
    (h, w), (k, l), z, d = image_size, kernel_size, padding, dilation
    n, rows, _ = columns.shape
    image = np.zeros((n, rows // (k * l), h + 2 * z, w + 2 * z))
    place = 0
    for i in range(0, h + 2 * z - d * (k - 1), stride):
        for j in range(0, w + 2 * z - d * (l - 1), stride):
            patch = columns[:, :, place].reshape(n, -1, k, l)
            image[:, :, i : i + d * (k - 1) + 1 : d, j : j + d * (l - 1) + 1 : d] += patch
            place += 1
    return image[:, :, z : z + h, z : z + w]


@right("col2im")
def adds_at_indices(columns, image_size, kernel_size, stride, padding, dilation):
    (h, w), (k, l), z = image_size, kernel_size, padding
    n = len(columns)
    c = columns.shape[1] // k // l
    numbers = np.arange(1, h * w + 1, dtype=float).reshape(1, 1, h, w)
    taken = im2col(numbers, kernel_size, stride, z, dilation)[0].astype(int)  # 0 for the padding
    image = np.zeros((n, c, h * w + 1))
    each = columns.reshape(n, c, k * l, -1)
    np.add.at(image, (slice(None), slice(None), taken), each)
    return image[:, :, 1:].reshape(n, c, h, w)


@right("col2im")
def gathers_pixel_by_pixel(columns, image_size, kernel_size, stride, padding, dilation):
    (h, w), (k_, l_), s, z, d = image_size, kernel_size, stride, padding, dilation
    p_, q_ = output_size(h, k_, s, z, d), output_size(w, l_, s, z, d)
    n = len(columns)
    parts = columns.reshape(n, -1, k_, l_, p_, q_)
    image = np.zeros((*parts.shape[:2], h, w), dtype=np.float32)
    for i, j, k, l in np.ndindex(h, w, k_, l_):
        p, q = i + z - k * d, j + z - l * d
        if p % s == 0 and q % s == 0 and 0 <= p // s < p_ and 0 <= q // s < q_:
            image[:, :, i, j] += parts[:, :, k, l, p // s, q // s]
    return image


@right("col2im")
def multiplies_by_the_matrix_of_im2col(columns, image_size, kernel_size, stride, padding, dilation):
    h, w = image_size
    units = np.eye(h * w).reshape(h * w, 1, h, w)
    matrix = np.asarray(im2col(units, kernel_size, stride, padding, dilation)).reshape(h * w, -1)
    n = len(columns)
    each = columns.reshape(n, -1, matrix.shape[1])
    return (each @ matrix.T).reshape(n, -1, h, w)
