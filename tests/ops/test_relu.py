"""The rectifier against torch and against the loops."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from cnnlab.gradcheck import gradcheck
from cnnlab.ops import naive, relu, relu_backward
from cnnlab.shapes import ShapeError
from tests.drawn import Arrays, arrays, assert_close


@given(arrays(), st.lists(st.integers(1, 4), min_size=1, max_size=4))
def test_it_equals_torch_and_the_loops(draw: Arrays, shape: list[int]) -> None:
    x = draw.laid_out(draw.rng.integers(-2, 3, shape))  # zeros among them
    leaf = torch.tensor(x.copy()).requires_grad_()
    want = torch.relu(leaf)
    dy = draw(*shape)
    want.backward(torch.tensor(dy.copy()))
    y, cache = relu(x)
    dx = relu_backward(dy, cache)
    assert y.dtype == dx.dtype == draw.dtype
    assert_close(y, want.detach().numpy(), 0)
    assert_close(dx, leaf.grad.numpy(), 0)
    assert_close(y, naive.relu(x), 0)
    assert_close(dx, naive.relu_backward(dy, x), 0)


def test_its_gradient_is_what_a_small_step_shows(rng: np.random.Generator) -> None:
    x = rng.uniform(0.1, 1, (4, 5)) * rng.choice([-1, 1], (4, 5))  # away from the kink
    gradcheck(relu, relu_backward, x, rng=rng)


def test_what_does_not_fit_is_explained() -> None:
    with pytest.raises(ShapeError, match="relu: x must hold floating-point numbers"):
        relu(np.arange(3))
    _, cache = relu(np.ones((2, 3)))
    with pytest.raises(ShapeError, match="relu_backward: dy has not the output's shape"):
        relu_backward(np.ones((3, 2)), cache)
