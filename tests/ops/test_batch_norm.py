"""Batch normalisation against torch, against the loops, and against its own forward pass."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st

from cnnlab.gradcheck import gradcheck
from cnnlab.ops import batch_norm, batch_norm_backward, lines, naive
from cnnlab.shapes import ShapeError
from tests.drawn import Arrays, arrays, assert_close


class Case(NamedTuple):
    """A batch of any rank, with or without what is learned, in training or in use."""

    draw: Arrays
    x: np.ndarray
    weight: np.ndarray | None
    bias: np.ndarray | None
    settings: dict[str, Any]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    make, axis = draw(arrays()), st.integers(1, 6)
    n, c, space = draw(axis), draw(axis), draw(st.lists(axis, max_size=2))
    training, maybe = draw(st.booleans()), st.booleans()
    assume(n * np.prod(space) > 1 or not training)
    settings: dict[str, Any] = {"training": training, "eps": draw(st.sampled_from([1e-5, 0.1]))}
    if not training or draw(maybe):
        settings["running_mean"] = make(c)
        settings["running_var"] = make.laid_out(make(c) ** 2 + 0.1)
        settings["momentum"] = draw(st.sampled_from([0.1, 0.0, 0.75, 1.0]))
    x = make.laid_out(2 * make(n, c, *space) + 3)
    spread = x.reshape(n, c, -1).std(axis=(0, 2)).min()
    assume(spread > 0.3 or not training)  # else x̂ is all rounding
    return Case(
        make,
        x,
        make(c) if draw(maybe) else None,
        make(c) if draw(maybe) else None,
        settings,
    )


def tensors(*given_arrays: np.ndarray | None) -> list[torch.Tensor | None]:
    return [None if a is None else torch.tensor(a.copy()).double() for a in given_arrays]


@given(cases())
def test_it_equals_torch_forwards_and_backwards(case: Case) -> None:
    draw, *learned, settings = case
    leaves = [None if t is None else t.requires_grad_() for t in tensors(*learned)]
    mean, var = tensors(settings.get("running_mean"), settings.get("running_var"))
    rest = {k: v for k, v in settings.items() if not k.startswith("running")}
    want = torch.nn.functional.batch_norm(leaves[0], mean, var, *leaves[1:], **rest)
    y, cache = batch_norm(*learned, **settings)
    assert y.dtype == draw.dtype
    assert_close(y, want.detach().numpy(), draw.tolerance, "y")
    for new, running in ((cache.running_mean, mean), (cache.running_var, var)):
        if running is None:
            assert new is None
        else:
            assert new.dtype == draw.dtype
            assert_close(new, running.numpy(), draw.tolerance, "running")
    dy = draw(*want.shape)
    want.backward(torch.tensor(dy.copy()).double())
    gradients = batch_norm_backward(dy, cache)
    weight = case.weight if case.weight is not None else np.ones(1)
    terms = np.abs(dy).max() * np.abs(weight * cache.inverse).max()
    for name, gradient, leaf in zip(("dx", "dweight", "dbias"), gradients, leaves, strict=True):
        if leaf is None:
            assert gradient is None
        else:
            assert gradient.dtype == draw.dtype
            assert_close(gradient, leaf.grad.numpy(), draw.tolerance, name, terms=terms)


@given(cases())
def test_it_equals_the_loops(case: Case) -> None:
    draw, x, weight, bias, settings = case
    assume(x.size < 60)
    y, cache = batch_norm(x, weight, bias, **settings)
    momentum = settings.pop("momentum", 0.1)
    assert_close(y, naive.batch_norm(x, weight, bias, **settings), draw.tolerance)
    dy = draw(*y.shape)
    wants = naive.batch_norm_backward(dy, x, weight, **settings)
    terms = np.abs(dy).max() * cache.inverse.max()
    for gradient, want in zip(batch_norm_backward(dy, cache), wants, strict=True):
        if gradient is not None:
            assert_close(gradient, want, draw.tolerance, terms=terms)
    if settings["training"] and "running_mean" in settings:
        running = settings["running_mean"], settings["running_var"]
        mean, var = naive.running_statistics(x, *running, momentum=momentum)
        assert_close(cache.running_mean, mean, draw.tolerance)
        assert_close(cache.running_var, var, draw.tolerance)


@given(cases())
def test_its_gradient_is_what_a_small_step_shows(case: Case) -> None:
    _, x, weight, bias, settings = case
    assume(x.size > 2 * x.shape[1] or not settings["training"])
    gradcheck(
        batch_norm,
        batch_norm_backward,
        x,
        weight,
        bias,
        rng=np.random.default_rng(0),
        directions=2,
        **settings,
    )


def steps(x: np.ndarray) -> list[int]:
    """How far apart neighbours lie in memory, along every axis that has any."""
    return [step for step, size in zip(x.strides, x.shape, strict=True) if size > 1]


@pytest.mark.parametrize("shape", [(40, 3), (6, 5, 7), (5, 3, 4, 6), (3, 1, 4, 6)])
@pytest.mark.parametrize("axes", ["channels first", "channels last", "batch last", "gaps"])
def test_blocks_of_a_batch_are_the_batch(
    shape: tuple[int, ...],
    axes: str,
    rng: np.random.Generator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Many blocks, and a last one that is smaller: the same as one block; memory as it was."""
    x, dy = rng.standard_normal((2, *shape))
    if axes == "channels last":
        x = np.moveaxis(np.ascontiguousarray(np.moveaxis(x, 1, -1)), -1, 1)
    elif axes == "batch last" and x.ndim == 4:  # as convolutions of few channels leave it
        x = np.ascontiguousarray(x.transpose(2, 1, 3, 0)).transpose(3, 1, 0, 2)
    elif axes == "gaps":
        x = x.repeat(2, axis=-1)[..., ::2]
    weight, bias = rng.standard_normal((2, shape[1]))
    y, cache = batch_norm(x, weight, bias)
    wants = batch_norm_backward(dy, cache)
    monkeypatch.setattr(lines, "CACHE", 8 * 2 * int(np.prod(shape[1:])))
    assert len(lines.blocks(lines.Order.of(x).lines(x))) > 1 or shape[1] == 1
    again, cache = batch_norm(x, weight, bias)
    assert_close(again, y, 1e-13)
    assert steps(again) == steps(x) or axes == "gaps"
    gradients = batch_norm_backward(dy, cache)
    assert steps(gradients[0]) == steps(again)
    for gradient, want in zip(gradients, wants, strict=True):
        assert_close(gradient, want, 1e-13)


def test_far_from_zero_nothing_cancels(rng: np.random.Generator) -> None:
    x = (rng.standard_normal((64, 2, 30, 32)) + 1000).astype(np.float32)
    _, cache = batch_norm(x, running_mean=np.zeros(2), running_var=np.ones(2), momentum=1.0)
    exact = x.astype(np.float64)
    assert_close(cache.running_mean, exact.mean(axis=(0, 2, 3)), 1e-7)
    assert_close(cache.running_var, exact.var(axis=(0, 2, 3), ddof=1), 1e-5)


def test_an_empty_batch_is_no_error_in_use() -> None:
    running = {"running_mean": np.zeros(3), "running_var": np.ones(3)}
    y, cache = batch_norm(np.zeros((0, 3, 5, 6)), np.ones(3), np.ones(3), training=False, **running)
    assert y.shape == (0, 3, 5, 6)
    dx, dweight, dbias = batch_norm_backward(y, cache)
    assert dx.shape == y.shape
    assert not dweight.any()
    assert not dbias.any()


X = np.ones((2, 3, 8, 9))
COMPLAINTS = {
    "whole numbers": (
        (X.astype(int), {}),
        (
            "batch_norm: x must hold floating-point numbers\n"
            "  expected x an array of float32 or float64\n"
            "  got      x of int64\n"
            "  hint     np.asarray(x, dtype=np.float32)"
        ),
    ),
    "no channels": (
        (X[0, 0, 0], {}),
        (
            "batch_norm: x has no channels with numbers in them\n"
            "  expected x (N, C, ...)\n"
            "  got      x (9,)"
        ),
    ),
    "weight": (
        (X, {"weight": np.ones(4)}),
        (
            "batch_norm: weight has not one number a channel\n"
            "  expected weight (3,) for x (2, 3, 8, 9)\n"
            "  got      weight (4,)"
        ),
    ),
    "channels last": (
        (X.transpose(0, 2, 3, 1), {"bias": np.ones(3)}),
        (
            "batch_norm: bias has not one number a channel\n"
            "  expected bias (8,) for x (2, 8, 9, 3)\n"
            "  got      bias (3,)\n"
            "  hint     x looks channels-last: x.transpose(0, 3, 1, 2)"
        ),
    ),
    "half of the running statistics": (
        (X, {"running_mean": np.ones(3)}),
        (
            "batch_norm: running statistics are missing\n"
            "  expected running_mean and running_var, or neither\n"
            "  got      running_var = None"
        ),
    ),
    "no running statistics": (
        (X, {"training": False}),
        (
            "batch_norm: running statistics are missing\n"
            "  expected running_mean and running_var\n"
            "  got      running_mean = None and running_var = None"
        ),
    ),
    "one number a channel": (
        (X[:1, :, :1, :1], {}),
        (
            "batch_norm: one number has no variance\n"
            "  expected at least two numbers a channel in training\n"
            "  got      x (1, 3, 1, 1)\n"
            "  hint     use a larger batch, or training=False"
        ),
    ),
    "momentum": (
        (X, {"momentum": 1.5}),
        (
            "batch_norm: momentum cannot be used\n"
            "  expected momentum a number from 0 to 1\n"
            "  got      momentum = 1.5"
        ),
    ),
    "eps": (
        (X, {"eps": 0}),
        "batch_norm: eps cannot be used\n  expected eps a number > 0\n  got      eps = 0",
    ),
}


@pytest.mark.parametrize(("arguments", "message"), COMPLAINTS.values(), ids=COMPLAINTS)
def test_what_does_not_fit_is_explained(arguments: tuple[Any, ...], message: str) -> None:
    x, settings = arguments
    with pytest.raises(ShapeError) as raised:
        batch_norm(x, **settings)
    assert str(raised.value) == message


def test_a_gradient_of_another_shape_is_explained() -> None:
    y, cache = batch_norm(X)
    with pytest.raises(ShapeError) as raised:
        batch_norm_backward(y[:, :, :-1], cache)
    assert str(raised.value) == (
        "batch_norm_backward: dy has not the output's shape\n"
        "  expected dy (2, 3, 8, 9)\n"
        "  got      dy (2, 3, 7, 9)"
    )
