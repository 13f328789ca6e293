"""Wrong answers to exercise 3 that students may well give."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import wrong


@wrong("matmul_backward", caught_by="square_matrices", hint="w must be transposed")
def forgets_to_transpose_w(dy, x, w):
    dx = dy @ w.T if w.shape[0] != w.shape[1] else dy @ w
    return dx, x.T @ dy


@wrong("matmul_backward", caught_by="worked_numbers", hint="ValueError")
def multiplies_as_it_stands(dy, x, w):
    return dy @ w, x @ dy


@wrong("matmul_backward", caught_by="square_matrices", hint="x must be transposed")
def forgets_to_transpose_x(dy, x, w):
    return dy @ w.T, x.T @ dy if x.shape[0] != x.shape[1] else x @ dy


@wrong("matmul_backward", caught_by="worked_numbers", hint="reshape only breaks")
def reshapes_w(dy, x, w):
    return dy @ w.reshape(w.shape[::-1]), x.T @ dy


@wrong("matmul_backward", caught_by="worked_numbers", hint="reshape only breaks")
def reshapes_x(dy, x, w):
    return dy @ w.T, x.reshape(x.shape[::-1]) @ dy


@wrong("matmul_backward", caught_by="worked_numbers", hint="return dx, dw, in this order")
def returns_them_in_the_other_order(dy, x, w):
    return x.T @ dy, dy @ w.T


@wrong("matmul_backward", caught_by="worked_numbers", hint="return 2 things")
def returns_dx_alone(dy, x, w):
    return dy @ w.T


@wrong("matmul_backward", caught_by="worked_numbers", hint="dw transposed")
def transposes_dw(dy, x, w):
    return dy @ w.T, dy.T @ x


@wrong("matmul_backward", caught_by="square_matrices", hint="wrong way round: dx")
def exchanges_the_factors_of_dx(dy, x, w):
    return (w.T @ dy if w.shape == dy.shape else dy @ w.T), x.T @ dy


@wrong("matmul_backward", caught_by="square_matrices", hint="wrong way round: dw")
def exchanges_the_factors_of_dw(dy, x, w):
    return dy @ w.T, dy @ x.T if dy.shape == x.shape == w.shape else x.T @ dy


@wrong("matmul_backward", caught_by="worked_numbers", hint="do not average")
def averages_over_the_batch(dy, x, w):
    return dy @ w.T, x.T @ dy / len(x)


@wrong("matmul_backward", caught_by="worked_numbers", hint="a loss that is a mean")
def divides_dx_by_the_batch(dy, x, w):
    return dy @ w.T / len(x), x.T @ dy


@wrong("matmul_backward", caught_by="worked_numbers", hint="+= rather than =")
def keeps_the_last_row_of_the_batch(dy, x, w):
    for row, above in zip(x, dy, strict=True):
        dw = np.outer(row, above)
    return dy @ w.T, dw


@wrong("matmul_backward", caught_by="worked_numbers", hint="only the first row of the batch")
def looks_at_one_row(dy, x, w):
    return dy @ w.T, np.outer(x[0], dy[0])


@wrong("matmul_backward", caught_by="worked_numbers", hint="changes its input")
def turns_the_callers_dy(dy, x, w):
    dx = dy @ w.T
    dy *= 1 + 1e-9
    return dx, x.T @ dy


@wrong("matmul_backward", caught_by="one_row_or_one_column", hint="expected (1, 4)")
def squeezes_what_is_single(dy, x, w):
    return np.squeeze(dy @ w.T), x.T @ dy


@wrong("matmul_backward", caught_by="worked_numbers", hint="dy takes part")
def forgets_dy(dy, x, w):
    return np.tile(w.sum(axis=1), (len(x), 1)), np.tile(x.sum(axis=0)[:, None], (1, w.shape[1]))
