"""The classifier's loss against torch, against the loops, and far out."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from cnnlab.gradcheck import gradcheck
from cnnlab.ops import naive, softmax_cross_entropy, softmax_cross_entropy_backward
from cnnlab.shapes import ShapeError
from tests.drawn import Arrays, arrays, assert_close


@given(
    arrays(),
    st.integers(1, 6),
    st.integers(1, 6),
    st.sampled_from([(), (3,), (2, 3)]),
    st.sampled_from([0.0, 0.1, 1]),
    st.floats(-3, 3),
)
def test_it_equals_torch_and_the_loops(
    draw: Arrays, n: int, classes: int, places: tuple[int, ...], smoothing: float, dloss: float
) -> None:
    logits, target = draw(n, classes, *places), draw.rng.integers(0, classes, (n, *places))
    leaf = torch.tensor(logits.copy()).double().requires_grad_()
    want = torch.nn.functional.cross_entropy(leaf, torch.tensor(target), label_smoothing=smoothing)
    want.backward(torch.tensor(dloss, dtype=torch.float64))
    loss, cache = softmax_cross_entropy(logits, target, label_smoothing=smoothing)
    dlogits = softmax_cross_entropy_backward(dloss, cache)
    assert dlogits.dtype == draw.dtype
    assert math.isclose(loss, want.item(), rel_tol=draw.tolerance, abs_tol=draw.tolerance)
    assert np.abs(dlogits - leaf.grad.numpy()).max() < draw.tolerance
    loops = naive.softmax_cross_entropy(logits, target, label_smoothing=smoothing)
    assert math.isclose(loss, loops, abs_tol=1e-5)
    loops = naive.softmax_cross_entropy_backward(dloss, logits, target, label_smoothing=smoothing)
    assert np.abs(dlogits - loops).max() < draw.tolerance


@pytest.mark.parametrize("places", [(), (2, 3)])
def test_its_gradient_is_what_a_small_step_shows(
    places: tuple[int, ...], rng: np.random.Generator
) -> None:
    logits, target = rng.standard_normal((5, 4, *places)), rng.integers(0, 4, (5, *places))
    pair = softmax_cross_entropy, softmax_cross_entropy_backward
    gradcheck(*pair, logits, target, rng=rng)
    gradcheck(*pair, logits, target, rng=rng, label_smoothing=0.2)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_huge_logits_do_not_overflow(dtype: type) -> None:
    logits = np.array([[1e4, -1e4, 0], [-1e4, 1e4, 0]], dtype)
    loss, cache = softmax_cross_entropy(logits, np.array([0, 0]))
    assert loss == 1e4  # nothing for the first row, the distance 2e4 for the second
    assert_close(
        softmax_cross_entropy_backward(1.0, cache), np.array([[0, 0, 0], [-0.5, 0.5, 0]]), 0
    )


def test_one_hot_targets_are_explained() -> None:
    with pytest.raises(ShapeError) as raised:
        softmax_cross_entropy(np.ones((2, 3)), np.eye(3)[[0, 1]])
    assert str(raised.value) == (
        "softmax_cross_entropy: target does not name a class for every row\n"
        "  expected target (2,) of integers, at least one, for logits (2, 3)\n"
        "  got      target (2, 3) of float64\n"
        "  hint     from one-hot rows: target.argmax(axis=1)"
    )


@pytest.mark.parametrize(
    ("logits", "target", "got"),
    [
        (np.ones((2, 3)), np.array([0, 3]), "0 to 3"),
        (np.ones((2, 3)), np.array([-1, 2]), "-1 to 2"),
        (np.ones((2, 3)), np.array([0, 1, 2]), "target (3,) of int64"),
        (np.ones((0, 3)), np.array([], int), "target (0,) of int64"),
        (np.ones(3), np.array([0]), "logits (3,)"),
        (np.ones((2, 3, 4, 5)), np.ones((2, 4), int), "target (2, 4) of int64"),
        (np.ones((2, 0)), np.array([0, 0]), "0 to 0"),
        (np.ones((2, 3), int), np.array([0, 0]), "logits of int64"),
    ],
)
def test_what_does_not_fit_is_explained(logits: np.ndarray, target: np.ndarray, got: str) -> None:
    with pytest.raises(ShapeError) as raised:
        softmax_cross_entropy(logits, target)
    assert raised.value.got == got


def test_a_class_for_every_pixel_is_asked_for() -> None:
    maps = np.zeros((2, 3, 4, 5))
    with pytest.raises(ShapeError) as raised:
        softmax_cross_entropy(maps, maps)
    assert str(raised.value) == (
        "softmax_cross_entropy: target does not name a class for every pixel\n"
        "  expected target (2, 4, 5) of integers, at least one, for logits (2, 3, 4, 5)\n"
        "  got      target (2, 3, 4, 5) of float64\n"
        "  hint     from one-hot pixels: target.argmax(axis=1)"
    )


@pytest.mark.parametrize("smoothing", [-0.1, 1.5, "0.1", None])
def test_a_smoothing_that_is_no_fraction_is_explained(smoothing: Any) -> None:
    with pytest.raises(ShapeError) as raised:
        softmax_cross_entropy(np.ones((1, 2)), np.array([0]), label_smoothing=smoothing)
    assert raised.value.problem == "softmax_cross_entropy: label_smoothing cannot be used"
    assert raised.value.expected == "label_smoothing a number from 0 to 1"
