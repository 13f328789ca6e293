"""Right answers to conv2d."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import right


@right("conv2d")
def loops_without_columns(x, weight, bias, stride, padding, dilation, groups):
    z, d = padding, dilation
    (n_, _, h, w), (o_, c_, k_, l_) = x.shape, weight.shape
    wide = np.pad(x, ((0, 0), (0, 0), (z, z), (z, z)))
    p_, q_ = output_size(h, k_, stride, z, d), output_size(w, l_, stride, z, d)
    result = np.zeros((n_, o_, p_, q_))
    for n, o, p, q in np.ndindex(result.shape):
        first = o // (o_ // groups) * c_
        i, j = p * stride, q * stride
        patch = wide[n, first : first + c_, i : i + d * k_ : d, j : j + d * l_ : d]
        result[n, o, p, q] = np.sum(patch[:, :k_, :l_] * weight[o]) + bias[o]
    return result


@right("conv2d")
def einsum_over_groups(x, weight, bias, stride, padding, dilation, groups):
    (k, l), d = weight.shape[2:], dilation
    wide = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    reach = (d * (k - 1) + 1, d * (l - 1) + 1)
    windows = np.lib.stride_tricks.sliding_window_view(wide, reach, axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride, ::d, ::d]
    n, _, p, q = windows.shape[:4]
    dealt = windows.reshape(n, groups, -1, p, q, k, l)
    filters = weight.reshape(groups, -1, *weight.shape[1:])
    maps = np.einsum("ngcpqkl,gockl->ngopq", dealt, filters).reshape(n, -1, p, q)
    return (maps.transpose(0, 2, 3, 1) + bias).transpose(0, 3, 1, 2)


@right("conv2d")
def one_large_matrix_product(x, weight, bias, stride, padding, dilation, groups):
    o, c, k, l = weight.shape
    n = len(x)
    p = output_size(x.shape[2], k, stride, padding, dilation)
    columns = np.asarray(im2col(x, (k, l), stride, padding, dilation), dtype=np.float32)
    rows = columns.shape[1]
    table = np.zeros((o, rows), dtype=np.float32)  # a block for each group, zeros elsewhere
    for filter_ in range(o):
        begin = filter_ // (o // groups) * c * k * l
        table[filter_, begin : begin + c * k * l] = weight[filter_].ravel()
    beside = table @ columns.transpose(1, 0, 2).reshape(rows, -1) + bias[:, None]
    return beside.reshape(o, n, p, -1).swapaxes(0, 1)


@right("conv2d")
def calls_itself_for_each_group(x, weight, bias, stride, padding, dilation, groups):
    if groups > 1:
        size, maps = x.shape[1] // groups, len(weight) // groups
        return np.concatenate(
            [
                conv2d(
                    x[:, g * size : (g + 1) * size],
                    weight[g * maps : (g + 1) * maps],
                    bias[g * maps : (g + 1) * maps],
                    stride,
                    padding,
                    dilation,
                    1,
                )
                for g in range(groups)
            ],
            axis=1,
        )
    (h, w), (o, _, k, l) = x.shape[2:], weight.shape
    columns = np.asarray(im2col(x, (k, l), stride, padding, dilation))
    places = [output_size(m, s, stride, padding, dilation) for m, s in ((h, k), (w, l))]
    flat = weight.reshape(o, -1)
    maps = [[row @ one + b for row, b in zip(flat, bias, strict=True)] for one in columns]
    return np.reshape(maps, (len(x), o, *places)).tolist()
