"""Average pooling, of windows and of whole maps, against torch and against the loops."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from cnnlab.gradcheck import gradcheck
from cnnlab.ops import (
    avg_pool2d,
    avg_pool2d_backward,
    global_avg_pool2d,
    global_avg_pool2d_backward,
    naive,
)
from cnnlab.shapes import ShapeError
from tests.drawn import Arrays, arrays, assert_close
from tests.ops.pooled import Case, cases


@given(cases(), st.booleans())
def test_it_equals_torch_and_the_loops(case: Case, counted: bool) -> None:
    draw, shape, kernel, settings = case
    settings = settings | {"count_include_pad": counted}
    x = draw(*shape)
    leaf = torch.tensor(x.copy()).requires_grad_()
    want = torch.nn.functional.avg_pool2d(leaf, kernel, **settings)
    dy = draw(*want.shape)
    want.backward(torch.tensor(dy.copy()))
    y, cache = avg_pool2d(x, kernel, **settings)
    dx = avg_pool2d_backward(dy, cache)
    assert y.dtype == dx.dtype == draw.dtype
    assert_close(y, want.detach().numpy(), draw.tolerance)
    assert_close(dx, leaf.grad.numpy(), draw.tolerance)
    assert_close(y, naive.avg_pool2d(x, kernel, **settings), draw.tolerance)
    assert_close(dx, naive.avg_pool2d_backward(dy, x, kernel, **settings), draw.tolerance)


@given(arrays(), st.tuples(*[st.integers(1, 5)] * 4))
def test_whole_maps_equal_torch_and_the_loops(draw: Arrays, shape: tuple[int, ...]) -> None:
    x = draw(*shape)
    leaf = torch.tensor(x.copy()).requires_grad_()
    want = torch.nn.functional.adaptive_avg_pool2d(leaf, 1)
    dy = draw(*want.shape)
    want.backward(torch.tensor(dy.copy()))
    y, cache = global_avg_pool2d(x)
    dx = global_avg_pool2d_backward(dy, cache)
    assert y.dtype == dx.dtype == draw.dtype
    assert_close(y, want.detach().numpy(), draw.tolerance)
    assert_close(dx, leaf.grad.numpy(), draw.tolerance)
    assert_close(y, naive.global_avg_pool2d(x), draw.tolerance)
    assert_close(dx, naive.global_avg_pool2d_backward(dy, x), draw.tolerance)


@pytest.mark.parametrize("counted", [True, False])
def test_its_gradient_is_what_a_small_step_shows(counted: bool, rng: np.random.Generator) -> None:
    settings = {"kernel_size": (3, 2), "stride": (2, 1), "padding": (1, 0)}
    x = rng.standard_normal((2, 3, 7, 8))
    gradcheck(avg_pool2d, avg_pool2d_backward, x, rng=rng, count_include_pad=counted, **settings)
    gradcheck(global_avg_pool2d, global_avg_pool2d_backward, x, rng=rng)


def test_a_corner_counts_the_edge_or_not() -> None:
    ones = np.ones((1, 1, 4, 4))
    counted, _ = avg_pool2d(ones, 3, stride=1, padding=1)
    alone, _ = avg_pool2d(ones, 3, stride=1, padding=1, count_include_pad=False)
    assert counted[0, 0, 0, 0] == pytest.approx(4 / 9)
    assert counted[0, 0, 0, 1] == pytest.approx(6 / 9)
    assert_close(alone, ones, 1e-12)


X = np.ones((2, 3, 6, 7))


@pytest.mark.parametrize(
    ("x", "kernel", "padding", "problem"),
    [
        (X[0], 2, 0, "avg_pool2d: x has the wrong number of axes"),
        (X.astype(int), 2, 0, "avg_pool2d: x must hold floating-point numbers"),
        (X, 0, 0, "avg_pool2d: kernel_size cannot be used"),
        (X, (2, 8), 0, "avg_pool2d: the kernel is larger than the padded input"),
        (X, 2, 2, "avg_pool2d: the padding is larger than half the window"),
        (X, 2, -1, "avg_pool2d: padding cannot be used"),
    ],
)
def test_what_does_not_fit_is_explained(
    x: np.ndarray, kernel: Any, padding: Any, problem: str
) -> None:
    with pytest.raises(ShapeError) as raised:
        avg_pool2d(x, kernel, padding=padding)
    assert raised.value.problem == problem


@pytest.mark.parametrize(
    ("x", "problem"),
    [
        (X[0], "global_avg_pool2d: x has the wrong number of axes"),
        (X.astype(int), "global_avg_pool2d: x must hold floating-point numbers"),
        (X[:, :, :0], "global_avg_pool2d: there is nothing to average"),
    ],
)
def test_what_has_no_mean_is_explained(x: np.ndarray, problem: str) -> None:
    with pytest.raises(ShapeError) as raised:
        global_avg_pool2d(x)
    assert raised.value.problem == problem


def test_a_gradient_of_another_shape_is_explained() -> None:
    y, cache = avg_pool2d(X, 2)
    with pytest.raises(ShapeError, match="avg_pool2d_backward: dy has not the output's shape"):
        avg_pool2d_backward(y[..., :-1], cache)
    _, whole = global_avg_pool2d(X)
    with pytest.raises(ShapeError, match="global_avg_pool2d_backward: dy has not the output's"):
        global_avg_pool2d_backward(y, whole)
