"""Wrong answers to lab 1 that students may well give: the check that catches each, and its hint."""

# F821: correlate2d and convolve2d are those of the solution that an answer joins.
# ruff: noqa: F821, RET503

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import wrong

# 1. moving_average


@wrong("moving_average", caught_by="by_hand", hint="weights the wrong way round")
def gives_the_first_weight_to_the_oldest(x, weights):
    k = len(weights)
    return [sum(np.multiply(x[t : t + k], weights)) for t in range(len(x) - k + 1)]


@wrong("moving_average", caught_by="drawn_measurements", hint="do not divide by their sum")
def divides_by_the_sum_of_the_weights(x, weights):
    return np.convolve(x, weights, "valid") / np.sum(weights)


@wrong("moving_average", caught_by="by_hand", hint="wholly inside x")
def begins_before_the_first_window_is_full(x, weights):
    return np.convolve(x, weights)[: len(x)]


@wrong("moving_average", caught_by="by_hand", hint="the last window is missing")
def leaves_out_the_last_window(x, weights):
    k = len(weights)
    return [np.dot(x[t : t + k], weights[::-1]) for t in range(len(x) - k)]


@wrong("moving_average", caught_by="by_hand", hint="are the weights used?")
def takes_the_plain_mean(x, weights):
    k = len(weights)
    return [np.mean(x[t : t + k]) for t in range(len(x) - k + 1)]


@wrong("moving_average", caught_by="by_hand", hint="is the mean taken")
def takes_the_mean_of_the_products(x, weights):
    k = len(weights)
    return [np.mean(x[t : t + k] * weights[::-1]) for t in range(len(x) - k + 1)]


@wrong("moving_average", caught_by="drawn_measurements", hint="always three weights")
def knows_three_weights_only(x, weights):
    return [sum(weights[a] * x[t - a] for a in range(3)) for t in range(2, len(x))]


@wrong("moving_average", caught_by="drawn_measurements", hint="changes its input")
def reverses_the_callers_weights(x, weights):
    weights[:] = weights[::-1].copy()
    k = len(weights)
    return [np.dot(x[t : t + k], weights) for t in range(len(x) - k + 1)]


@wrong("moving_average", caught_by="one_window", hint="does a slice end at -0")
def trims_by_a_negative_index(x, weights):
    k = len(weights)
    return np.convolve(x, weights)[k - 1 : -(k - 1)]


@wrong("moving_average", caught_by="whole_numbers_in", hint="dtype=float")
def stores_averages_in_the_type_of_x(x, weights):
    k = len(weights)
    averages = np.zeros(len(x) - k + 1, dtype=x.dtype)
    for t in range(len(averages)):
        averages[t] = x[t : t + k] @ weights[::-1]
    return averages


@wrong("moving_average", caught_by="by_hand", hint="M - K + 1 of them")
def reaches_back_to_the_end_of_x(x, weights):
    return [sum(weights[a] * x[t - a] for a in range(len(weights))) for t in range(len(x))]


@wrong("moving_average", caught_by="by_hand", hint="end with a return")
def prints_and_returns_nothing(x, weights):
    np.convolve(x, weights, "valid")


@wrong("moving_average", caught_by="by_hand", hint="mind the K - 1")
def lets_t_minus_age_fall_below_zero(x, weights):
    k = len(weights)
    return [sum(weights[a] * x[t - a] for a in range(k)) for t in range(len(x) - k + 1)]


@wrong("moving_average", caught_by="by_hand", hint="ages begin at 0")
def begins_with_age_one(x, weights):
    return np.convolve(x, [0, *weights[1:]], "valid")


@wrong("moving_average", caught_by="by_hand", hint="ages run to K - 1")
def ends_before_the_oldest(x, weights):
    return np.convolve(x, [*weights[:-1], 0], "valid")


@wrong("moving_average", caught_by="drawn_measurements", hint="moves on by one measurement")
def cuts_the_measurements_into_blocks(x, weights):
    return np.convolve(x, weights, "valid")[:: len(weights)]


@wrong("moving_average", caught_by="drawn_measurements", hint="is anything rounded")
def rounds_to_two_digits(x, weights):
    return np.convolve(x, weights, "valid").round(2)


# 2. convolve1d


@wrong("convolve1d", caught_by="three_modes", hint="is the kernel flipped?")
def does_not_flip(x, w, mode):
    return np.convolve(x, w[::-1], mode)


@wrong("convolve1d", caught_by="even_kernel", hint="one output too late")
def begins_same_at_half_the_kernel(x, w, mode):
    full = np.convolve(x, w)
    return full[len(w) // 2 :][: len(x)] if mode == "same" else np.convolve(x, w, mode)


@wrong("convolve1d", caught_by="three_modes", hint='this is mode "full"')
def ignores_the_mode(x, w, mode):
    return np.convolve(x, w)


@wrong("convolve1d", caught_by="three_modes", hint='this is mode "same"')
def exchanges_same_and_valid(x, w, mode):
    return np.convolve(x, w, {"same": "valid", "valid": "same", "full": "full"}[mode])


@wrong("convolve1d", caught_by="three_modes", hint="last outputs")
def ends_full_with_x(x, w, mode):
    full = [sum(w[b] * x[i - b] for b in range(len(w)) if i >= b) for i in range(len(x))]
    return full if mode == "full" else np.convolve(x, w, mode)


@wrong("convolve1d", caught_by="three_modes", hint="from the middle")
def takes_same_from_the_beginning(x, w, mode):
    return np.convolve(x, w)[: len(x)] if mode == "same" else np.convolve(x, w, mode)


@wrong("convolve1d", caught_by="three_modes", hint="negative index")
def lets_negative_indices_wrap(x, w, mode):
    m, k = len(x), len(w)
    full = [sum(w[b] * x[i - b] for b in range(k) if i - b < m) for i in range(m + k - 1)]
    return {"full": full, "same": full[(k - 1) // 2 :][:m], "valid": full[k - 1 : m]}[mode]


@wrong("convolve1d", caught_by="extreme_kernels", hint="does a slice end at -0")
def trims_valid_by_a_negative_index(x, w, mode):
    full, k = np.convolve(x, w), len(w)
    return full[k - 1 : -(k - 1)] if mode == "valid" else np.convolve(x, w, mode)


@wrong("convolve1d", caught_by="lists_of_whole_numbers", hint="np.asarray")
def wants_arrays(x, w, mode):
    full = np.zeros(x.size + w.size - 1)
    for b in range(w.size):
        full[b : b + x.size] += w[b] * x
    start = {"full": 0, "same": (w.size - 1) // 2, "valid": w.size - 1}[mode]
    size = {"full": full.size, "same": x.size, "valid": x.size - w.size + 1}[mode]
    return full[start : start + size]


@wrong("convolve1d", caught_by="lists_of_whole_numbers", hint="dtype=float")
def stores_outputs_in_the_type_of_x(x, w, mode):
    x = np.asarray(x)
    result = np.convolve(x, w, mode)
    return result.astype(x.dtype)


@wrong("convolve1d", caught_by="three_modes", hint="valid begins at i = K - 1")
def takes_valid_from_the_beginning(x, w, mode):
    full = np.convolve(x, w)
    return full[: len(x) - len(w) + 1] if mode == "valid" else np.convolve(x, w, mode)


@wrong("convolve1d", caught_by="three_modes", hint="= instead of +=")
def keeps_the_last_product_of_each_sum(x, w, mode):
    m, k = len(x), len(w)
    full = np.zeros(m + k - 1)
    for a in range(m):
        for b in range(k):
            full[a + b] = x[a] * w[b]
    return {"full": full, "same": full[(k - 1) // 2 :][:m], "valid": full[k - 1 : m]}[mode]


@wrong("convolve1d", caught_by="even_kernel", hint="the last weight takes no part")
def leaves_the_last_weight_out(x, w, mode):
    return np.convolve(x, [*w[:-1], 0], mode)


@wrong("convolve1d", caught_by="three_modes", hint="it is w that runs backwards")
def turns_x_round(x, w, mode):
    return np.convolve(x[::-1], w, mode)


# 3. correlate2d


@wrong("correlate2d", caught_by="correlate_by_hand", hint="the kernel is flipped")
def flips_the_kernel(image, kernel):
    return convolve2d(image, kernel)


@wrong("correlate2d", caught_by="correlate_by_hand", hint="height and width exchanged")
def transposes_the_output(image, kernel):
    (h, w), (k, l) = image.shape, kernel.shape
    s = np.zeros((w - l + 1, h - k + 1))
    for j in range(w - l + 1):
        for i in range(h - k + 1):
            s[j, i] = (image[i : i + k, j : j + l] * kernel).sum()
    return s


@wrong("correlate2d", caught_by="rectangles", hint="right for square kernels, wrong for 2 × 3")
def takes_every_kernel_for_square(image, kernel):
    (h, w), k = image.shape, len(kernel)
    s = np.zeros((h - k + 1, w - k + 1))
    for i, j in np.ndindex(s.shape):
        s[i, j] = (image[i : i + k, j : j + k] * kernel).sum()
    return s


@wrong("correlate2d", caught_by="rectangles", hint="right for square images, wrong for 5 × 7")
def takes_every_image_for_square(image, kernel):
    n, (k, l) = len(image), kernel.shape
    s = np.zeros((n - k + 1, n - l + 1))
    for i, j in np.ndindex(s.shape):
        s[i, j] = (image[i : i + k, j : j + l] * kernel).sum()
    return s


@wrong("correlate2d", caught_by="correlate_by_hand", hint="one output too early")
def ends_the_loops_early(image, kernel):
    (h, w), (k, l) = image.shape, kernel.shape
    return [
        [(image[i : i + k, j : j + l] * kernel).sum() for j in range(w - l)] for i in range(h - k)
    ]


@wrong("correlate2d", caught_by="rectangles", hint="as large as the image")
def keeps_the_size_of_the_image(image, kernel):
    return correlate2d(pad2d(image, kernel.shape, "same"), kernel)


@wrong("correlate2d", caught_by="rectangles", hint="mean taken")
def takes_the_mean_of_each_patch(image, kernel):
    return correlate2d(image, kernel) / kernel.size


@wrong("correlate2d", caught_by="correlate_by_hand", hint="set back to zero")
def never_sets_the_sum_back(image, kernel):
    (k, l), total = kernel.shape, 0.0
    s = np.zeros(np.subtract(image.shape, kernel.shape) + 1)
    for i, j in np.ndindex(s.shape):
        for m, n in np.ndindex(k, l):
            total += image[i + m, j + n] * kernel[m, n]
        s[i, j] = total
    return s


@wrong("correlate2d", caught_by="correlate_by_hand", hint="does return stand inside the loop?")
def returns_inside_the_outer_loop(image, kernel):
    (k, l), s = kernel.shape, np.zeros(np.subtract(image.shape, kernel.shape) + 1)
    for i in range(len(s)):
        for j in range(len(s[0])):
            s[i, j] = (image[i : i + k, j : j + l] * kernel).sum()
        return s


@wrong("correlate2d", caught_by="correlate_by_hand", hint="added up")
def forgets_to_add_up(image, kernel):
    k, l = kernel.shape
    p, q = np.subtract(image.shape, kernel.shape) + 1
    return [[image[i : i + k, j : j + l] * kernel for j in range(q)] for i in range(p)]


@wrong("correlate2d", caught_by="correlate_by_hand", hint="= instead of +=")
def assigns_instead_of_adding(image, kernel):
    s = np.zeros(np.subtract(image.shape, kernel.shape) + 1)
    for i, j in np.ndindex(s.shape):
        for m, n in np.ndindex(kernel.shape):
            s[i, j] = image[i + m, j + n] * kernel[m, n]
    return s


@wrong("correlate2d", caught_by="smallest_and_largest", hint="2 axes")
def squeezes_the_result(image, kernel):
    s = correlate2d(image, kernel)
    return s[0, 0] if s.size == 1 else s


@wrong("correlate2d", caught_by="whole_number_pixels", hint="dtype=float")
def stores_outputs_in_the_type_of_the_image(image, kernel):
    (k, l) = kernel.shape
    s = np.zeros(np.subtract(image.shape, kernel.shape) + 1, image.dtype)
    for i, j in np.ndindex(s.shape):
        s[i, j] = (image[i : i + k, j : j + l] * kernel).sum()
    return s


@wrong("correlate2d", caught_by="rectangles", hint="do the outer loops end one step too early?")
def leaves_the_last_row_and_column_at_zero(image, kernel):
    s = correlate2d(image, kernel)
    s[-1], s[:, -1] = 0, 0
    return s


@wrong("correlate2d", caught_by="rectangles", hint="do the inner loops end too early?")
def ends_the_inner_loops_early(image, kernel):
    k, l = kernel.shape
    s = np.zeros(np.subtract(image.shape, kernel.shape) + 1)
    for i, j in np.ndindex(s.shape):
        for m, n in np.ndindex(k - 1, l - 1):
            s[i, j] += image[i + m, j + n] * kernel[m, n]
    return s


@wrong("correlate2d", caught_by="rectangles", hint="hold one list P times?")
def repeats_one_list(image, kernel):
    k, l = kernel.shape
    p, q = np.subtract(image.shape, kernel.shape) + 1
    s = [[0] * q] * p
    for i, j in np.ndindex(p, q):
        s[i][j] = (image[i : i + k, j : j + l] * kernel).sum()
    return s


@wrong("correlate2d", caught_by="rectangles", hint="the first patch begins at image[0, 0]")
def centres_the_kernel_on_each_pixel(image, kernel):
    k, l = kernel.shape
    s = np.zeros(np.subtract(image.shape, kernel.shape) + 1)
    for i, j in np.ndindex(s.shape):
        for m, n in np.ndindex(k, l):
            s[i, j] += image[i + m - k // 2, j + n - l // 2] * kernel[m, n]
    return s


@wrong("correlate2d", caught_by="correlate_by_hand", hint="@ multiplies matrices")
def multiplies_matrices(image, kernel):
    k, l = kernel.shape
    s = np.zeros(np.subtract(image.shape, kernel.shape) + 1)
    for i, j in np.ndindex(s.shape):
        s[i, j] = (image[i : i + k, j : j + l] @ kernel).sum()
    return s


# 4. convolve2d


@wrong("convolve2d", caught_by="flipped_rectangles", hint="convolution flips the kernel")
def correlates(image, kernel):
    return correlate2d(image, kernel)


@wrong("convolve2d", caught_by="flipped_rectangles", hint="upside down only")
def flips_upside_down(image, kernel):
    return correlate2d(image, kernel[::-1])


@wrong("convolve2d", caught_by="flipped_rectangles", hint="left to right only")
def flips_left_to_right(image, kernel):
    return correlate2d(image, kernel[:, ::-1])


@wrong("convolve2d", caught_by="flipped_rectangles", hint="transposing")
def transposes_the_kernel(image, kernel):
    return correlate2d(image, kernel.T)


@wrong("convolve2d", caught_by="flipped_rectangles", hint="quarter")
def turns_the_kernel_once(image, kernel):
    return correlate2d(image, np.rot90(kernel))


@wrong("convolve2d", caught_by="flipped_rectangles", hint="the image is flipped")
def flips_the_image(image, kernel):
    return correlate2d(image[::-1, ::-1], kernel)


@wrong("convolve2d", caught_by="flipped_rectangles", hint="the result is flipped")
def flips_the_result(image, kernel):
    return correlate2d(image, kernel)[::-1, ::-1]


@wrong("convolve2d", caught_by="flipped_tall", hint="full result")
def keeps_the_full_result(image, kernel):
    return correlate2d(pad2d(image, kernel.shape, "full"), kernel[::-1, ::-1])


@wrong("convolve2d", caught_by="flipped_rectangles", hint="changes its input")
def flips_the_callers_kernel(image, kernel):
    kernel[:] = kernel[::-1, ::-1].copy()
    return correlate2d(image, kernel)


@wrong("convolve2d", caught_by="as_large_as_the_image", hint="2 axes")
def squeezes_the_convolution(image, kernel):
    return np.squeeze(correlate2d(image, kernel[::-1, ::-1]))


@wrong("convolve2d", caught_by="flipped_rectangles", hint="three quarters of a turn")
def turns_the_kernel_three_times(image, kernel):
    return correlate2d(image, np.rot90(kernel, 3))


@wrong("convolve2d", caught_by="flipped_rectangles", hint="where is the K - 1?")
def forgets_the_shift(image, kernel):
    s = np.zeros(np.subtract(image.shape, kernel.shape) + 1)
    for i, j in np.ndindex(s.shape):
        for m, n in np.ndindex(kernel.shape):
            s[i, j] += image[i - m, j - n] * kernel[m, n]
    return s


@wrong("convolve2d", caught_by="flipped_rectangles", hint="the first is kernel[-1, -1]")
def flips_by_negative_indices(image, kernel):
    s = np.zeros(np.subtract(image.shape, kernel.shape) + 1)
    for i, j in np.ndindex(s.shape):
        for m, n in np.ndindex(kernel.shape):
            s[i, j] += image[i + m, j + n] * kernel[-m, -n]
    return s


# 5. pad2d


@wrong("pad2d", caught_by="even_kernels", hint="goes after the image, not before")
def puts_the_extra_zero_before(image, kernel_size, mode):
    sides = {
        "valid": [(0, 0), (0, 0)],
        "same": [(k // 2, (k - 1) // 2) for k in kernel_size],
        "full": [(k - 1, k - 1) for k in kernel_size],
    }
    return np.pad(image, sides[mode])


@wrong("pad2d", caught_by="even_kernels", hint="this is k // 2 on each")
def pads_half_the_kernel_on_both_sides(image, kernel_size, mode):
    sides = {"valid": lambda k: 0, "same": lambda k: k // 2, "full": lambda k: k - 1}
    return np.pad(image, [(sides[mode](k),) * 2 for k in kernel_size])


@wrong("pad2d", caught_by="even_kernels", hint="here one is missing")
def leaves_the_extra_zero_out(image, kernel_size, mode):
    sides = {"valid": lambda k: 0, "same": lambda k: (k - 1) // 2, "full": lambda k: k - 1}
    return np.pad(image, [(sides[mode](k),) * 2 for k in kernel_size])


@wrong("pad2d", caught_by="odd_kernels", hint="are they exchanged?")
def exchanges_height_and_width(image, kernel_size, mode):
    return pads(image, kernel_size[::-1], mode)


@wrong("pad2d", caught_by="odd_kernels", hint="only the kernel's height is used")
def reads_the_height_only(image, kernel_size, mode):
    return pads(image, (kernel_size[0], kernel_size[0]), mode)


@wrong("pad2d", caught_by="odd_kernels", hint="full takes k - 1 a side")
def pads_full_by_the_whole_kernel(image, kernel_size, mode):
    k, l = kernel_size
    return np.pad(image, [(k, k), (l, l)]) if mode == "full" else pads(image, kernel_size, mode)


@wrong("pad2d", caught_by="odd_kernels", hint="all these zeros come after the image")
def puts_all_zeros_after(image, kernel_size, mode):
    padded = np.zeros_like(pads(image, kernel_size, mode))
    padded[: image.shape[0], : image.shape[1]] = image
    return padded


@wrong("pad2d", caught_by="odd_kernels", hint="the edge is repeated")
def repeats_the_edge(image, kernel_size, mode):
    return pads(image, kernel_size, mode, "edge")


@wrong("pad2d", caught_by="odd_kernels", hint="mirrored")
def mirrors_the_image(image, kernel_size, mode):
    return pads(image, kernel_size, mode, "reflect")


@wrong("pad2d", caught_by="odd_kernels", hint='this is mode "same"')
def knows_same_only(image, kernel_size, mode):
    return pads(image, kernel_size, "same")


@wrong("pad2d", caught_by="odd_kernels", hint="only the rows are padded")
def pads_the_rows_only(image, kernel_size, mode):
    return pads(image, (kernel_size[0], 1), mode)


@wrong("pad2d", caught_by="mixed_kernels", hint="each side of the kernel decides for itself")
def asks_the_height_whether_the_kernel_is_even(image, kernel_size, mode):
    if mode != "same":
        return pads(image, kernel_size, mode)
    extra = 1 - kernel_size[0] % 2
    return np.pad(image, [((k - 1) // 2, (k - 1) // 2 + extra) for k in kernel_size])


@wrong("pad2d", caught_by="whole_number_image", hint="dtype=float")
def pads_into_whole_numbers(image, kernel_size, mode):
    padded = pads(image, kernel_size, mode)
    return np.round(padded) if np.abs(image).max() < 1 else padded


@wrong("pad2d", caught_by="even_kernels", hint="the extra column goes to the right")
def puts_the_extra_column_before(image, kernel_size, mode):
    if mode != "same":
        return pads(image, kernel_size, mode)
    k, l = kernel_size
    return np.pad(image, [((k - 1) // 2, k // 2), (l // 2, (l - 1) // 2)])


@wrong("pad2d", caught_by="odd_kernels", hint="count the rows")
def pads_same_by_the_size_of_the_image(image, kernel_size, mode):
    return pads(image, image.shape, mode)


def pads(image, kernel_size, mode, fill="constant"):
    sides = {
        "valid": lambda k: (0, 0),
        "same": lambda k: ((k - 1) // 2, k // 2),
        "full": lambda k: (k - 1, k - 1),
    }
    return np.pad(image, [sides[mode](k) for k in kernel_size], fill)


# 6. sobel

GX = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])


@wrong("sobel", caught_by="two_edges", hint="gx and gy are exchanged")
def exchanges_gx_and_gy(image):
    gx, gy = correlate2d(image, GX), correlate2d(image, GX.T)
    return gy, gx, np.hypot(gx, gy)


@wrong("sobel", caught_by="two_edges", hint="the sign is turned")
def convolves(image):
    gx, gy = convolve2d(image, GX), convolve2d(image, GX.T)
    return gx, gy, np.hypot(gx, gy)


@wrong("sobel", caught_by="two_edges", hint="square root missing")
def forgets_the_root(image):
    gx, gy = correlate2d(image, GX), correlate2d(image, GX.T)
    return gx, gy, gx**2 + gy**2


@wrong("sobel", caught_by="noise", hint="|gx| + |gy|")
def adds_absolute_values(image):
    gx, gy = correlate2d(image, GX), correlate2d(image, GX.T)
    return gx, gy, abs(gx) + abs(gy)


@wrong("sobel", caught_by="two_edges", hint="the middle row of the kernel weighs twice")
def uses_prewitts_kernel(image):
    kernel = np.sign(GX)
    gx, gy = correlate2d(image, kernel), correlate2d(image, kernel.T)
    return gx, gy, np.hypot(gx, gy)


@wrong("sobel", caught_by="two_edges", hint="H − 2 rows")
def keeps_the_size_of_the_photograph(image):
    padded = np.pad(image, 1)
    gx, gy = correlate2d(padded, GX), correlate2d(padded, GX.T)
    return gx, gy, np.hypot(gx, gy)


@wrong("sobel", caught_by="two_edges", hint="divided by its maximum")
def scales_the_magnitude_to_one(image):
    gx, gy = correlate2d(image, GX), correlate2d(image, GX.T)
    magnitude = np.hypot(gx, gy)
    return gx, gy, magnitude / magnitude.max()


@wrong("sobel", caught_by="two_edges", hint="return gx, gy, magnitude")
def returns_the_magnitude_alone(image):
    return np.hypot(correlate2d(image, GX), correlate2d(image, GX.T))


@wrong("sobel", caught_by="noise", hint="keep the sign")
def takes_absolute_values(image):
    gx, gy = abs(correlate2d(image, GX)), abs(correlate2d(image, GX.T))
    return gx, gy, np.hypot(gx, gy)


@wrong("sobel", caught_by="dark_byte_pixels", hint="wrap round at 256")
def subtracts_bytes(image):
    across, down = image[:, 2:] - image[:, :-2], image[2:] - image[:-2]
    gx = across[:-2] + 2 * across[1:-1] + across[2:]
    gy = down[:, :-2] + 2 * down[:, 1:-1] + down[:, 2:]
    return gx, gy, np.hypot(gx.astype(float), gy.astype(float))


@wrong("sobel", caught_by="dark_byte_pixels", hint="cut off at 255")
def cuts_to_the_range_of_a_picture(image):
    gx, gy = correlate2d(image, GX), correlate2d(image, GX.T)
    return gx, gy, np.minimum(np.hypot(gx, gy), 255)


@wrong("sobel", caught_by="smallest_image", hint="2 axes")
def squeezes_the_maps(image):
    gx, gy = correlate2d(image, GX).squeeze(), correlate2d(image, GX.T).squeeze()
    return gx, gy, np.hypot(gx, gy)


@wrong("sobel", caught_by="two_edges", hint="gy has its own kernel")
def uses_one_kernel_for_both(image):
    gx = correlate2d(image, GX)
    return gx, gx, np.hypot(gx, gx)


@wrong("sobel", caught_by="noise", hint="return gx, gy, magnitude, in this order")
def returns_the_magnitude_first(image):
    gx, gy = correlate2d(image, GX), correlate2d(image, GX.T)
    return np.hypot(gx, gy), gx, gy


@wrong("sobel", caught_by="noise", hint="mind the brackets")
def closes_the_root_too_early(image):
    gx, gy = correlate2d(image, GX), correlate2d(image, GX.T)
    return gx, gy, np.sqrt(gx**2) + gy**2


@wrong("sobel", caught_by="noise", hint="are the kernels Gx and Gy, number by number?")
def mistypes_a_weight(image):
    kernel = np.array([[-1, 0, 1], [-1, 0, 2], [-1, 0, 1]])
    gx, gy = correlate2d(image, kernel), correlate2d(image, kernel.T)
    return gx, gy, np.hypot(gx, gy)


@wrong("sobel", caught_by="two_edges", hint="the magnitude is a map too")
def adds_up_the_magnitude(image):
    gx, gy = correlate2d(image, GX), correlate2d(image, GX.T)
    return gx, gy, np.sqrt((gx**2 + gy**2).sum())


# 7. as_matrix


@wrong("as_matrix", caught_by="one_row", hint="the kernel is flipped")
def flips_the_kernel_first(kernel, image_shape):
    return fills(kernel[::-1, ::-1], image_shape)


@wrong("as_matrix", caught_by="one_row", hint="the matrix is transposed")
def transposes_the_matrix(kernel, image_shape):
    return fills(kernel, image_shape).T


@wrong("as_matrix", caught_by="small_matrix", hint="W pixels further on")
def counts_pixels_by_the_width_of_the_output(kernel, image_shape):
    (k, l), (h, w) = kernel.shape, image_shape
    p, q = h - k + 1, w - l + 1
    matrix = np.zeros((p * q, h * w))
    for i, j, m, n in np.ndindex(p, q, k, l):
        matrix[i * q + j, (i + m) * q + j + n] = kernel[m, n]
    return matrix


@wrong("as_matrix", caught_by="small_matrix", hint="Q rows further down")
def counts_outputs_by_their_height(kernel, image_shape):
    (k, l), (h, w) = kernel.shape, image_shape
    p, q = h - k + 1, w - l + 1
    matrix = np.zeros((p * q, h * w))
    for i, j, m, n in np.ndindex(p, q, k, l):
        matrix[i * p + j, (i + m) * w + j + n] = kernel[m, n]
    return matrix


@wrong("as_matrix", caught_by="small_matrix", hint="are the outputs counted column by column?")
def counts_outputs_down_the_columns(kernel, image_shape):
    (k, l), (h, w) = kernel.shape, image_shape
    p, q = h - k + 1, w - l + 1
    return fills(kernel, image_shape).reshape(p, q, -1).swapaxes(0, 1).reshape(p * q, -1)


@wrong("as_matrix", caught_by="small_matrix", hint="is the image read column by column?")
def reads_the_image_down_the_columns(kernel, image_shape):
    matrix = fills(kernel, image_shape)
    return matrix.reshape(-1, *image_shape).swapaxes(1, 2).reshape(matrix.shape)


@wrong("as_matrix", caught_by="small_matrix", hint="the kernel's next row")
def writes_the_kernel_in_one_piece(kernel, image_shape):
    (k, l), (h, w) = kernel.shape, image_shape
    p, q = h - k + 1, w - l + 1
    matrix = np.zeros((p * q, h * w))
    for i, j in np.ndindex(p, q):
        matrix[i * q + j, i * w + j : i * w + j + k * l] = kernel.ravel()
    return matrix


@wrong("as_matrix", caught_by="small_matrix", hint="by more than one pixel")
def moves_every_row_on_by_one(kernel, image_shape):
    matrix = fills(kernel, image_shape)
    return [np.roll(matrix[0], row) for row in range(len(matrix))]


@wrong("as_matrix", caught_by="small_matrix", hint="further on, not H")
def counts_pixels_by_the_height_of_the_image(kernel, image_shape):
    (k, l), (h, w) = kernel.shape, image_shape
    p, q = h - k + 1, w - l + 1
    matrix = np.zeros((p * q, h * w))
    for i, j, m, n in np.ndindex(p, q, k, l):
        matrix[i * q + j, (i + m) * h + j + n] = kernel[m, n]
    return matrix


@wrong("as_matrix", caught_by="small_matrix", hint="end too early?")
def leaves_the_rows_of_the_last_outputs_empty(kernel, image_shape):
    (k, l), (h, w) = kernel.shape, image_shape
    p, q = h - k + 1, w - l + 1
    matrix = np.zeros((p * q, h * w))
    for i, j, m, n in np.ndindex(p - 1, q - 1, k, l):
        matrix[i * q + j, (i + m) * w + j + n] = kernel[m, n]
    return matrix


@wrong("as_matrix", caught_by="small_matrix", hint="upside down")
def writes_the_kernel_upside_down(kernel, image_shape):
    return fills(kernel[::-1], image_shape)


@wrong("as_matrix", caught_by="small_matrix", hint="image_shape is (height, width)")
def takes_the_width_first(kernel, image_shape):
    return fills(kernel, image_shape[::-1])


@wrong("as_matrix", caught_by="one_row", hint="a row for each output")
def makes_a_row_for_every_pixel(kernel, image_shape):
    stamp = np.zeros(image_shape)
    stamp[: kernel.shape[0], : kernel.shape[1]] = kernel
    places = np.ndindex(*image_shape)
    return [np.roll(stamp, place, axis=(0, 1)).ravel() for place in places]


@wrong("as_matrix", caught_by="one_row", hint="a row for each output")
def returns_four_axes(kernel, image_shape):
    (k, l), (h, w) = kernel.shape, image_shape
    return fills(kernel, image_shape).reshape(h - k + 1, w - l + 1, h, w)


@wrong("as_matrix", caught_by="one_row", hint="dtype=float")
def stores_whole_numbers(kernel, image_shape):
    return fills(kernel, image_shape).astype(int)


@wrong("as_matrix", caught_by="other_matrices", hint="2 axes")
def squeezes_the_matrix(kernel, image_shape):
    return fills(kernel, image_shape).squeeze()


def fills(kernel, image_shape):
    (k, l), (h, w) = kernel.shape, image_shape
    p, q = h - k + 1, w - l + 1
    matrix = np.zeros((p, q, h, w))
    for i, j in np.ndindex(p, q):
        matrix[i, j, i : i + k, j : j + l] = kernel
    return matrix.reshape(p * q, h * w)


# 8. learn_kernel


@wrong("learn_kernel", caught_by="first_step", hint="the loss is a mean, not a sum")
def sums_over_the_outputs(image, target, steps, lr):
    return descends(image, target, steps, lr * target.size)


@wrong("learn_kernel", caught_by="first_step", hint="the loss has the factor 1/2")
def keeps_the_factor_two(image, target, steps, lr):
    return descends(image, target, steps, 2 * lr)


@wrong("learn_kernel", caught_by="first_step", hint="the 1/2 of the loss cancels the 2")
def halves_the_gradient(image, target, steps, lr):
    return descends(image, target, steps, lr / 2)


@wrong("learn_kernel", caught_by="first_step", hint="this goes uphill")
def climbs(image, target, steps, lr):
    return descends(image, target, steps, -lr)


@wrong("learn_kernel", caught_by="first_step", hint="divide by the number of outputs")
def divides_by_the_number_of_pixels(image, target, steps, lr):
    return descends(image, target, steps, lr * target.size / image.size)


@wrong("learn_kernel", caught_by="first_step", hint="the gradient comes out flipped")
def flips_the_gradient(image, target, steps, lr):
    return descends(image, target, steps, lr, turn=np.flip)


@wrong("learn_kernel", caught_by="first_step", hint="the kernel comes out flipped")
def convolves_on_the_way_there_and_back(image, target, steps, lr):
    return descends(image, target, steps, lr)[::-1, ::-1]


@wrong("learn_kernel", caught_by="first_step", hint="the forward pass flips the kernel")
def convolves_on_the_way_there(image, target, steps, lr):
    kernel = np.zeros(np.subtract(image.shape, target.shape) + 1)
    for _ in range(steps):
        error = convolve2d(image, kernel) - target
        kernel = kernel - lr * correlate2d(image, error / error.size)
    return kernel


@wrong("learn_kernel", caught_by="first_step", hint="all values are the same")
def moves_all_weights_alike(image, target, steps, lr):
    kernel = np.zeros(np.subtract(image.shape, target.shape) + 1)
    for _ in range(steps):
        kernel = kernel - lr * np.mean(correlate2d(image, kernel) - target)
    return kernel


@wrong("learn_kernel", caught_by="first_step", hint="is more returned than was asked for?")
def returns_the_losses_too(image, target, steps, lr):
    return descends(image, target, steps, lr), [0.0] * steps


@wrong("learn_kernel", caught_by="sobel_again", hint="grew without bound")
def steps_too_far_once_it_has_begun(image, target, steps, lr):
    return descends(image, target, steps, lr if steps < 10 else 20 * lr)


@wrong("learn_kernel", caught_by="first_step", hint="is lr used?")
def ignores_the_learning_rate(image, target, steps, lr):
    return descends(image, target, steps, 1.0)


@wrong("learn_kernel", caught_by="first_step", hint="is the loop left too early?")
def returns_inside_the_loop(image, target, steps, lr):
    return descends(image, target, min(steps, 1), lr)


@wrong("learn_kernel", caught_by="first_step", hint="one step too few")
def begins_to_count_at_one(image, target, steps, lr):
    return descends(image, target, len(range(1, steps)), lr)


@wrong("learn_kernel", caught_by="first_step", hint="one step too many")
def counts_one_step_more(image, target, steps, lr):
    return descends(image, target, steps + 1, lr)


@wrong("learn_kernel", caught_by="first_step", hint="the start is a kernel of zeros")
def starts_at_random(image, target, steps, lr):
    start = np.random.default_rng(0).standard_normal(np.subtract(image.shape, target.shape) + 1)
    return descends(image, target, steps, lr, start)


@wrong("learn_kernel", caught_by="first_step", hint="the start is a kernel of zeros")
def starts_at_ones(image, target, steps, lr):
    start = np.ones(np.subtract(image.shape, target.shape) + 1)
    return descends(image, target, steps, lr, start)


@wrong("learn_kernel", caught_by="first_step", hint="errors computed anew")
def computes_the_errors_once(image, target, steps, lr):
    return steps * descends(image, target, 1, lr)


@wrong("learn_kernel", caught_by="first_step", hint="the kernel at the goal")
def solves_at_once(image, target, steps, lr):
    shape = np.subtract(image.shape, target.shape) + 1
    patches = np.lib.stride_tricks.sliding_window_view(image, shape).reshape(target.size, -1)
    return np.linalg.lstsq(patches, target.ravel(), rcond=None)[0].reshape(shape)


@wrong("learn_kernel", caught_by="first_step", hint="follows from image and target")
def takes_every_kernel_for_three_by_three(image, target, steps, lr):
    p, q = target.shape
    cut = np.zeros((image.shape[0] - 2, image.shape[1] - 2))
    cut[:p, :q] = target[: cut.shape[0], : cut.shape[1]]
    return descends(image, cut, steps, lr)


@wrong("learn_kernel", caught_by="first_step", hint="follows from image and target")
def knows_the_answer(image, target, steps, lr):
    return GX


@wrong("learn_kernel", caught_by="first_step", hint="changes its input")
def subtracts_from_the_target(image, target, steps, lr):
    kernel = np.zeros(np.subtract(image.shape, target.shape) + 1)
    for _ in range(steps):
        target -= correlate2d(image, kernel)
        kernel = kernel + lr * correlate2d(image, target) / target.size
    return kernel


@wrong("learn_kernel", caught_by="first_step", hint="is steps used?")
def always_takes_a_hundred_steps(image, target, steps, lr):
    return descends(image, target, 100, lr)


@wrong("learn_kernel", caught_by="first_step", hint="one step is right, the next are not")
def gathers_momentum(image, target, steps, lr):
    kernel, velocity = np.zeros(np.subtract(image.shape, target.shape) + 1), 0.0
    for _ in range(steps):
        error = correlate2d(image, kernel) - target
        velocity = 0.9 * velocity + correlate2d(image, error / error.size)
        kernel = kernel - lr * velocity
    return kernel


@wrong("learn_kernel", caught_by="first_step", hint="one update of all weights")
def updates_weight_by_weight(image, target, steps, lr):
    (p, q), kernel = target.shape, np.zeros(np.subtract(image.shape, target.shape) + 1)
    for _ in range(steps):
        for m, n in np.ndindex(kernel.shape):
            error = correlate2d(image, kernel) - target
            kernel[m, n] -= lr * np.mean(error * image[m : m + p, n : n + q])
    return kernel


@wrong("learn_kernel", caught_by="first_step", hint="H - P + 1 rows")
def makes_the_kernel_one_too_small(image, target, steps, lr):
    kernel = np.zeros(np.subtract(image.shape, target.shape))
    for _ in range(steps):
        error = correlate2d(image, kernel) - target
        kernel = kernel - lr * correlate2d(image, error / error.size)
    return kernel


@wrong("learn_kernel", caught_by="another_kernel", hint="follows from image and target")
def takes_every_kernel_for_three_wide(image, target, steps, lr):
    return descends(image, target[:, : image.shape[1] - 2], steps, lr)[:, :3]


@wrong("learn_kernel", caught_by="no_steps", hint="the start is a kernel of zeros")
def takes_one_step_at_least(image, target, steps, lr):
    return descends(image, target, max(steps, 1), lr)


def descends(image, target, steps, lr, start=0.0, turn=np.asarray):
    windows = np.lib.stride_tricks.sliding_window_view(image, target.shape)
    patches = np.lib.stride_tricks.sliding_window_view(image, windows.shape[:2])
    kernel = np.zeros(windows.shape[:2]) + start
    with np.errstate(all="ignore"):
        for _ in range(steps):
            error = np.einsum("pqkl,kl->pq", patches, kernel) - target
            kernel = kernel - lr * turn(np.einsum("klpq,pq->kl", windows, error)) / error.size
    return kernel


# found by a stranger: results kept in the type of the kernel, steps left out


@wrong("moving_average", caught_by="whole_numbers_in", hint="integers")
def averages_in_the_weights_type(x, weights):
    x, weights = np.asarray(x), np.asarray(weights)
    k = len(weights)
    result = np.zeros(len(x) - k + 1, weights.dtype)
    for t in range(len(result)):
        result[t] = np.sum(x[t : t + k] * weights[::-1])
    return result


@wrong("convolve1d", caught_by="lists_of_whole_numbers", hint="integers")
def convolves_in_the_kernels_type(x, w, mode):
    x, w = np.asarray(x), np.asarray(w)
    m, k = len(x), len(w)
    full = np.zeros(m + k - 1, np.result_type(w))
    for i in range(m + k - 1):
        full[i] = sum(x[a] * w[i - a] for a in range(m) if 0 <= i - a < k)
    return {"full": full, "same": full[(k - 1) // 2 :][:m], "valid": full[k - 1 : m]}[mode]


@wrong("correlate2d", caught_by="rectangles", hint="integers")
def correlates_in_the_kernels_type(image, kernel):
    (h, w), (k, l) = image.shape, kernel.shape
    result = np.zeros((h - k + 1, w - l + 1), kernel.dtype)
    for i, j in np.ndindex(result.shape):
        result[i, j] = np.sum(image[i : i + k, j : j + l] * kernel)
    return result


@wrong("correlate2d", caught_by="rectangles", hint="inside the loops")
def returns_inside_both_loops(image, kernel):
    (h, w), (k, l) = image.shape, kernel.shape
    result = np.zeros((h - k + 1, w - l + 1))
    for i in range(h - k + 1):
        for j in range(w - l + 1):
            result[i, j] = np.sum(image[i : i + k, j : j + l] * kernel)
            return result


@wrong("correlate2d", caught_by="rectangles", hint="sign")
def correlates_without_signs(image, kernel):
    (h, w), (k, l) = image.shape, kernel.shape
    result = np.zeros((h - k + 1, w - l + 1))
    for i, j in np.ndindex(result.shape):
        result[i, j] = abs(np.sum(image[i : i + k, j : j + l] * kernel))
    return result


@wrong("learn_kernel", caught_by="no_steps", hint="all the steps")
def stops_when_errors_are_small(image, target, steps, lr):
    kernel = np.zeros((image.shape[0] - len(target) + 1, image.shape[1] - target.shape[1] + 1))
    for _ in range(steps):
        error = correlate2d(image, kernel) - target
        if np.mean(error**2) < 1e-3:
            break
        kernel = kernel - lr * correlate2d(image, error / error.size)
    return kernel
