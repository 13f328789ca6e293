"""Wrong answers to max_pool2d, avg_pool2d and l2_pool2d."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import wrong


@wrong("max_pool2d", caught_by="max_of_two_by_two", hint="this is the average of each window")
def takes_the_mean(x, kernel_size, stride):
    return pools(x, kernel_size, stride).mean(axis=(4, 5))


@wrong("max_pool2d", caught_by="max_of_two_by_two", hint="the smallest value")
def takes_the_smallest(x, kernel_size, stride):
    return pools(x, kernel_size, stride).min(axis=(4, 5))


@wrong("max_pool2d", caught_by="max_of_overlaps", hint="moves on by its own height")
def takes_the_window_for_the_stride(x, kernel_size, stride):
    return pools(x, kernel_size, kernel_size[0]).max(axis=(4, 5))


@wrong("max_pool2d", caught_by="max_of_overlaps", hint="as large as the stride")
def takes_the_stride_for_the_window(x, kernel_size, stride):
    return pools(x, (stride, stride), stride).max(axis=(4, 5))


@wrong("max_pool2d", caught_by="max_of_overlaps", hint="moves on by its own size")
def cuts_into_blocks_by_reshape(x, kernel_size, stride):
    (n, c, h, w), (k, l) = x.shape, kernel_size
    p, q = h // k, w // l
    return x[:, :, : p * k, : q * l].reshape(n, c, p, k, q, l).max(axis=(3, 5))


@wrong("max_pool2d", caught_by="max_of_two_by_two", hint="right for square images")
def takes_the_height_of_the_image_for_its_width(x, kernel_size, stride):
    (n, c, h, _), (k, l) = x.shape, kernel_size
    result = np.zeros((n, c, (h - k) // stride + 1, (h - l) // stride + 1))
    for p, q in np.ndindex(*result.shape[2:]):
        i, j = p * stride, q * stride
        result[:, :, p, q] = x[:, :, i : i + k, j : j + l].max(axis=(2, 3))
    return result


@wrong("max_pool2d", caught_by="max_of_overlaps", hint="K")
def takes_the_height_of_the_window_for_its_width(x, kernel_size, stride):
    (n, c, h, w), (k, l) = x.shape, kernel_size
    result = np.zeros((n, c, (h - k) // stride + 1, (w - k) // stride + 1))
    for p, q in np.ndindex(*result.shape[2:]):
        i, j = p * stride, q * stride
        result[:, :, p, q] = x[:, :, i : i + k, j : j + l].max(axis=(2, 3))
    return result


@wrong("max_pool2d", caught_by="max_of_overlaps", hint="height and width are exchanged")
def exchanges_height_and_width_of_the_window(x, kernel_size, stride):
    return pools(x, kernel_size[::-1], stride).max(axis=(4, 5))


@wrong("max_pool2d", caught_by="max_of_two_by_two", hint="do not begin with 0")
def begins_with_zero(x, kernel_size, stride):
    return pools(x, kernel_size, stride).max(axis=(4, 5), initial=0)


@wrong("max_pool2d", caught_by="max_of_everything", hint="do not begin with 0")
def keeps_zeros_where_all_is_negative(x, kernel_size, stride):
    right = pools(x, kernel_size, stride).max(axis=(4, 5))
    return right if (x > 0).any() else np.maximum(right, 0)


@wrong("max_pool2d", caught_by="max_of_two_by_two", hint="the channels are pooled together")
def pools_all_channels_together(x, kernel_size, stride):
    return pools(x, kernel_size, stride).max(axis=(1, 4, 5))[:, None]


@wrong("max_pool2d", caught_by="max_of_two_by_two", hint="outputs of the first one")
def pools_the_first_image_always(x, kernel_size, stride):
    return np.repeat(pools(x, kernel_size, stride).max(axis=(4, 5))[:1], len(x), axis=0)


@wrong("max_pool2d", caught_by="max_of_everything", hint="would reach beyond the edge")
def counts_windows_that_do_not_fit(x, kernel_size, stride):
    (n, c, h, w), (k, l) = x.shape, kernel_size
    result = np.zeros((n, c, -(-(h - k) // stride) + 1, -(-(w - l) // stride) + 1))
    for p, q in np.ndindex(*result.shape[2:]):
        i, j = p * stride, q * stride
        result[:, :, p, q] = x[:, :, i : i + k, j : j + l].max(axis=(2, 3))
    return result


@wrong("max_pool2d", caught_by="max_of_two_by_two", hint="what stays from one call")
def remembers_the_first_volume_of_each_shape(x, kernel_size, stride, seen={}):
    x = seen.setdefault(x.shape, x)
    return pools(x, kernel_size, stride).max(axis=(4, 5))


@wrong("max_pool2d", caught_by="max_of_two_by_two", hint="where the largest value stands")
def returns_the_places(x, kernel_size, stride):
    windows = pools(x, kernel_size, stride)
    return windows.reshape(*windows.shape[:4], -1).argmax(axis=-1)


@wrong("max_pool2d", caught_by="max_of_two_by_two", hint="begins at x[p stride, q stride]")
def begins_every_window_one_further_on(x, kernel_size, stride):
    (h, w), (k, l) = x.shape[2:], kernel_size
    result = np.zeros((*x.shape[:2], (h - k) // stride + 1, (w - l) // stride + 1))
    for p, q in np.ndindex(*result.shape[2:]):
        result[:, :, p, q] = x[:, :, p : p + k, q : q + l].max(axis=(2, 3))
    return result


@wrong("avg_pool2d", caught_by="average_of_two_by_two", hint="this is the sum")
def adds_up(x, kernel_size, stride):
    return pools(x, kernel_size, stride).sum(axis=(4, 5))


@wrong("avg_pool2d", caught_by="average_of_two_by_two", hint="this is the largest value")
def takes_the_largest(x, kernel_size, stride):
    return pools(x, kernel_size, stride).max(axis=(4, 5))


@wrong("avg_pool2d", caught_by="average_of_overlaps", hint="L × L")
def divides_by_the_square_of_the_width(x, kernel_size, stride):
    return pools(x, (kernel_size[1],) * 2, stride).mean(axis=(4, 5))


@wrong("avg_pool2d", caught_by="average_of_overlaps", hint="right for square windows")
def divides_by_the_square_of_the_height(x, kernel_size, stride):
    return pools(x, kernel_size, stride).sum(axis=(4, 5)) / kernel_size[0] ** 2


@wrong("avg_pool2d", caught_by="average_of_overlaps", hint="moves on by its own width")
def moves_on_by_the_width(x, kernel_size, stride):
    return pools(x, kernel_size, kernel_size[1]).mean(axis=(4, 5))


@wrong("avg_pool2d", caught_by="average_of_overlaps", hint="moves on by 1")
def forgets_the_stride(x, kernel_size, stride):
    return pools(x, kernel_size, 1).mean(axis=(4, 5))


@wrong("avg_pool2d", caught_by="average_of_two_by_two", hint="height and width are exchanged")
def turns_the_output(x, kernel_size, stride):
    return pools(x, kernel_size, stride).mean(axis=(4, 5)).swapaxes(2, 3)


@wrong("avg_pool2d", caught_by="average_of_everything", hint="integers")
def stores_means_in_the_type_of_x(x, kernel_size, stride):
    return pools(x, kernel_size, stride).mean(axis=(4, 5)).astype(x.dtype)


@wrong("l2_pool2d", caught_by="length_of_two_by_two", hint="the root is missing")
def forgets_the_root(x, kernel_size, stride):
    return (pools(x, kernel_size, stride) ** 2).sum(axis=(4, 5))


@wrong("l2_pool2d", caught_by="length_of_two_by_two", hint="no mean is taken")
def takes_the_root_of_the_mean(x, kernel_size, stride):
    return np.sqrt((pools(x, kernel_size, stride) ** 2).mean(axis=(4, 5)))


@wrong("l2_pool2d", caught_by="length_of_two_by_two", hint="square before you add up")
def squares_the_sum(x, kernel_size, stride):
    return np.sqrt(pools(x, kernel_size, stride).sum(axis=(4, 5)) ** 2)


@wrong("l2_pool2d", caught_by="length_of_two_by_two", hint="the sum of absolute values")
def adds_absolute_values(x, kernel_size, stride):
    return np.abs(pools(x, kernel_size, stride)).sum(axis=(4, 5))


@wrong("l2_pool2d", caught_by="length_of_overlaps", hint="as large as the stride")
def takes_the_stride_for_the_windows_size(x, kernel_size, stride):
    return np.sqrt((pools(x, (stride, stride), stride) ** 2).sum(axis=(4, 5)))


@wrong("l2_pool2d", caught_by="length_of_everything", hint="bytes wrap round")
def squares_bytes(x, kernel_size, stride):
    return np.sqrt((pools(x, kernel_size, stride) ** 2).sum(axis=(4, 5), dtype=float))


@wrong("l2_pool2d", caught_by="length_of_two_by_two", hint="changes its input")
def squares_in_place(x, kernel_size, stride):
    x **= 2
    return np.sqrt(pools(x, kernel_size, stride).sum(axis=(4, 5)))


@wrong("l2_pool2d", caught_by="length_of_two_by_two", hint="NaN")
def takes_roots_first(x, kernel_size, stride):
    return np.sqrt(pools(x, kernel_size, stride)).sum(axis=(4, 5)) ** 2


@wrong("max_pool2d", caught_by="max_of_overlaps", hint="would reach beyond the edge")
def begins_windows_up_to_the_edge(x, kernel_size, stride):
    (h, w), (k, l) = x.shape[2:], kernel_size
    rows = [
        [x[:, :, i : i + k, j : j + l].max(axis=(2, 3)) for j in range(0, w, stride)]
        for i in range(0, h, stride)
    ]
    return np.array(rows).transpose(2, 3, 0, 1)


@wrong("l2_pool2d", caught_by="length_of_two_by_two", hint="square before you average")
def squares_the_average(x, kernel_size, stride):
    mean = pools(x, kernel_size, stride).mean(axis=(4, 5))
    return np.sqrt(mean**2 * kernel_size[0] * kernel_size[1])


@wrong("l2_pool2d", caught_by="length_of_two_by_two", hint="the largest absolute value")
def takes_the_root_of_the_largest_square(x, kernel_size, stride):
    return np.sqrt((pools(x, kernel_size, stride) ** 2).max(axis=(4, 5)))


@wrong("avg_pool2d", caught_by="average_of_two_by_two", hint="add them up first")
def divides_the_largest_value(x, kernel_size, stride):
    return np.array(max_pool2d(x, kernel_size, stride)) / (kernel_size[0] * kernel_size[1])


def pools(x, kernel_size, stride):
    windows = np.lib.stride_tricks.sliding_window_view(x, kernel_size, axis=(2, 3))
    return windows[:, :, ::stride, ::stride]
