"""Right answers to count_parameters and count_multiply_adds."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import right


@right("count_parameters")
def adds_up_filter_by_filter(c, o, kernel_size, bias):
    total = 0
    for _ in range(o):
        for _ in range(c):
            total += kernel_size[0] * kernel_size[1]
        if bias:
            total += 1
    return total


@right("count_parameters")
def makes_the_arrays(in_channels, out_channels, kernel_size, bias):
    weight = np.zeros((out_channels, in_channels, *kernel_size))
    return weight.size + (np.zeros(out_channels).size if bias else 0)


@right("count_parameters")
def multiplies_a_product(in_channels, out_channels, kernel_size, bias):
    return np.prod([in_channels, *kernel_size]) * out_channels + out_channels * bias


@right("count_parameters")
def returns_a_float(in_channels, out_channels, kernel_size, bias):
    high, wide = kernel_size
    return float(out_channels) * (high * wide * in_channels + int(bias))


@right("count_multiply_adds")
def counts_for_both_axes(c, o, kernel_size, image_size, s, p):
    work = c * o
    for m, k in zip(image_size, kernel_size, strict=True):
        work *= k * output_size(m, k, s, p, 1)
    return work


@right("count_multiply_adds")
def rounds_down_by_itself(in_channels, out_channels, kernel_size, image_size, s, p):
    (k, l), (h, w) = kernel_size, image_size
    rows, columns = (h + 2 * p - k) // s + 1, (w + 2 * p - l) // s + 1
    return rows * columns * out_channels * k * l * in_channels


@right("count_multiply_adds")
def counts_places_one_by_one(in_channels, out_channels, kernel_size, image_size, s, p):
    each = in_channels * kernel_size[0] * kernel_size[1]
    total = 0
    for _ in range(0, image_size[0] + 2 * p - kernel_size[0] + 1, s):
        for _ in range(0, image_size[1] + 2 * p - kernel_size[1] + 1, s):
            total += each * out_channels
    return total


@right("count_multiply_adds")
def multiplies_arrays(in_channels, out_channels, kernel_size, image_size, s, p):
    kernel, image = np.array(kernel_size, float), np.array(image_size, float)
    outputs = (image + 2 * p - kernel) / s + 1
    return (outputs * kernel).prod() * in_channels * out_channels
