"""Right answers to im2col."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import right


@right("im2col")
def slides_a_window(x, kernel_size, stride, padding, dilation):
    (n, c), (k, l), d = x.shape[:2], kernel_size, dilation
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    reach = (d * (k - 1) + 1, d * (l - 1) + 1)
    windows = np.lib.stride_tricks.sliding_window_view(padded, reach, axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride, ::d, ::d]
    return windows.transpose(0, 1, 4, 5, 2, 3).reshape(n, c * k * l, -1)


@right("im2col")
def appends_patch_after_patch(x, kernel_size, stride, padding, dilation):
    (k, l), z, d = kernel_size, padding, dilation
    n, _, h, w = x.shape
    wide = np.zeros((*x.shape[:2], h + 2 * z, w + 2 * z))
    wide[:, :, z : z + h, z : z + w] = x
    patches = []
    for i in range(0, h + 2 * z - d * (k - 1), stride):
        for j in range(0, w + 2 * z - d * (l - 1), stride):
            patch = wide[:, :, i : i + d * (k - 1) + 1 : d, j : j + d * (l - 1) + 1 : d]
            patches.append(patch.reshape(n, -1))
    return np.stack(patches, axis=-1)


@right("im2col")
def looks_up_every_entry(x, kernel_size, stride, padding, dilation):
    (n_, c_, h, w), (k_, l_) = x.shape, kernel_size
    p_ = output_size(h, k_, stride, padding, dilation)
    q_ = output_size(w, l_, stride, padding, dilation)
    columns = np.zeros((n_, c_ * k_ * l_, p_ * q_), dtype=np.float32)
    for c, k, l, p, q in np.ndindex(c_, k_, l_, p_, q_):
        i, j = p * stride + k * dilation - padding, q * stride + l * dilation - padding
        if 0 <= i < h and 0 <= j < w:
            columns[:, (c * k_ + k) * l_ + l, p * q_ + q] = x[:, c, i, j]
    return columns


@right("im2col")
def indexes_with_arrays(volumes, size, s, z, d):
    (n, c, h, w), (k, l) = volumes.shape, size
    rows = np.arange(output_size(h, k, s, z, d)) * s + np.arange(k)[:, None] * d
    columns = np.arange(output_size(w, l, s, z, d)) * s + np.arange(l)[:, None] * d
    padded = np.pad(volumes, [(0, 0), (0, 0), (z, z), (z, z)], "constant")
    taken = padded[:, :, rows[:, None, :, None], columns[None, :, None, :]]
    return np.asfortranarray(taken.reshape(n, c * k * l, -1))


@right("im2col")
def returns_nested_lists(x, kernel_size, stride, padding, dilation):
    (k, l), d = kernel_size, dilation
    wide = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    high, broad = wide.shape[2:]
    result = []
    for image in wide:
        rows = []
        for channel in image:
            for a in range(k):
                for b in range(l):
                    tops = range(a * d, high - d * (k - 1) + a * d, stride)
                    lefts = range(b * d, broad - d * (l - 1) + b * d, stride)
                    rows.append([float(channel[i, j]) for i in tops for j in lefts])
        result.append(rows)
    return result
