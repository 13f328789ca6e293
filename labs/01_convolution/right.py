"""Right answers to lab 1, written in different ways. Every check must pass each of them."""

# F821: correlate2d and convolve2d are those of the solution that an answer joins.
# ruff: noqa: F821

from __future__ import annotations

from collections import deque

import numpy as np

from cnnlab.labs.answers import right

# 1. moving_average


@right("moving_average")
def sums_term_by_term(x, weights):
    k = len(weights)
    averages = []
    for t in range(len(x) - k + 1):
        total = 0
        for age in range(k):
            total += weights[age] * x[t + k - 1 - age]
        averages.append(total)
    return averages


@right("moving_average")
def multiplies_by_a_window_view(x, weights):
    windows = np.lib.stride_tricks.sliding_window_view(np.asarray(x), len(weights))
    return windows @ np.asarray(weights)[::-1]


@right("moving_average")
def adds_a_slice_for_each_age(values, by_age):
    values = np.array(values, dtype=np.float32)
    outputs = len(values) - len(by_age) + 1
    result = np.zeros(outputs, dtype=np.float32)
    for age, weight in enumerate(by_age):
        start = len(by_age) - 1 - age
        result += np.float32(weight) * values[start : start + outputs]
    return result


@right("moving_average")
def zips_tuples(x, weights):
    oldest_first = list(weights)[::-1]
    starts = range(len(x) - len(oldest_first) + 1)
    return tuple(sum(w * v for w, v in zip(oldest_first, x[s:], strict=False)) for s in starts)


@right("moving_average")
def keeps_the_last_measurements_in_a_queue(x, weights):
    last, averages = deque(maxlen=len(weights)), []
    for value in x:
        last.appendleft(value)  # the newest first, as the weights are
        if len(last) == len(weights):
            averages.append(np.dot(last, weights))
    return np.array(averages, dtype=object)


# 2. convolve1d


@right("convolve1d")
def pads_and_slides(x, w, mode):
    x, turned = np.asarray(x, float), np.asarray(w, float)[::-1]
    k = len(turned)
    before, after = {
        "full": (k - 1, k - 1),
        "same": (k // 2, (k - 1) // 2),  # the kernel is turned round, and so are the two sides
        "valid": (0, 0),
    }[mode]
    padded = np.concatenate([np.zeros(before), x, np.zeros(after)])
    return np.array([padded[i : i + k] @ turned for i in range(len(padded) - k + 1)])


@right("convolve1d")
def adds_shifted_copies(x, w, mode):
    m, k = len(x), len(w)
    rows = np.zeros((k, m + k - 1))
    for shift in range(k):
        rows[shift, shift : shift + m] = np.asarray(x) * w[shift]
    full = rows.sum(axis=0)
    start = {"full": 0, "same": (k - 1) // 2, "valid": k - 1}[mode]
    size = {"full": m + k - 1, "same": m, "valid": m - k + 1}[mode]
    return full[start : start + size]


@right("convolve1d")
def transcribes_the_sum(signal, kernel, kind):
    def output(i):
        return sum(
            signal[a] * kernel[i - a] for a in range(len(signal)) if 0 <= i - a < len(kernel)
        )

    m, k = len(signal), len(kernel)
    kept = {
        "full": range(m + k - 1),
        "same": range((k - 1) // 2, (k - 1) // 2 + m),
        "valid": range(k - 1, m),
    }
    return [output(i) for i in kept[kind]]


@right("convolve1d")
def multiplies_polynomials(x, w, mode):
    full = np.polynomial.polynomial.polymul(x, w)
    missing = len(x) + len(w) - 1 - len(full)  # polymul drops zeros at the end
    full = np.append(full, np.zeros(missing)).astype(np.float32)
    if mode == "valid":
        return full[len(w) - 1 : len(x)]
    begin = (len(w) - 1) // 2
    return full if mode == "full" else full[begin : begin + len(x)]


@right("convolve1d")
def sums_the_diagonals_of_a_table(x, w, mode):
    m, k = len(x), len(w)
    table = np.outer(x, w)[::-1]  # i is the same along each diagonal
    full = [np.trace(table, offset) for offset in range(1 - m, k)]
    return tuple({"full": full, "same": full[(k - 1) // 2 :][:m], "valid": full[k - 1 : m]}[mode])


# 3. correlate2d


@right("correlate2d")
def four_loops(image, kernel):
    image, kernel = image.tolist(), kernel.tolist()
    rows, columns = len(kernel), len(kernel[0])
    result = []
    for i in range(len(image) - rows + 1):
        line = []
        for j in range(len(image[0]) - columns + 1):
            total = 0.0
            for m in range(rows):
                for n in range(columns):
                    total += image[i + m][j + n] * kernel[m][n]
            line.append(total)
        result.append(line)
    return result


@right("correlate2d")
def einsum_over_windows(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(np.float64), kernel.shape)
    return np.einsum("pqkl,kl->pq", windows, kernel)


@right("correlate2d")
def one_slice_for_each_weight(a, b):
    (h, w), (k, l) = a.shape, b.shape
    result = np.zeros((h - k + 1, w - l + 1), dtype=np.float32, order="F")
    for m in range(k):
        for n in range(l):
            result += a[m : m + h - k + 1, n : n + w - l + 1].astype(np.float32) * np.float32(
                b[m, n]
            )
    return result


@right("correlate2d")
def fills_a_transposed_array(image, kernel):
    p, q = np.subtract(image.shape, kernel.shape) + 1
    result = np.empty((q, p))
    for j, i in np.ndindex(q, p):
        patch = image[i : i + kernel.shape[0], j : j + kernel.shape[1]]
        result[j, i] = np.vdot(patch.astype(float), kernel)
    return result.T


@right("correlate2d")
def multiplies_spectra(image, kernel):
    shape = image.shape
    spectrum = np.fft.fft2(image) * np.conj(np.fft.fft2(kernel, shape))
    return np.fft.ifft2(spectrum)[: shape[0] - len(kernel) + 1, : shape[1] - kernel.shape[1] + 1]


@right("correlate2d")
def multiplies_a_table_of_patches(image, kernel):
    (h, w), (k, l) = image.shape, kernel.shape
    patches = [
        image[i : i + k, j : j + l].ravel() for i in range(h - k + 1) for j in range(w - l + 1)
    ]
    outputs = np.array(patches, float) @ kernel.ravel()
    return [tuple(row) for row in outputs.reshape(h - k + 1, w - l + 1)]


# 4. convolve2d


@right("convolve2d")
def flips_with_numpy(image, kernel):
    return correlate2d(image, np.flip(kernel))


@right("convolve2d")
def turns_by_half_a_turn_and_slides(image, kernel):
    turned = np.rot90(kernel, 2)
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return (windows * turned).sum(axis=(2, 3), dtype=np.float64)


@right("convolve2d")
def transcribes_the_formula(image, kernel):
    (h, w), (k, l) = image.shape, kernel.shape
    result = [[0.0] * (w - l + 1) for _ in range(h - k + 1)]
    for i in range(h - k + 1):
        for j in range(w - l + 1):
            for m in range(k):
                for n in range(l):
                    result[i][j] += image[i + k - 1 - m, j + l - 1 - n] * kernel[m, n]
    return result


@right("convolve2d")
def cuts_the_full_result(image, kernel):
    (h, w), (k, l) = image.shape, kernel.shape
    full = np.zeros((h + k - 1, w + l - 1))
    for m, n in np.ndindex(k, l):
        full[m : m + h, n : n + w] += kernel[m, n] * image
    return full[k - 1 : h, l - 1 : w]


@right("convolve2d")
def flips_image_and_result(image, kernel):
    return correlate2d(image[::-1, ::-1], kernel)[::-1, ::-1]


# 5. pad2d


@right("pad2d")
def writes_into_zeros(image, kernel_size, mode):
    h, w = image.shape
    k, l = kernel_size
    if mode == "valid":
        return image.copy()
    if mode == "full":
        padded = np.zeros((h + 2 * (k - 1), w + 2 * (l - 1)))
        top, left = k - 1, l - 1
    else:
        padded = np.zeros((h + k - 1, w + l - 1))
        top, left = (k - 1) // 2, (l - 1) // 2
    padded[top : top + h, left : left + w] = image
    return padded


@right("pad2d")
def stacks_strips_of_zeros(image, kernel_size, mode):
    def before_and_after(k):
        return {"valid": (0, 0), "same": ((k - 1) // 2, k // 2), "full": (k - 1, k - 1)}[mode]

    (top, bottom), (left, right_) = map(before_and_after, kernel_size)
    h = image.shape[0]
    wide = np.hstack([np.zeros((h, left)), image, np.zeros((h, right_))])
    return np.vstack([np.zeros((top, wide.shape[1])), wide, np.zeros((bottom, wide.shape[1]))])


@right("pad2d")
def grows_lists(image, kernel_size, mode):
    k, l = kernel_size
    if mode == "full":
        sides = k - 1, k - 1, l - 1, l - 1
    elif mode == "same":
        sides = (k - 1) // 2, k - 1 - (k - 1) // 2, (l - 1) // 2, l - 1 - (l - 1) // 2
    else:
        sides = 0, 0, 0, 0
    top, bottom, left, right_ = sides
    rows = [[0] * left + list(row) + [0] * right_ for row in image]
    empty = [0] * len(rows[0])
    return [empty] * top + rows + [empty] * bottom


@right("pad2d")
def returns_the_image_itself_when_nothing_is_added(image, kernel_size, mode):
    if mode == "valid":
        return image
    total = [(k - 1) * (2 if mode == "full" else 1) for k in kernel_size]
    return np.pad(image.astype(np.float32), [(t // 2, t - t // 2) for t in total])


@right("pad2d")
def multiplies_by_shifted_identities(image, kernel_size, mode):
    def place(n, k):
        before, after = {"valid": (0, 0), "same": ((k - 1) // 2, k // 2)}.get(mode, (k - 1, k - 1))
        return np.eye(before + n + after, n, -before)

    rows, columns = (place(n, k) for n, k in zip(image.shape, kernel_size, strict=True))
    return rows @ image @ columns.T


# 6. sobel


@right("sobel")
def adds_slices(image):
    a = image.astype(np.float32)
    across = a[:, 2:] - a[:, :-2]
    down = a[2:] - a[:-2]
    gx = across[:-2] + 2 * across[1:-1] + across[2:]
    gy = down[:, :-2] + 2 * down[:, 1:-1] + down[:, 2:]
    return gx, gy, np.hypot(gx, gy)


@right("sobel")
def stacks_one_array(image):
    kernel = np.outer([1, 2, 1], [-1, 0, 1])
    gx = convolve2d(image, -kernel)  # its flip is its negative
    gy = correlate2d(image, kernel.T)
    return np.stack([gx, gy, np.sqrt(gx * gx + gy * gy)])


@right("sobel")
def loops_over_pixels(image):
    image = [[float(v) for v in row] for row in image]
    maps = [], [], []
    for i in range(1, len(image) - 1):
        rows = [], [], []
        for j in range(1, len(image[0]) - 1):
            above, middle, below = (image[i + d][j - 1 : j + 2] for d in (-1, 0, 1))
            gx = above[2] - above[0] + 2 * (middle[2] - middle[0]) + below[2] - below[0]
            gy = sum(below) + below[1] - sum(above) - above[1]
            for row, value in zip(rows, (gx, gy, (gx**2 + gy**2) ** 0.5), strict=True):
                row.append(value)
        for grid, row in zip(maps, rows, strict=True):
            grid.append(row)
    return list(maps)


@right("sobel")
def reads_the_root_from_a_complex_number(image):
    smooth, change = np.array([1, 2, 1]), np.array([-1, 0, 1])
    windows = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
    gx = np.einsum("pqkl,k,l->pq", windows, smooth, change, dtype=float, casting="unsafe")
    gy = np.einsum("pqkl,k,l->pq", windows, change, smooth, dtype=float, casting="unsafe")
    return [np.asfortranarray(gx), gy, abs(gx + 1j * gy)]


@right("sobel")
def smooths_one_way_and_compares_the_other(image):
    smooth, change = np.array([[1], [2], [1]]), np.array([[-1, 0, 1]])
    gx = correlate2d(correlate2d(image, smooth), change)
    gy = correlate2d(correlate2d(image, smooth.T), change.T)
    return gx.tolist(), gy, np.linalg.norm([gx, gy], axis=0)


# 7. as_matrix


@right("as_matrix")
def asks_for_every_unit_image(kernel, image_shape):
    h, w = image_shape
    units = np.eye(h * w).reshape(-1, h, w)
    return np.stack([correlate2d(unit, kernel).ravel() for unit in units], axis=1)


@right("as_matrix")
def writes_a_padded_kernel_and_shifts_it(kernel, image_shape):
    (k, l), (h, w) = kernel.shape, image_shape
    stamp = np.zeros(image_shape)
    stamp[:k, :l] = kernel
    return [
        np.roll(stamp, (i, j), axis=(0, 1)).ravel().tolist()
        for i in range(h - k + 1)
        for j in range(w - l + 1)
    ]


@right("as_matrix")
def fills_four_axes(kernel, image_shape):
    (k, l), (h, w) = kernel.shape, image_shape
    p, q = h - k + 1, w - l + 1
    matrix = np.zeros((p, q, h, w), dtype=np.float32)
    for i, j in np.ndindex(p, q):
        matrix[i, j, i : i + k, j : j + l] = kernel
    return matrix.reshape(p * q, h * w)


@right("as_matrix")
def adds_kronecker_products(kernel, image_shape):
    (k, l), (h, w) = kernel.shape, image_shape
    parts = [
        kernel[m, n] * np.kron(np.eye(h - k + 1, h, m), np.eye(w - l + 1, w, n))
        for m, n in np.ndindex(k, l)
    ]
    return np.asfortranarray(sum(parts))


@right("as_matrix")
def looks_up_the_numbers_of_the_pixels(kernel, image_shape):
    numbers = np.arange(np.prod(image_shape)).reshape(image_shape)
    windows = np.lib.stride_tricks.sliding_window_view(numbers, kernel.shape)
    columns = windows.reshape(-1, kernel.size)
    matrix = np.zeros((len(columns), numbers.size))
    np.put_along_axis(matrix, columns, np.tile(kernel.ravel(), (len(columns), 1)), axis=1)
    return matrix


# 8. learn_kernel


@right("learn_kernel")
def solves_for_a_vector_of_weights(image, target, steps, lr):
    shape = np.subtract(image.shape, target.shape) + 1
    patches = np.lib.stride_tricks.sliding_window_view(image, shape).reshape(target.size, -1)
    weights = np.zeros(patches.shape[1])
    for _ in range(steps):
        weights -= lr * patches.T @ (patches @ weights - target.ravel()) / target.size
    return weights.reshape(shape)


@right("learn_kernel")
def loops_over_the_weights(image, target, steps, lr):
    (h, w), (p, q) = image.shape, target.shape
    kernel = [[0.0] * (w - q + 1) for _ in range(h - p + 1)]
    while steps > 0:
        steps -= 1
        error = correlate2d(image, np.array(kernel)) - target
        for m in range(len(kernel)):
            for n in range(len(kernel[0])):
                kernel[m][n] -= lr * np.mean(error * image[m : m + p, n : n + q])
    return kernel


@right("learn_kernel")
def works_in_single_precision(image, target, steps, lr):
    image, target = image.astype(np.float32), target.astype(np.float32)
    rows, columns = image.shape[0] - len(target) + 1, image.shape[1] - len(target[0]) + 1
    kernel = np.zeros((columns, rows), np.float32).T
    for _ in range(steps):
        gradient = np.zeros_like(kernel)
        error = correlate2d(image, kernel).astype(np.float32) - target
        for i, j in np.ndindex(error.shape):
            gradient += error[i, j] * image[i : i + rows, j : j + columns]
        kernel = kernel - np.float32(lr / error.size) * gradient
    return kernel


@right("learn_kernel")
def multiplies_by_the_matrix_of_the_image(image, target, steps, lr):
    p, q = target.shape
    k, l = image.shape[0] - p + 1, image.shape[1] - q + 1
    columns = [image[m : m + p, n : n + q].ravel() for m in range(k) for n in range(l)]
    normal = np.array([[a @ b for b in columns] for a in columns]) / (p * q)
    goal = np.array([a @ target.ravel() for a in columns]) / (p * q)
    flat = np.zeros(k * l)
    for _ in range(steps):
        flat = flat - lr * (normal @ flat - goal)
    return flat.reshape(k, l)


@right("learn_kernel")
def gets_the_gradient_by_convolution(image, target, steps, lr):
    kernel = np.zeros([a - b + 1 for a, b in zip(image.shape, target.shape, strict=True)])
    for _ in range(steps):
        error = correlate2d(image, kernel) - target
        kernel -= lr * convolve2d(image, error[::-1, ::-1]) / error.size
    return np.asfortranarray(kernel)
