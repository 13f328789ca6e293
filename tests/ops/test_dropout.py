"""Dropout: what is dropped, what is kept, and what that does to the mean."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from cnnlab.gradcheck import gradcheck
from cnnlab.ops import dropout, dropout_backward, naive
from cnnlab.shapes import ShapeError
from tests.drawn import Arrays, arrays, assert_close

shapes = st.lists(st.integers(0, 5), min_size=1, max_size=4)


@given(arrays(), shapes, st.sampled_from([0, 0.25, 0.5, 0.9, 1]))
def test_it_equals_the_loops(draw: Arrays, shape: list[int], p: float) -> None:
    x, dy = draw(*shape), draw(*shape)
    y, cache = dropout(x, p, rng=np.random.default_rng(1))
    dx = dropout_backward(dy, cache)
    assert y.dtype == dx.dtype == draw.dtype
    assert_close(y, naive.dropout(x, p, rng=np.random.default_rng(1)), draw.tolerance)
    want = naive.dropout_backward(dy, x, p, rng=np.random.default_rng(1))
    assert_close(dx, want, draw.tolerance)


@given(arrays(), shapes)
def test_in_use_nothing_is_dropped(draw: Arrays, shape: list[int]) -> None:
    x, dy = draw(*shape), draw(*shape)
    y, cache = dropout(x, 0.7, rng=None, training=False)
    assert_close(y, torch.dropout(torch.tensor(x.copy()), 0.7, train=False).numpy(), 0)
    assert_close(dropout_backward(dy, cache), dy, 0)


@pytest.mark.parametrize("p", [0.2, 0.5])
def test_a_part_p_is_dropped_and_the_mean_stays(p: float) -> None:
    ones = np.ones((100, 1000))
    y, cache = dropout(ones, p, rng=np.random.default_rng(0))
    assert set(np.unique(y)) == {0, 1 / (1 - p)}
    assert np.mean(y == 0) == pytest.approx(p, abs=0.01)  # six standard deviations
    assert y.mean() == pytest.approx(1, abs=0.02)
    assert np.array_equal(dropout_backward(ones, cache), y)  # the same places, the same factor
    torchs = torch.dropout(torch.ones(100, 1000, dtype=torch.float64), p, train=True).numpy()
    assert set(np.unique(torchs)) == set(np.unique(y))


def test_its_gradient_is_what_a_small_step_shows(rng: np.random.Generator) -> None:
    def dropped(x: np.ndarray) -> tuple[np.ndarray, Any]:
        return dropout(x, 0.4, rng=np.random.default_rng(5))  # the same places every time

    gradcheck(dropped, dropout_backward, rng.standard_normal((4, 5)), rng=rng)


def test_the_generator_decides_and_both_precisions_drop_the_same() -> None:
    x = np.ones((5, 7))
    first, _ = dropout(x, rng=np.random.default_rng(3))
    again, _ = dropout(x.astype(np.float32), rng=np.random.default_rng(3))
    other, _ = dropout(x, rng=np.random.default_rng(4))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_training_without_a_generator_is_explained() -> None:
    with pytest.raises(ShapeError) as raised:
        dropout(np.ones(3), rng=7)  # type: ignore[arg-type]
    assert str(raised.value) == (
        "dropout: rng must say what is dropped\n"
        "  expected rng a numpy.random.Generator\n"
        "  got      rng = 7\n"
        "  hint     rng=np.random.default_rng(0), made once and not for every call"
    )


@pytest.mark.parametrize("p", [-0.1, 1.1, np.nan, "0.5", None, True])
def test_what_is_no_probability_is_explained(p: Any, rng: np.random.Generator) -> None:
    with pytest.raises(ShapeError) as raised:
        dropout(np.ones(3), p, rng=rng)
    assert raised.value.problem == "dropout: p cannot be used"
    assert raised.value.expected == "p a number from 0 to 1"


def test_what_does_not_fit_is_explained(rng: np.random.Generator) -> None:
    with pytest.raises(ShapeError, match="dropout: x must hold floating-point numbers"):
        dropout(np.arange(3), rng=rng)
    _, cache = dropout(np.ones((2, 3)), rng=rng)
    with pytest.raises(ShapeError, match="dropout_backward: dy has not the output's shape"):
        dropout_backward(np.ones((3, 2)), cache)
