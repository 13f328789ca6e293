"""Pooling across channels, by the largest and by the length, against torch and the loops."""

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

TORCHS: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "maxout": lambda groups: groups.max(dim=2).values,
    "l2_over_features": lambda groups: torch.linalg.vector_norm(groups, dim=2),
}
each = pytest.mark.parametrize("name", TORCHS)


@each
@given(
    draw=arrays(),
    groups=st.tuples(*[st.integers(1, 3)] * 3),
    places=st.sampled_from([(), (4,), (3, 5), (2, 3, 2)]),
)
def test_it_equals_torch_and_the_loops(
    name: str, draw: Arrays, groups: tuple[int, int, int], places: tuple[int, ...]
) -> None:
    op, backward = getattr(ops, name), getattr(ops, f"{name}_backward")
    n, g, size = groups
    x = draw.laid_out(draw.rng.integers(-1, 2, (n, g * size, *places)))  # ties, and zeros alone
    leaf = torch.tensor(x.copy()).requires_grad_()
    want = TORCHS[name](leaf.reshape(n, g, size, *places))
    dy = draw(*want.shape)
    want.backward(torch.tensor(dy.copy()))
    y, cache = op(x, size)
    dx = backward(dy, cache)
    assert y.dtype == dx.dtype == draw.dtype
    assert_close(y, want.detach().numpy(), draw.tolerance)
    assert_close(dx, leaf.grad.numpy(), draw.tolerance)
    assert_close(y, getattr(naive, name)(x, size), draw.tolerance)
    assert_close(dx, getattr(naive, f"{name}_backward")(dy, x, size), draw.tolerance)


@each
def test_its_gradient_is_what_a_small_step_shows(name: str, rng: np.random.Generator) -> None:
    x = rng.permutation(2 * 6 * 4 * 3).reshape(2, 6, 4, 3) / 10 + 0.1  # no ties: those are kinks
    gradcheck(getattr(ops, name), getattr(ops, f"{name}_backward"), x, rng=rng, pool_size=3)


@each
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_far_out_it_is_still_a_number(name: str, dtype: type) -> None:
    x = np.array([[1e4, -1e4, 0, 0]], dtype)
    y, cache = getattr(ops, name)(x, 2)
    assert np.isfinite(y).all()
    assert np.isfinite(getattr(ops, f"{name}_backward")(np.ones_like(y), cache)).all()


X = np.ones((2, 6, 3, 4))


@each
@pytest.mark.parametrize(
    ("x", "size", "problem"),
    [
        (X[0, :, 0, 0], 2, "x has no channels"),
        (X.astype(int), 2, "x must hold floating-point numbers"),
        (X, 4, "the channels cannot be divided into groups of this size"),
        (X, 0, "the channels cannot be divided into groups of this size"),
        (X, 2.0, "the channels cannot be divided into groups of this size"),
    ],
)
def test_what_does_not_fit_is_explained(name: str, x: np.ndarray, size: Any, problem: str) -> None:
    with pytest.raises(ShapeError) as raised:
        getattr(ops, name)(x, size)
    assert raised.value.problem == f"{name}: {problem}"


def test_channels_that_do_not_divide_are_explained() -> None:
    with pytest.raises(ShapeError) as raised:
        ops.maxout(X, 4)
    assert str(raised.value) == (
        "maxout: the channels cannot be divided into groups of this size\n"
        "  expected pool_size a whole number ≥ 1 that divides 6\n"
        "  got      pool_size = 4"
    )


@each
def test_a_gradient_of_another_shape_is_explained(name: str) -> None:
    _, cache = getattr(ops, name)(X, 2)
    with pytest.raises(ShapeError, match=f"{name}_backward: dy has not the output's shape"):
        getattr(ops, f"{name}_backward")(X, cache)
