"""Max pooling against torch, with many ties, and against the loops."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from cnnlab.gradcheck import gradcheck
from cnnlab.ops import max_pool2d, max_pool2d_backward, naive
from cnnlab.shapes import ShapeError
from tests.drawn import assert_close
from tests.ops.pooled import Case, cases


@given(cases(), st.integers(1, 3))
def test_it_equals_torch_ties_and_all(case: Case, levels: int) -> None:
    draw, shape, kernel, settings = case
    x = draw.laid_out(draw.rng.integers(0, levels, shape))  # a few levels: ties everywhere
    leaf = torch.tensor(x.copy()).requires_grad_()
    want = torch.nn.functional.max_pool2d(leaf, kernel, **settings)
    dy = draw(*want.shape)
    want.backward(torch.tensor(dy.copy()))
    y, cache = max_pool2d(x, kernel, **settings)
    assert y.dtype == draw.dtype
    assert_close(y, want.detach().numpy(), 0)
    assert_close(max_pool2d_backward(dy, cache), leaf.grad.numpy(), draw.tolerance)


@given(cases())
def test_it_equals_the_loops(case: Case) -> None:
    draw, shape, kernel, settings = case
    x = draw.laid_out(draw.rng.integers(-2, 2, shape))
    y, cache = max_pool2d(x, kernel, **settings)
    assert_close(y, naive.max_pool2d(x, kernel, **settings), 0)
    dy = draw(*y.shape)
    want = naive.max_pool2d_backward(dy, x, kernel, **settings)
    assert_close(max_pool2d_backward(dy, cache), want, draw.tolerance)


def test_its_gradient_is_what_a_small_step_shows(rng: np.random.Generator) -> None:
    x = rng.permutation(2 * 3 * 7 * 8).reshape(2, 3, 7, 8) / 10  # no ties: those are kinks
    pooling = {"kernel_size": (3, 2), "stride": (2, 1), "padding": (1, 0)}
    gradcheck(max_pool2d, max_pool2d_backward, x, rng=rng, **pooling)


@pytest.mark.parametrize("images", [1, 2, 5])
def test_any_part_of_the_batch_at_a_time_gives_the_same(
    images: int, rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    y, cache = max_pool2d(rng.standard_normal((5, 2, 6, 7)), 3, stride=2, padding=1)
    dy = rng.standard_normal(y.shape)
    want = max_pool2d_backward(dy, cache)
    monkeypatch.setattr("cnnlab.ops.pooling.max_pool2d.CACHE", images * cache.x[:1].nbytes)
    assert np.array_equal(max_pool2d_backward(dy, cache), want)


def test_what_lies_outside_never_wins() -> None:
    for lowest in (-5.0, -np.inf):
        y, cache = max_pool2d(np.full((1, 1, 3, 3), lowest), 2, padding=1)
        assert (y == lowest).all()
        assert max_pool2d_backward(np.ones_like(y), cache).sum() == y.size


X = np.ones((2, 3, 6, 7))


def test_a_padding_of_more_than_half_the_window_is_explained() -> None:
    with pytest.raises(ShapeError) as raised:
        max_pool2d(X, (2, 5), padding=(1, 3))
    assert str(raised.value) == (
        "max_pool2d: the padding is larger than half the window\n"
        "  expected padding of at most (1, 2)\n"
        "  got      padding = (1, 3)\n"
        "  hint     a window must meet the image"
    )


@pytest.mark.parametrize(
    ("x", "kernel", "problem"),
    [
        (X[0], 2, "max_pool2d: x has the wrong number of axes"),
        (X.astype(int), 2, "max_pool2d: x must hold floating-point numbers"),
        (X, 0, "max_pool2d: kernel_size cannot be used"),
        (X, (2, 8), "max_pool2d: the kernel is larger than the padded input"),
        (X, 2.0, "max_pool2d: kernel_size cannot be used"),
    ],
)
def test_what_does_not_fit_is_explained(x: np.ndarray, kernel: Any, problem: str) -> None:
    with pytest.raises(ShapeError) as raised:
        max_pool2d(x, kernel)
    assert raised.value.problem == problem


def test_a_gradient_of_another_shape_is_explained() -> None:
    y, cache = max_pool2d(X, 2)
    with pytest.raises(ShapeError, match="max_pool2d_backward: dy has not the output's shape"):
        max_pool2d_backward(y[..., :-1], cache)
