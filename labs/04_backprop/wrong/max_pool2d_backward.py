"""Wrong answers to exercise 5 that students may well give."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import wrong


def windows(dy, x, kernel_size, stride):
    """Every window: its own numbers, those of dy, and where it lies."""
    (k, l), planes = kernel_size, list(np.ndindex(x.shape[:2]))
    for n, c in planes:
        for p, q in np.ndindex(dy.shape[2:]):
            i, j = p * stride, q * stride
            yield n, c, p, q, i, j, x[n, c, i : i + k, j : j + l]


def largest(patch):
    return np.unravel_index(patch.argmax(), patch.shape)


@wrong("max_pool2d_backward", caught_by="nine_wins_all", hint="+= rather than =")
def assigns_where_windows_overlap(dy, x, kernel_size, stride):
    dx = np.zeros(x.shape)
    for n, c, p, q, i, j, patch in windows(dy, x, kernel_size, stride):
        a, b = largest(patch)
        dx[n, c, i + a, j + b] = dy[n, c, p, q]
    return dx


@wrong("max_pool2d_backward", caught_by="overlapping_rectangles", hint="where they overlap")
def assigns_the_whole_window(dy, x, kernel_size, stride):
    dx = np.zeros(x.shape)
    for n, c, p, q, i, j, patch in windows(dy, x, kernel_size, stride):
        dx[n, c, i : i + patch.shape[0], j : j + patch.shape[1]] = (patch == patch.max()) * dy[
            n, c, p, q
        ]
    return dx


@wrong("max_pool2d_backward", caught_by="side_by_side", hint="from the widths")
def counts_columns_from_the_height(dy, x, kernel_size, stride):
    h = x.shape[2]
    columns = (h - kernel_size[1]) // stride + 1
    dx = np.zeros(x.shape)
    for n, c, p, q, i, j, patch in windows(dy, x, kernel_size, stride):
        if q < columns:
            a, b = largest(patch)
            dx[n, c, i + a, j + b] += dy[n, c, p, q]
    return dx


@wrong("max_pool2d_backward", caught_by="overlapping_rectangles", hint="IndexError")
def counts_columns_with_the_windows_height(dy, x, kernel_size, stride):
    (k, l), w = kernel_size, x.shape[3]
    dx = np.zeros(x.shape)
    for n, c in np.ndindex(x.shape[:2]):
        for p in range(dy.shape[2]):
            for q in range((w - k) // stride + 1):
                patch = x[n, c, p * stride : p * stride + k, q * stride : q * stride + l]
                a, b = largest(patch)
                dx[n, c, p * stride + a, q * stride + b] += dy[n, c, p, q]
    return dx


@wrong("max_pool2d_backward", caught_by="same_values_elsewhere", hint="from the widths")
def counts_columns_with_the_windows_height_where_it_can(dy, x, kernel_size, stride):
    dx = np.zeros(x.shape)
    columns = (x.shape[3] - max(kernel_size)) // stride + 1
    for n, c, p, q, i, j, patch in windows(dy, x, kernel_size, stride):
        if q < columns:
            a, b = largest(patch)
            dx[n, c, i + a, j + b] += dy[n, c, p, q]
    return dx


@wrong("max_pool2d_backward", caught_by="nine_wins_all", hint="taken for the stride")
def moves_on_by_the_windows_size(dy, x, kernel_size, stride):
    (k, l), dx = kernel_size, np.zeros(x.shape)
    for n, c, p, q in np.ndindex(dy.shape):
        patch = x[n, c, p * k : p * k + k, q * l : q * l + l]
        if patch.size:
            a, b = largest(patch)
            dx[n, c, p * k + a, q * l + b] += dy[n, c, p, q]
    return dx


@wrong(
    "max_pool2d_backward", caught_by="overlapping_rectangles", hint="stride is taken for the window"
)
def makes_windows_as_large_as_the_stride(dy, x, kernel_size, stride):
    dx = np.zeros(x.shape)
    for n, c, p, q, i, j, patch in windows(dy, x, (stride, stride), stride):
        a, b = largest(patch)
        dx[n, c, i + a, j + b] += dy[n, c, p, q]
    return dx


@wrong(
    "max_pool2d_backward", caught_by="overlapping_rectangles", hint="divide by the window's width"
)
def decodes_argmax_by_the_height(dy, x, kernel_size, stride):
    k, l = kernel_size
    dx = np.zeros(x.shape)
    for n, c, p, q, i, j, patch in windows(dy, x, kernel_size, stride):
        a, b = divmod(patch.argmax(), k)
        dx[n, c, i + min(a, k - 1), j + min(b, l - 1)] += dy[n, c, p, q]
    return dx


@wrong("max_pool2d_backward", caught_by="same_values_elsewhere", hint="in the whole map")
def matches_the_maximum_everywhere(dy, x, kernel_size, stride):
    dx = np.zeros(x.shape)
    for n, c, p, q, _i, _j, patch in windows(dy, x, kernel_size, stride):
        dx[n, c] += (x[n, c] == patch.max()) * dy[n, c, p, q]
    return dx


@wrong("max_pool2d_backward", caught_by="overlapping_rectangles", hint="ValueError")
def reshapes_and_ignores_the_stride(dy, x, kernel_size, stride):
    (n, c, h, w), (k, l) = x.shape, kernel_size
    tiles = x.reshape(n, c, h // k, k, w // l, l)
    won = tiles == tiles.max(axis=(3, 5), keepdims=True)
    return (won * dy[:, :, :, None, :, None]).reshape(x.shape)


@wrong("max_pool2d_backward", caught_by="equally_large", hint="paid in full")
def pays_every_tied_cell_in_full(dy, x, kernel_size, stride):
    (k, l), dx = kernel_size, np.zeros(x.shape)
    for n, c, p, q, i, j, patch in windows(dy, x, kernel_size, stride):
        dx[n, c, i : i + k, j : j + l] += (patch == patch.max()) * dy[n, c, p, q]
    return dx


@wrong("max_pool2d_backward", caught_by="equally_large", hint="exactly once")
def pays_nobody_where_cells_are_tied(dy, x, kernel_size, stride):
    (k, l), dx = kernel_size, np.zeros(x.shape)
    for n, c, p, q, i, j, patch in windows(dy, x, kernel_size, stride):
        won = patch == patch.max()
        dx[n, c, i : i + k, j : j + l] += won * dy[n, c, p, q] * (won.sum() == 1)
    return dx


@wrong("max_pool2d_backward", caught_by="equally_large", hint="only cells that hold")
def shares_with_those_that_came_close(dy, x, kernel_size, stride):
    (k, l), dx = kernel_size, np.zeros(x.shape)
    for n, c, p, q, i, j, patch in windows(dy, x, kernel_size, stride):
        won = patch >= patch.max() - (0 if np.unique(patch).size == patch.size else 2)
        dx[n, c, i : i + k, j : j + l] += won / won.sum() * dy[n, c, p, q]
    return dx


@wrong("max_pool2d_backward", caught_by="nine_wins_all", hint="not to all in equal")
def shares_as_average_pooling_does(dy, x, kernel_size, stride):
    (k, l), dx = kernel_size, np.zeros(x.shape)
    for n, c, p, q, i, j, _ in windows(dy, x, kernel_size, stride):
        dx[n, c, i : i + k, j : j + l] += dy[n, c, p, q] / (k * l)
    return dx


@wrong("max_pool2d_backward", caught_by="nine_wins_all", hint="only the largest one does")
def pays_the_whole_window(dy, x, kernel_size, stride):
    (k, l), dx = kernel_size, np.zeros(x.shape)
    for n, c, p, q, i, j, _ in windows(dy, x, kernel_size, stride):
        dx[n, c, i : i + k, j : j + l] += dy[n, c, p, q]
    return dx


@wrong("max_pool2d_backward", caught_by="nine_wins_all", hint="the largest values themselves")
def hands_back_the_maximum(dy, x, kernel_size, stride):
    dx = np.zeros(x.shape)
    for n, c, _p, _q, i, j, patch in windows(dy, x, kernel_size, stride):
        a, b = largest(patch)
        dx[n, c, i + a, j + b] += patch.max()
    return dx


@wrong("max_pool2d_backward", caught_by="side_by_side", hint="begin at 0")
def begins_the_search_at_zero(dy, x, kernel_size, stride):
    dx = np.zeros(x.shape)
    for n, c, p, q, i, j, patch in windows(dy, x, kernel_size, stride):
        if patch.max() > 0:
            a, b = largest(patch)
            dx[n, c, i + a, j + b] += dy[n, c, p, q]
    return dx


@wrong("max_pool2d_backward", caught_by="side_by_side", hint="each map has its own")
def looks_at_the_first_channel_only(dy, x, kernel_size, stride):
    dx = np.zeros(x.shape)
    for _, _, p, q, i, j, patch in windows(dy, x[:1, :1], kernel_size, stride):
        a, b = largest(patch)
        dx[:, :, i + a, j + b] += dy[:, :, p, q]
    return dx


@wrong("max_pool2d_backward", caught_by="overlapping_rectangles", hint="kernel_size is (K, L)")
def exchanges_the_windows_sides(dy, x, kernel_size, stride):
    dx = np.zeros(x.shape)
    for n, c, p, q, i, j, patch in windows(dy, x, kernel_size[::-1], stride):
        a, b = largest(patch)
        dx[n, c, i + a, j + b] += dy[n, c, p, q]
    return dx


@wrong("max_pool2d_backward", caught_by="side_by_side", hint="changes its input")
def crosses_out_the_winners_in_x(dy, x, kernel_size, stride):
    dx = np.zeros(x.shape)
    for n, c, p, q, i, j, patch in windows(dy, x, kernel_size, stride):
        a, b = largest(patch)
        dx[n, c, i + a, j + b] += dy[n, c, p, q]
        patch[a, b] = -np.inf
    return dx


@wrong(
    "max_pool2d_backward", caught_by="side_by_side", hint="the shape of what it is the gradient of"
)
def returns_one_value_for_each_window(dy, x, kernel_size, stride):
    return dy * 1.0


@wrong("max_pool2d_backward", caught_by="side_by_side", hint="the stride is not used")
def moves_on_by_one(dy, x, kernel_size, stride):
    dx = np.zeros(x.shape)
    for n, c, p, q, i, j, patch in windows(dy, x, kernel_size, 1):
        a, b = largest(patch)
        dx[n, c, i + a, j + b] += dy[n, c, p, q]
    return dx


@wrong("max_pool2d_backward", caught_by="side_by_side", hint="from the widths")
def leaves_out_the_last_column(dy, x, kernel_size, stride):
    dx = np.zeros(x.shape)
    for n, c, p, q, i, j, patch in windows(dy, x, kernel_size, stride):
        if q < dy.shape[3] - 1 or dy.shape[3] == 2:
            a, b = largest(patch)
            dx[n, c, i + a, j + b] += dy[n, c, p, q]
    return dx


@wrong("max_pool2d_backward", caught_by="nine_wins_all", hint="not yet the place in the image")
def forgets_where_the_window_lies(dy, x, kernel_size, stride):
    dx = np.zeros(x.shape)
    for n, c, p, q, _i, _j, patch in windows(dy, x, kernel_size, stride):
        a, b = largest(patch)
        dx[n, c, a, b] += dy[n, c, p, q]
    return dx


@wrong("max_pool2d_backward", caught_by="side_by_side", hint="missing where dx is written")
def writes_without_the_stride(dy, x, kernel_size, stride):
    dx = np.zeros(x.shape)
    for n, c, p, q, _i, _j, patch in windows(dy, x, kernel_size, stride):
        a, b = largest(patch)
        dx[n, c, p + a, q + b] += dy[n, c, p, q]
    return dx


@wrong("max_pool2d_backward", caught_by="side_by_side", hint="It begins at -inf")
def looks_for_more_than_zero(dy, x, kernel_size, stride):
    dx = np.zeros(x.shape)
    for n, c, p, q, i, j, patch in windows(dy, x, kernel_size, stride):
        a, b = largest(np.maximum(patch, 0))
        dx[n, c, i + a, j + b] += dy[n, c, p, q]
    return dx


@wrong("max_pool2d_backward", caught_by="nine_wins_all", hint="kernel_size is a pair")
def takes_the_pair_for_a_number(dy, x, kernel_size, stride):
    dx, k = np.zeros(x.shape), kernel_size
    for n, c, p, q in np.ndindex(dy.shape):
        i, j = p * stride, q * stride
        a, b = largest(x[n, c, i : i + k, j : j + k])
        dx[n, c, i + a, j + b] += dy[n, c, p, q]
    return dx
