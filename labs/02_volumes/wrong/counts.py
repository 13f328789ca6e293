"""Wrong answers to count_parameters and count_multiply_adds."""

from __future__ import annotations

from cnnlab.labs.answers import wrong


@wrong("count_parameters", caught_by="ten_filters", hint="where is in_channels?")
def takes_filters_for_flat(in_channels, out_channels, kernel_size, bias):
    return out_channels * (kernel_size[0] * kernel_size[1] + bias)


@wrong("count_parameters", caught_by="ten_filters", hint="this is one of them")
def counts_one_filter(in_channels, out_channels, kernel_size, bias):
    return in_channels * kernel_size[0] * kernel_size[1] + bias


@wrong("count_parameters", caught_by="ten_filters", hint="the biases are missing")
def forgets_the_biases(in_channels, out_channels, kernel_size, bias):
    return in_channels * out_channels * kernel_size[0] * kernel_size[1]


@wrong("count_parameters", caught_by="ten_filters", hint="where bias is False there are none")
def always_counts_biases(in_channels, out_channels, kernel_size, bias):
    return out_channels * (in_channels * kernel_size[0] * kernel_size[1] + 1)


@wrong("count_parameters", caught_by="ten_filters", hint="not one in all")
def counts_a_single_bias(in_channels, out_channels, kernel_size, bias):
    return in_channels * out_channels * kernel_size[0] * kernel_size[1] + bias


@wrong("count_parameters", caught_by="ten_filters", hint="not for each channel of it")
def counts_a_bias_for_each_channel(in_channels, out_channels, kernel_size, bias):
    return out_channels * in_channels * (kernel_size[0] * kernel_size[1] + bias)


@wrong("count_parameters", caught_by="ten_filters", hint="not in_channels")
def counts_biases_by_inputs(in_channels, out_channels, kernel_size, bias):
    return in_channels * (out_channels * kernel_size[0] * kernel_size[1] + bias)


@wrong("count_parameters", caught_by="ten_filters", hint="K times L")
def squares_the_height(in_channels, out_channels, kernel_size, bias):
    return out_channels * (in_channels * kernel_size[0] ** 2 + bias)


@wrong("count_parameters", caught_by="ten_filters", hint="K times L")
def squares_the_width(in_channels, out_channels, kernel_size, bias):
    return out_channels * (in_channels * kernel_size[1] ** 2 + bias)


@wrong("count_parameters", caught_by="ten_filters", hint="not K plus L")
def adds_the_sides(in_channels, out_channels, kernel_size, bias):
    return out_channels * (in_channels * sum(kernel_size) + bias)


@wrong("count_parameters", caught_by="ten_filters", hint="not O plus C")
def adds_the_channels(in_channels, out_channels, kernel_size, bias):
    return (out_channels + in_channels) * kernel_size[0] * kernel_size[1] + bias * out_channels


@wrong("count_parameters", caught_by="ten_filters", hint="return one number")
def returns_both_parts(in_channels, out_channels, kernel_size, bias):
    return out_channels * in_channels * kernel_size[0] * kernel_size[1], bias * out_channels


@wrong("count_parameters", caught_by="other_layers", hint="(O, C, K, L)")
def thinks_a_single_channel_needs_no_depth(in_channels, out_channels, kernel_size, bias):
    depth = in_channels if in_channels > 1 else 3
    return out_channels * (depth * kernel_size[0] * kernel_size[1] + bias)


@wrong("count_multiply_adds", caught_by="work_by_hand", hint="not at every pixel of the image")
def counts_pixels(in_channels, out_channels, kernel_size, image_size, s, p):
    weights = in_channels * out_channels * kernel_size[0] * kernel_size[1]
    return weights * image_size[0] * image_size[1]


@wrong("count_multiply_adds", caught_by="work_by_hand", hint="these are the weights")
def counts_the_weights(in_channels, out_channels, kernel_size, image_size, s, p):
    return in_channels * out_channels * kernel_size[0] * kernel_size[1]


@wrong("count_multiply_adds", caught_by="work_by_hand", hint="where is in_channels?")
def forgets_the_channels(in_channels, out_channels, kernel_size, image_size, s, p):
    return work(1, out_channels, kernel_size, image_size, s, p)


@wrong("count_multiply_adds", caught_by="strided_work", hint="this is the work for one")
def forgets_the_filters(in_channels, out_channels, kernel_size, image_size, s, p):
    return work(in_channels, 1, kernel_size, image_size, s, p)


@wrong("count_multiply_adds", caught_by="work_by_hand", hint="this is the number of outputs")
def counts_the_outputs(in_channels, out_channels, kernel_size, image_size, s, p):
    return work(1, out_channels, kernel_size, image_size, s, p) // kernel_size[0] // kernel_size[1]


@wrong("count_multiply_adds", caught_by="work_by_hand", hint="one step, not two")
def counts_products_and_sums(in_channels, out_channels, kernel_size, image_size, s, p):
    return 2 * work(in_channels, out_channels, kernel_size, image_size, s, p)


@wrong("count_multiply_adds", caught_by="work_by_hand", hint="do not count them")
def counts_the_biases_too(in_channels, out_channels, kernel_size, image_size, s, p):
    k, l = kernel_size
    filters = work(in_channels, out_channels, kernel_size, image_size, s, p)
    return filters + filters // (in_channels * k * l)


@wrong("count_multiply_adds", caught_by="strided_work", hint="is the padding used?")
def forgets_the_padding(in_channels, out_channels, kernel_size, image_size, s, p):
    (k, l), (h, w) = kernel_size, image_size
    return in_channels * out_channels * k * l * ((h - k) // s + 1) * ((w - l) // s + 1)


@wrong("count_multiply_adds", caught_by="strided_work", hint="is the stride used?")
def forgets_the_stride(in_channels, out_channels, kernel_size, image_size, s, p):
    return work(in_channels, out_channels, kernel_size, image_size, 1, p)


@wrong("count_multiply_adds", caught_by="strided_work", hint="its own side of the kernel")
def exchanges_the_sides_of_the_kernel(in_channels, out_channels, kernel_size, image_size, s, p):
    k, l = kernel_size
    return work(in_channels, out_channels, (l, k), image_size, s, p)


@wrong("count_multiply_adds", caught_by="strided_work", hint="from the heights of image and kernel")
def exchanges_them_and_rounds(in_channels, out_channels, kernel_size, image_size, s, p):
    (k, l), (h, w) = kernel_size, image_size
    outputs = ((h + 2 * p - l) // s + 1) * ((w + 2 * p - k) // s + 1)
    return in_channels * out_channels * k * l * outputs


@wrong("count_multiply_adds", caught_by="strided_work", hint="the image need not be square")
def squares_the_map(in_channels, out_channels, kernel_size, image_size, s, p):
    (k, l), (h, _) = kernel_size, image_size
    return in_channels * out_channels * k * l * output_size(h, k, s, p, 1) ** 2


@wrong("count_multiply_adds", caught_by="little_and_much_work", hint="times what one of them takes")
def overflows(in_channels, out_channels, kernel_size, image_size, s, p):
    return work(in_channels, out_channels, kernel_size, image_size, s, p) % 2**28


def work(in_channels, out_channels, kernel_size, image_size, s, p):
    high, wide = ((m + 2 * p - k) // s + 1 for m, k in zip(image_size, kernel_size, strict=True))
    if any((m + 2 * p - k) % s for m, k in zip(image_size, kernel_size, strict=True)):
        raise ValueError("does not fit")
    return in_channels * out_channels * kernel_size[0] * kernel_size[1] * high * wide
