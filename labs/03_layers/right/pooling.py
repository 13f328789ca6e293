"""Right answers to max_pool2d, avg_pool2d and l2_pool2d."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import right


@right("max_pool2d")
def six_loops(x, kernel_size, stride):
    (n_, c_, h, w), (k_, l_) = x.shape, kernel_size
    p_, q_ = (h - k_) // stride + 1, (w - l_) // stride + 1
    result = [[[[0.0] * q_ for _ in range(p_)] for _ in range(c_)] for _ in range(n_)]
    for n, c, p, q in np.ndindex(n_, c_, p_, q_):
        largest = x[n, c, p * stride, q * stride]
        for k in range(k_):
            for l in range(l_):
                value = x[n, c, p * stride + k, q * stride + l]
                largest = value if value > largest else largest
        result[n][c][p][q] = float(largest)
    return result


@right("max_pool2d")
def pools_columns(x, kernel_size, stride):
    n, c, h, w = x.shape
    columns = np.asarray(im2col(x.reshape(n * c, 1, h, w), kernel_size, stride, 0, 1))
    p = output_size(h, kernel_size[0], stride)
    return columns.max(axis=1).reshape(n, c, p, -1)


@right("max_pool2d")
def takes_the_larger_of_shifted_copies(x, kernel_size, stride):
    (k_, l_), (h, w) = kernel_size, x.shape[2:]
    p, q = output_size(h, k_, stride), output_size(w, l_, stride)
    result = np.full((*x.shape[:2], p, q), -np.inf, dtype=np.float32, order="F")
    for k, l in np.ndindex(k_, l_):
        np.maximum(result, x[:, :, k::stride, l::stride][:, :, :p, :q], out=result)
    return result


@right("max_pool2d")
def pools_rows_then_columns(x, size, step):
    rows = np.stack(
        [x[:, :, i : i + size[0]].max(axis=2) for i in range(0, x.shape[2] - size[0] + 1, step)], 2
    )
    return np.stack(
        [rows[..., j : j + size[1]].max(axis=3) for j in range(0, x.shape[3] - size[1] + 1, step)],
        3,
    )


@right("avg_pool2d")
def window_by_window(x, kernel_size, stride):
    (k, l), (h, w) = kernel_size, x.shape[2:]
    result = np.empty((output_size(h, k, stride), output_size(w, l, stride), *x.shape[:2]))
    for p, q in np.ndindex(*result.shape[:2]):
        window = x[:, :, p * stride : p * stride + k, q * stride : q * stride + l]
        result[p, q] = window.sum(axis=(2, 3), dtype=float) / (k * l)
    return np.moveaxis(result, (0, 1), (2, 3))


@right("avg_pool2d")
def as_a_depthwise_convolution(x, kernel_size, stride):
    c, (k, l) = x.shape[1], kernel_size
    weight = np.full((c, 1, k, l), 1 / (k * l))
    return conv2d(x.astype(float), weight, np.zeros(c), stride, 0, 1, c)


@right("avg_pool2d")
def from_sums_of_all_before(x, kernel_size, stride):
    (k, l), (h, w) = kernel_size, x.shape[2:]
    total = np.zeros((*x.shape[:2], h + 1, w + 1))
    total[:, :, 1:, 1:] = x.cumsum(axis=2, dtype=float).cumsum(axis=3)
    top, left = np.arange(0, h - k + 1, stride)[:, None], np.arange(0, w - l + 1, stride)
    below, beside = top + k, left + l
    sums = total[:, :, below, beside] - total[:, :, top, beside]
    return (sums - total[:, :, below, left] + total[:, :, top, left]) / k / l


@right("avg_pool2d")
def averages_columns(x, kernel_size, stride):
    n, c, h, w = x.shape
    columns = np.asarray(im2col(x.reshape(-1, 1, h, w), kernel_size, stride, 0, 1))
    p = output_size(h, kernel_size[0], stride)
    return columns.mean(axis=1).reshape(n, c, p, -1).tolist()


@right("l2_pool2d")
def norms_of_windows(x, kernel_size, stride):
    windows = np.lib.stride_tricks.sliding_window_view(x, kernel_size, axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride]
    return np.linalg.norm(windows.reshape(*windows.shape[:4], -1).astype(float), axis=-1)


@right("l2_pool2d")
def adds_squares_weight_by_weight(x, kernel_size, stride):
    (k_, l_), (h, w) = kernel_size, x.shape[2:]
    p, q = output_size(h, k_, stride), output_size(w, l_, stride)
    squares = np.zeros((*x.shape[:2], p, q), dtype=np.float32)
    for k in range(k_):
        for l in range(l_):
            seen = x[:, :, k : k + stride * p : stride, l : l + stride * q : stride]
            squares += seen[:, :, :p, :q].astype(np.float32) ** 2
    return squares**0.5


@right("l2_pool2d")
def lengths_of_vectors(x, kernel_size, stride):
    def length(window):
        flat = window.astype(np.float64).ravel()
        return float(flat @ flat) ** 0.5

    k, l = kernel_size
    tops = range(0, x.shape[2] - k + 1, stride)
    lefts = range(0, x.shape[3] - l + 1, stride)
    return tuple(
        [[[length(c[i : i + k, j : j + l]) for j in lefts] for i in tops] for c in image]
        for image in x
    )


@right("l2_pool2d")
def means_of_squares(x, kernel_size, stride):
    squares = np.square(x, dtype=float)
    return np.sqrt(
        kernel_size[0] * kernel_size[1] * np.array(avg_pool2d(squares, kernel_size, stride))
    )
