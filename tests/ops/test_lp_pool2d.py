"""Lp pooling against torch and against the loops."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st

from cnnlab.gradcheck import gradcheck
from cnnlab.ops import lp_pool2d, lp_pool2d_backward, naive
from cnnlab.shapes import ShapeError
from tests.drawn import assert_close
from tests.ops.pooled import Case, cases


@given(cases(), st.sampled_from([1, 2, 4]))
def test_it_equals_torch_and_the_loops(case: Case, power: int) -> None:
    draw, shape, kernel, settings = case
    stride = settings["stride"]
    assume(all(m >= k for m, k in zip(shape[2:], kernel, strict=True)))
    x = draw.laid_out(draw.rng.integers(-1, 2, shape) * draw.rng.uniform(0.5, 1, shape))
    leaf = torch.tensor(x.copy()).requires_grad_()
    want = torch.nn.functional.lp_pool2d(leaf, power, kernel, stride)
    dy = draw(*want.shape)
    want.backward(torch.tensor(dy.copy()))
    y, cache = lp_pool2d(x, power, kernel, stride=stride)
    dx = lp_pool2d_backward(dy, cache)
    assert y.dtype == dx.dtype == draw.dtype
    assert_close(y, want.detach().numpy(), draw.tolerance)
    loops = naive.lp_pool2d_backward(dy, x, power, kernel, stride=stride)
    assert_close(y, naive.lp_pool2d(x, power, kernel, stride=stride), draw.tolerance)
    assert_close(dx, loops, draw.tolerance)
    assert_close(dx, leaf.grad.numpy(), draw.tolerance)


@pytest.mark.parametrize("power", [1, 2, 6])
def test_its_gradient_is_what_a_small_step_shows(power: int, rng: np.random.Generator) -> None:
    x = rng.standard_normal((2, 3, 7, 8))
    settings = {"norm_type": power, "kernel_size": (3, 2), "stride": (2, 1)}
    gradcheck(lp_pool2d, lp_pool2d_backward, x, rng=rng, **settings)


def test_a_large_power_comes_close_to_the_largest_magnitude() -> None:
    y, _ = lp_pool2d(np.array([[[[1.0, -3], [2, 0.5]]]]), 64, 2)
    assert y[0, 0, 0, 0] == pytest.approx(3)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_zeros_and_far_out_numbers_give_numbers(dtype: type) -> None:
    for x in (np.zeros((1, 1, 2, 2), dtype), np.full((1, 1, 2, 2), -1e4, dtype)):
        y, cache = lp_pool2d(x, 2, 2)
        assert_close(y, -2 * x[..., :1, :1], 1e-6)
        assert_close(lp_pool2d_backward(np.ones_like(y), cache), np.sign(x) / 2, 1e-6)


X = np.ones((2, 3, 6, 7))


@pytest.mark.parametrize("power", [0, 3, 2.5, -2, "2", None, True, np.inf, np.nan])
def test_powers_without_a_root_are_explained(power: Any) -> None:
    with pytest.raises(ShapeError) as raised:
        lp_pool2d(X, power, 2)
    assert str(raised.value) == (
        "lp_pool2d: norm_type cannot be used\n"
        "  expected norm_type 1 or an even whole number: of odd powers the sum may have no root\n"
        f"  got      norm_type = {power!r}"
    )


@pytest.mark.parametrize(
    ("x", "kernel", "problem"),
    [
        (X[0], 2, "lp_pool2d: x has the wrong number of axes"),
        (X.astype(int), 2, "lp_pool2d: x must hold floating-point numbers"),
        (X, (2, 8), "lp_pool2d: the kernel is larger than the padded input"),
    ],
)
def test_what_does_not_fit_is_explained(x: np.ndarray, kernel: Any, problem: str) -> None:
    with pytest.raises(ShapeError) as raised:
        lp_pool2d(x, 2, kernel)
    assert raised.value.problem == problem


def test_a_gradient_of_another_shape_is_explained() -> None:
    y, cache = lp_pool2d(X, 2, 2)
    with pytest.raises(ShapeError, match="lp_pool2d_backward: dy has not the output's shape"):
        lp_pool2d_backward(y[..., :-1], cache)
