"""Right answers to conv_volume."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import right


@right("conv_volume")
def seven_loops(x, weight, bias):
    n_, c_, h, w = x.shape
    o_, _, k_, l_ = weight.shape
    result = []
    for n in range(n_):
        maps = []
        for o in range(o_):
            rows = []
            for p in range(h - k_ + 1):
                row = []
                for q in range(w - l_ + 1):
                    total = float(bias[o])
                    for c in range(c_):
                        for k in range(k_):
                            for l in range(l_):
                                total += float(x[n, c, p + k, q + l]) * float(weight[o, c, k, l])
                    row.append(total)
                rows.append(row)
            maps.append(rows)
        result.append(maps)
    return result


@right("conv_volume")
def one_place_at_a_time(x, weight, bias):
    x = x.astype(float)
    k, l = weight.shape[2:]
    rows, columns = x.shape[2] - k + 1, x.shape[3] - l + 1
    result = np.empty((rows, columns, len(x), len(weight)))
    for p in range(rows):
        for q in range(columns):
            patch = x[:, :, p : p + k, q : q + l].reshape(len(x), -1)
            result[p, q] = patch @ weight.reshape(len(weight), -1).T + bias
    return result.transpose(2, 3, 0, 1)


@right("conv_volume")
def one_weight_at_a_time(x, weight, bias):
    (n, c_, h, w), (o_, _, k_, l_) = x.shape, weight.shape
    p, q = h - k_ + 1, w - l_ + 1
    result = np.zeros((n, o_, p, q), dtype=np.float32)
    for o in range(o_):
        result[:, o] = bias[o]
        for c, k, l in np.ndindex(c_, k_, l_):
            seen = x[:, c, k : k + p, l : l + q].astype(np.float32)
            result[:, o] += np.float32(weight[o, c, k, l]) * seen
    return result


@right("conv_volume")
def channel_by_channel(images, filters, offsets):
    def correlate(image, kernel):
        k, l = kernel.shape
        return np.array(
            [
                [np.vdot(image[p : p + k, q : q + l], kernel) for q in range(len(image[0]) - l + 1)]
                for p in range(len(image) - k + 1)
            ]
        )

    images, filters = images.astype(np.float64), filters.astype(np.float64)
    return np.stack(
        [
            np.stack(
                [
                    sum(map(correlate, image, one)) + offset
                    for one, offset in zip(filters, offsets, strict=True)
                ]
            )
            for image in images
        ]
    )


@right("conv_volume")
def by_tensordot(x, weight, bias):
    windows = np.lib.stride_tricks.sliding_window_view(x, weight.shape[1:], axis=(1, 2, 3))
    product = np.tensordot(windows[:, 0].astype(float), weight, axes=([3, 4, 5], [1, 2, 3]))
    return np.asfortranarray(np.moveaxis(product + bias, -1, 1))
