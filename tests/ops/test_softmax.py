"""Softmax and its logarithm against torch, against the loops, and far out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from cnnlab import ops
from cnnlab.gradcheck import gradcheck
from cnnlab.ops import naive
from cnnlab.shapes import ShapeError
from tests.drawn import Arrays, arrays, assert_close

TORCHS: dict[str, Callable[..., torch.Tensor]] = {
    "softmax": torch.softmax,
    "log_softmax": torch.log_softmax,
}
each = pytest.mark.parametrize("name", TORCHS)


def pair_of(name: str) -> tuple[Callable[..., Any], Callable[..., Any]]:
    return getattr(ops, name), getattr(ops, f"{name}_backward")


@each
@given(draw=arrays(), shape=st.lists(st.integers(1, 4), min_size=1, max_size=4), data=st.data())
def test_it_equals_torch_and_the_loops(
    name: str, draw: Arrays, shape: list[int], data: st.DataObject
) -> None:
    op, backward = pair_of(name)
    axis = data.draw(st.integers(-len(shape), len(shape) - 1))
    x, dy = draw(*shape), draw(*shape)
    leaf = torch.tensor(x.copy()).requires_grad_()
    want = TORCHS[name](leaf, axis)
    want.backward(torch.tensor(dy.copy()))
    y, cache = op(x, axis)
    dx = backward(dy, cache)
    assert y.dtype == dx.dtype == draw.dtype
    assert np.abs(y - want.detach().numpy()).max() < draw.tolerance
    assert np.abs(dx - leaf.grad.numpy()).max() < 5 * draw.tolerance
    assert np.abs(y - getattr(naive, name)(x, axis)).max() < draw.tolerance
    assert np.abs(dx - getattr(naive, f"{name}_backward")(dy, x, axis)).max() < 5 * draw.tolerance


@each
def test_its_gradient_is_what_a_small_step_shows(name: str, rng: np.random.Generator) -> None:
    gradcheck(*pair_of(name), rng.standard_normal((3, 4, 2)), rng=rng, axis=1)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_huge_scores_do_not_overflow(dtype: type) -> None:
    x = np.array([[1e4, -1e4, 0], [-1e4, -1e4, -1e4]], dtype)
    y, cache = ops.softmax(x)
    assert_close(y, np.array([[1, 0, 0], [1 / 3, 1 / 3, 1 / 3]]), 1e-6)
    assert np.isfinite(ops.softmax_backward(x, cache)).all()
    logarithm, cache = ops.log_softmax(x)
    assert_close(logarithm, np.array([[0, -2e4, -1e4], [-np.log(3)] * 3]), 1e-6)
    assert np.isfinite(ops.log_softmax_backward(x, cache)).all()


@each
def test_probabilities_sum_to_one_along_the_axis(name: str, rng: np.random.Generator) -> None:
    y, _ = pair_of(name)[0](rng.standard_normal((3, 4, 5)), axis=-2)
    assert_close((np.exp(y) if name == "log_softmax" else y).sum(axis=1), np.ones((3, 5)), 1e-12)


@each
def test_an_axis_that_is_not_there_is_explained(name: str) -> None:
    with pytest.raises(ShapeError) as raised:
        pair_of(name)[0](np.ones(3))
    assert str(raised.value) == (
        f"{name}: x has no such axis\n"
        "  expected axis a whole number from -1 to 0, for x (3,)\n"
        "  got      axis = 1"
    )


@each
@pytest.mark.parametrize(
    ("x", "axis", "problem"),
    [
        (np.ones((2, 3), int), 1, "x must hold floating-point numbers"),
        (np.ones((2, 3)), 1.0, "x has no such axis"),
        (np.ones((2, 3)), None, "x has no such axis"),
        (np.ones((2, 0)), 1, "there is nothing along this axis"),
    ],
)
def test_what_does_not_fit_is_explained(name: str, x: np.ndarray, axis: Any, problem: str) -> None:
    with pytest.raises(ShapeError) as raised:
        pair_of(name)[0](x, axis)
    assert raised.value.problem == f"{name}: {problem}"


@each
def test_a_gradient_of_another_shape_is_explained(name: str) -> None:
    op, backward = pair_of(name)
    y, cache = op(np.ones((2, 3)))
    with pytest.raises(ShapeError, match=f"{name}_backward: dy has not the output's shape"):
        backward(y.T, cache)
