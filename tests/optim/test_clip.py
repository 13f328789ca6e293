"""Gradients are clipped as torch clips them."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from cnnlab.nn import Parameter
from cnnlab.nn.init import uniform
from cnnlab.optim import clip_grad_norm_, clip_grad_value_
from cnnlab.shapes import ExplainedError

SHAPES = ((3, 4), (5,), (2, 1, 2))


def both(rng: np.random.Generator) -> tuple[list[Parameter], list[torch.Tensor]]:
    """The same parameters with the same gradients, the last without one."""
    ours = [Parameter(shape, uniform(1), rng) for shape in SHAPES]
    theirs = [torch.zeros(shape, dtype=torch.float64) for shape in SHAPES]
    for p, t in zip(ours[:-1], theirs[:-1], strict=True):
        p.grad = rng.standard_normal(p.shape)
        p.grad.flags.writeable = False
        t.grad = torch.tensor(p.grad)
    return ours, theirs


def same(ours: list[Parameter], theirs: list[torch.Tensor]) -> None:
    for p, t in zip(ours[:-1], theirs[:-1], strict=True):
        np.testing.assert_allclose(p.grad, t.grad.numpy(), rtol=1e-12)
    assert ours[-1].grad is None


@pytest.mark.parametrize("norm_type", [1.0, 2.0, 3.0, math.inf])
@pytest.mark.parametrize("max_norm", [0.0, 0.1, 1.0, 1e3])
def test_by_norm(max_norm: float, norm_type: float, rng: np.random.Generator) -> None:
    ours, theirs = both(rng)
    norm = torch.nn.utils.clip_grad_norm_(theirs, max_norm, norm_type)
    assert math.isclose(clip_grad_norm_(ours, max_norm, norm_type), norm.item(), rel_tol=1e-12)
    same(ours, theirs)


@pytest.mark.parametrize("clip_value", [0.0, 0.5, 9.0])
def test_by_value(clip_value: float, rng: np.random.Generator) -> None:
    ours, theirs = both(rng)
    torch.nn.utils.clip_grad_value_(theirs, clip_value)
    clip_grad_value_(ours, clip_value)
    same(ours, theirs)


def test_no_gradient_has_no_norm() -> None:
    assert clip_grad_norm_([Parameter((2,), uniform(1))], 1.0) == 0


def test_a_gradient_that_is_no_number_is_not_hidden() -> None:
    p = Parameter((2,), uniform(1))
    p.grad = np.array([1.0, np.nan])
    assert math.isnan(clip_grad_norm_([p], 1.0))
    assert np.isnan(p.grad).all()


def test_bounds_that_cannot_be_are_explained() -> None:
    with pytest.raises(ExplainedError, match="clip_grad_norm_: max_norm cannot be used"):
        clip_grad_norm_([], -1)
    with pytest.raises(ExplainedError, match="clip_grad_norm_: norm_type cannot be used"):
        clip_grad_norm_([], 1, 0)
    with pytest.raises(ExplainedError, match="clip_grad_value_: clip_value cannot be used"):
        clip_grad_value_([], math.nan)
