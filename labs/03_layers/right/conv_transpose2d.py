"""Right answers to conv_transpose2d."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import right


@right("conv_transpose2d")
def folds_columns(x, weight, bias, stride, padding):
    (n, c, h, w), (_, o, k, l) = x.shape, weight.shape
    columns = weight.reshape(c, -1).T @ x.reshape(n, c, h * w)
    size = [(m - 1) * stride - 2 * padding + s for m, s in ((h, k), (w, l))]
    image = np.asarray(col2im(columns, size, (k, l), stride, padding, 1))
    return image + bias.reshape(1, o, 1, 1)


@right("conv_transpose2d")
def spreads_the_input_and_convolves(x, weight, bias, stride, padding):
    (n, c, h, w), (_, _, k, l) = x.shape, weight.shape
    spread = np.zeros((n, c, (h - 1) * stride + 1, (w - 1) * stride + 1))
    spread[:, :, ::stride, ::stride] = x
    framed = np.pad(spread, ((0, 0), (0, 0), (k - 1, k - 1), (l - 1, l - 1)))
    turned = weight.swapaxes(0, 1)[:, :, ::-1, ::-1]
    whole = np.asarray(conv2d(framed, turned, bias, 1, 0, 1, 1))
    high, wide = whole.shape[2:]
    return whole[:, :, padding : high - padding, padding : wide - padding]


@right("conv_transpose2d")
def adds_weight_by_weight(x, weight, bias, stride, padding):
    (n, _, h, w), (_, o, k_, l_) = x.shape, weight.shape
    whole = np.zeros((n, o, (h - 1) * stride + k_, (w - 1) * stride + l_), np.float32)
    for k, l in np.ndindex(k_, l_):
        part = np.tensordot(weight[:, :, k, l], x, axes=(0, 1)).swapaxes(0, 1)
        whole[:, :, k : k + (h - 1) * stride + 1 : stride, l::stride][..., :w] += part
    if padding:
        whole = whole[:, :, padding:-padding, padding:-padding]
    return whole + bias[None, :, None, None]


@right("conv_transpose2d")
def loops_and_skips_what_is_cut(x, weight, bias, stride, padding):
    (n_, c_, h_, w_), (_, o_, k_, l_) = x.shape, weight.shape
    high = (h_ - 1) * stride - 2 * padding + k_
    wide = (w_ - 1) * stride - 2 * padding + l_
    result = [[[[float(b)] * wide for _ in range(high)] for b in bias] for _ in range(n_)]
    for n, c, h, w, o, k, l in np.ndindex(n_, c_, h_, w_, o_, k_, l_):
        i, j = h * stride + k - padding, w * stride + l - padding
        if 0 <= i < high and 0 <= j < wide:
            result[n][o][i][j] += float(x[n, c, h, w] * weight[c, o, k, l])
    return result
