"""The fully connected layer against torch and against the loops."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from cnnlab.gradcheck import gradcheck
from cnnlab.ops import linear, linear_backward, naive
from cnnlab.shapes import ShapeError
from tests.drawn import Arrays, arrays, assert_close

sizes = st.integers(1, 6)


@given(arrays(), sizes, sizes, sizes, st.booleans())
def test_it_equals_torch_and_the_loops(draw: Arrays, n: int, d: int, o: int, biased: bool) -> None:
    x, weight, bias = draw(n, d), draw(o, d), draw(o) if biased else None
    leaves = [
        None if a is None else torch.tensor(a.copy()).double().requires_grad_()
        for a in (x, weight, bias)
    ]
    want = torch.nn.functional.linear(*leaves)
    dy = draw(n, o)
    want.backward(torch.tensor(dy.copy()).double())
    y, cache = linear(x, weight, bias)
    assert y.dtype == draw.dtype
    assert_close(y, want.detach().numpy(), draw.tolerance)
    assert_close(y, naive.linear(x, weight, bias), draw.tolerance)
    loops = naive.linear_backward(dy, x, weight)
    for gradient, leaf, loop in zip(linear_backward(dy, cache), leaves, loops, strict=True):
        if leaf is None:
            assert gradient is None
        else:
            assert gradient.dtype == draw.dtype
            assert_close(gradient, leaf.grad.numpy(), draw.tolerance)
            assert_close(gradient, loop, draw.tolerance)


@given(arrays(), sizes, sizes)
def test_more_axes_are_more_rows(draw: Arrays, n: int, o: int) -> None:
    x, weight, dy = draw(n, 2, 3, 5), draw(o, 5), draw(n, 2, 3, o)
    y, cache = linear(x, weight)
    flat, flat_cache = linear(x.reshape(-1, 5), weight)
    assert_close(y, flat.reshape(n, 2, 3, o), draw.tolerance)
    dx, dweight, _ = linear_backward(dy, cache)
    want, dwant, _ = linear_backward(dy.reshape(-1, o), flat_cache)
    assert_close(dx, want.reshape(x.shape), draw.tolerance)
    assert_close(dweight, dwant, draw.tolerance)


def test_a_forgotten_flatten_is_explained() -> None:
    with pytest.raises(ShapeError) as raised:
        linear(np.ones((4, 2, 3, 3)), np.ones((5, 18)))
    assert raised.value.hint == "x.reshape(len(x), -1)"


@pytest.mark.parametrize("biased", [True, False])
def test_its_gradient_is_what_a_small_step_shows(biased: bool, rng: np.random.Generator) -> None:
    x, weight = rng.standard_normal((4, 5)), rng.standard_normal((3, 5))
    gradcheck(linear, linear_backward, x, weight, np.ones(3) if biased else None, rng=rng)


def test_a_weight_the_wrong_way_round_is_explained() -> None:
    with pytest.raises(ShapeError) as raised:
        linear(np.ones((4, 5)), np.ones((5, 3)))
    assert str(raised.value) == (
        "linear: x and weight differ in their inputs\n"
        "  expected x (N, 3) for weight (5, 3)\n"
        "  got      x (4, 5)\n"
        "  hint     weight is (outputs, inputs): weight.T"
    )


@pytest.mark.parametrize(
    ("x", "weight", "bias", "problem"),
    [
        (np.ones(5), np.ones((3, 5)), None, "linear: x has the wrong number of axes"),
        (np.ones((4, 5)), np.ones(5), None, "linear: weight has the wrong number of axes"),
        (np.ones((4, 6)), np.ones((3, 5)), None, "linear: x and weight differ in their inputs"),
        (np.ones((4, 5)), np.ones((3, 5)), np.ones(5), "linear: bias has not one number an output"),
        (np.ones((4, 5), int), np.ones((3, 5)), None, "linear: x must hold floating-point numbers"),
        (np.ones((4, 5)), np.ones((3, 5)), [0.0], "linear: bias must hold floating-point numbers"),
    ],
)
def test_what_does_not_fit_is_explained(
    x: np.ndarray, weight: np.ndarray, bias: np.ndarray | None, problem: str
) -> None:
    with pytest.raises(ShapeError) as raised:
        linear(x, weight, bias)
    assert raised.value.problem == problem
