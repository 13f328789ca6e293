"""The squared error and the hinge against torch, against the loops, and far out."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from cnnlab.gradcheck import gradcheck
from cnnlab.ops import mse, mse_backward, multi_margin, multi_margin_backward, naive
from cnnlab.shapes import ShapeError
from tests.drawn import Arrays, arrays, assert_close


@given(arrays(), st.lists(st.integers(1, 4), min_size=1, max_size=4), st.floats(-3, 3))
def test_the_squared_error_equals_torch_and_the_loops(
    draw: Arrays, shape: list[int], dloss: float
) -> None:
    x, target = draw(*shape), draw(*shape)
    leaf = torch.tensor(x.copy()).double().requires_grad_()
    want = torch.nn.functional.mse_loss(leaf, torch.tensor(target.copy()).double())
    want.backward(torch.tensor(dloss, dtype=torch.float64))
    loss, cache = mse(x, target)
    dx = mse_backward(dloss, cache)
    assert dx.dtype == draw.dtype
    assert math.isclose(loss, want.item(), rel_tol=draw.tolerance)
    assert_close(dx, leaf.grad.numpy(), draw.tolerance)
    assert math.isclose(loss, naive.mse(x, target), rel_tol=draw.tolerance)
    assert_close(dx, naive.mse_backward(dloss, x, target), draw.tolerance)


@given(
    arrays(),
    st.integers(1, 5),
    st.integers(1, 5),
    st.sampled_from([1.0, 0.5, 2, 0]),
    st.floats(-3, 3),
)
def test_the_hinge_equals_torch_and_the_loops(
    draw: Arrays, n: int, classes: int, margin: float, dloss: float
) -> None:
    x = draw.laid_out(draw.rng.integers(-2, 3, (n, classes)) / 2)  # gaps of exactly 0 among them
    target = draw.rng.integers(0, classes, n)
    leaf = torch.tensor(x.copy()).double().requires_grad_()
    want = torch.nn.functional.multi_margin_loss(leaf, torch.tensor(target), margin=margin)
    want.backward(torch.tensor(dloss, dtype=torch.float64))
    loss, cache = multi_margin(x, target, margin=margin)
    dx = multi_margin_backward(dloss, cache)
    assert dx.dtype == draw.dtype
    assert math.isclose(loss, want.item(), rel_tol=draw.tolerance)
    assert_close(dx, leaf.grad.numpy(), draw.tolerance)
    loops = naive.multi_margin(x, target, margin=margin)
    assert math.isclose(loss, loops, rel_tol=draw.tolerance, abs_tol=1e-15)
    loops = naive.multi_margin_backward(dloss, x, target, margin=margin)
    assert_close(dx, loops, draw.tolerance)


def test_their_gradients_are_what_a_small_step_shows(rng: np.random.Generator) -> None:
    x, target = rng.standard_normal((5, 4)), rng.standard_normal((5, 4))
    gradcheck(mse, mse_backward, x, rng=rng, target=target)
    gradcheck(multi_margin, multi_margin_backward, x, rng.integers(0, 4, 5), rng=rng)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_far_out_they_are_still_numbers(dtype: type) -> None:
    x = np.array([[1e4, -1e4, 0], [-1e4, 1e4, 0]], dtype)
    loss, cache = mse(x, -x)
    assert loss == pytest.approx(4 * 4e8 / 6)
    assert_close(mse_backward(1.0, cache), 4 * x / 6, 1e-6)
    loss, cache = multi_margin(x, np.array([0, 0]))
    assert loss == pytest.approx((20001 + 10001) / 6)
    wanted = np.array([[0, 0, 0], [-2, 1, 1]]) / 6
    assert_close(multi_margin_backward(1.0, cache), wanted, 1e-6)


@pytest.mark.parametrize(
    ("x", "target"),
    [
        (np.ones((4, 1)), np.ones(4)),  # which NumPy would broadcast to 4 × 4
        (np.ones((4, 1)), np.ones((1, 1))),
        (np.ones((0, 2)), np.ones((0, 2))),
    ],
)
def test_a_squared_error_of_other_shapes_is_explained(x: np.ndarray, target: np.ndarray) -> None:
    with pytest.raises(ShapeError) as raised:
        mse(x, target)
    assert str(raised.value) == (
        "mse: x and target differ in shape, or are empty\n"
        "  expected one shape for both, with at least one number\n"
        f"  got      x {x.shape}, target {target.shape}"
    )


def test_a_squared_error_of_whole_numbers_is_explained() -> None:
    with pytest.raises(ShapeError, match="mse: target must hold floating-point numbers"):
        mse(np.ones(3), np.ones(3, int))


ROWS = np.ones((2, 3))


@pytest.mark.parametrize(
    ("x", "target", "problem"),
    [
        (ROWS, np.array([0, 3]), "target names a class that does not exist"),
        (ROWS, np.array([0, -1]), "target names a class that does not exist"),
        (ROWS, np.array([0]), "target does not name a class for every row"),
        (ROWS, np.array([0.0, 1.0]), "target does not name a class for every row"),
        (ROWS[0], np.array([0]), "x has the wrong number of axes"),
        (ROWS[..., None], np.array([[0], [0]]), "x has the wrong number of axes"),
        (ROWS.astype(int), np.array([0, 1]), "x must hold floating-point numbers"),
    ],
)
def test_what_the_hinge_cannot_take_is_explained(x: np.ndarray, target: Any, problem: str) -> None:
    with pytest.raises(ShapeError) as raised:
        multi_margin(x, target)
    assert raised.value.problem == f"multi_margin: {problem}"


def test_a_margin_that_is_no_number_is_explained() -> None:
    with pytest.raises(ShapeError) as raised:
        multi_margin(ROWS, np.array([0, 0]), margin=np.inf)
    assert str(raised.value) == (
        "multi_margin: margin cannot be used\n  expected margin a number\n  got      margin = inf"
    )
