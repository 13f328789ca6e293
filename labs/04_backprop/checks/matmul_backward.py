"""3. matmul_backward"""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from cnnlab.labs import Student

from .common import Array, expect, lab, parts


def gradients(dy: Array, x: Array, w: Array) -> tuple[Array, Array]:
    return np.einsum("nm,dm->nd", dy, w), np.einsum("nd,nm->dm", x, dy)


def x_mistakes(dy: Array, x: Array, w: Array) -> dict[str, Array]:
    (n, d), m = x.shape, w.shape[1]
    dx, dw = gradients(dy, x, w)
    mistakes = {
        "this is dw: return dx, dw, in this order": dw,
        "w must be transposed; reshape only breaks the numbers into other rows": (
            np.einsum("nm,md->nd", dy, w.reshape(m, d))
        ),
        "a row of x meets every column of w: add up over the columns of dy": (
            np.repeat(dy.sum(axis=1, keepdims=True), d, axis=1)
        ),
        "this is the forward pass: dy comes in, not x": x @ w,
        "dy takes part in dx": np.tile(w.sum(axis=1), (n, 1)),
        "is it divided by the number of rows? That belongs to a loss that is a mean": dx / n,
        "a row of x has its own row of dy: do not add up over the batch": (
            np.repeat(dx.sum(axis=0, keepdims=True), n, axis=0)
        ),
    }
    if d == m:
        mistakes["w must be transposed: dx = dy wᵀ"] = dy @ w
    if n == d == m:
        mistakes["the factors of dx are the wrong way round: dx = dy wᵀ"] = w.T @ dy
    return mistakes


def w_mistakes(dy: Array, x: Array, w: Array) -> dict[str, Array]:
    (n, d), m = x.shape, w.shape[1]
    dx, dw = gradients(dy, x, w)
    mistakes = {
        "this is dx: return dx, dw, in this order": dx,
        "x must be transposed; reshape only breaks the numbers into other rows": (
            np.einsum("dn,nm->dm", x.reshape(d, n), dy)
        ),
        "this is dw transposed: w has a row for each entry of x": dw.T,
        "every row of the batch used the same w: add its share up, do not average": dw / n,
        "only the first row of the batch takes part: add up over all": np.outer(x[0], dy[0]),
        "only the last row of the batch takes part: += rather than =": np.outer(x[-1], dy[-1]),
        "x takes part in dw": np.tile(dy.sum(axis=0), (d, 1)),
    }
    if n == d:
        mistakes["x must be transposed: dw = xᵀ dy"] = x @ dy
    if n == d == m:
        mistakes["the factors of dw are the wrong way round: dw = xᵀ dy"] = dy @ x.T
    return mistakes


def _matmul(student: Student, dy: Array, x: Array, w: Array) -> None:
    dx, dw = parts(student.matmul_backward(dy, x, w), ("dx", "dw"))
    advice = "write y[n, m] = Σ x[n, d] w[d, m], and ask where one entry takes part"
    right_dx, right_dw = gradients(dy, x, w)
    expect(dx, right_dx, what="dx", mistakes=lambda: x_mistakes(dy, x, w), hint=advice)
    expect(dw, right_dw, what="dw", mistakes=lambda: w_mistakes(dy, x, w), hint=advice)


@lab.check("matmul_backward", points=2)
def worked_numbers(student: Student, rng: Generator) -> None:
    """the numbers of the example"""
    x = np.array([[2.0, 1, -3], [-3, 4, 2]])
    w = np.array([[3.0, 2, 1, -1], [2, 1, 3, 2], [3, 2, 1, -2]])
    _matmul(student, np.array([[2.0, 3, -3, 9], [-8, 1, 4, 6]]), x, w)


@lab.check("matmul_backward", points=1)
def square_matrices(student: Student, rng: Generator) -> None:
    """random matrices 3 × 3, where shapes tell nothing"""
    dy, x, w = rng.standard_normal((3, 3, 3))
    _matmul(student, dy, x, w)


@lab.check("matmul_backward", points=1, hidden=True)
def one_row_or_one_column(student: Student, rng: Generator) -> None:
    """a batch of one, a single output, a single input, float32"""
    for n, d, m in ((1, 4, 3), (5, 3, 1), (4, 1, 2)):
        dy, x, w = (rng.standard_normal(shape) for shape in ((n, m), (n, d), (d, m)))
        _matmul(student, dy, x, w)
        _matmul(student, dy.astype(np.float32), x.astype(np.float32), w.astype(np.float32))
