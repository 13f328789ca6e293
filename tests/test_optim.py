"""The optimiser walks where torch's walks."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cnnlab import nn
from cnnlab.nn.init import uniform
from cnnlab.optim import SGD, constant, cosine
from cnnlab.shapes import ExplainedError


def parameter(values: np.ndarray) -> nn.Parameter:
    made = nn.Parameter(values.shape, uniform(1))
    made.astype(values.dtype)
    made.data = values
    return made


@pytest.mark.parametrize("momentum", [0.0, 0.9])
@pytest.mark.parametrize("weight_decay", [0.0, 0.1])
def test_fifty_steps_equal_torchs(
    momentum: float, weight_decay: float, rng: np.random.Generator
) -> None:
    """Down a bent valley, Σ (w² - 1)² + w₀ w₁, with a rate that changes on the way."""
    start = rng.uniform(-1, 1, 7)
    ours, theirs = parameter(start), torch.tensor(start.copy(), requires_grad=True)
    optimizer = SGD([ours], 0.02, momentum, weight_decay=weight_decay)
    twin = torch.optim.SGD([theirs], 0.02, momentum, weight_decay=weight_decay)
    for step in range(50):
        optimizer.lr = twin.param_groups[0]["lr"] = 0.02 * cosine(step / 50)
        optimizer.zero_grad()
        w = ours.data
        gradient = 4 * w * (w * w - 1)
        gradient[:2] += w[1::-1]
        ours.accumulate(gradient)
        optimizer.step()
        twin.zero_grad()
        (((theirs**2 - 1) ** 2).sum() + theirs[0] * theirs[1]).backward()
        twin.step()
        np.testing.assert_allclose(ours.data, theirs.detach().numpy(), rtol=0, atol=1e-12)
    assert np.abs(ours.data - start).max() > 0.05  # it has moved


def test_a_parameter_without_a_gradient_stays() -> None:
    still, moving = parameter(np.ones(2)), parameter(np.ones(2))
    moving.accumulate(np.ones(2))
    gradient = moving.grad
    SGD([still, moving], 0.5, 0.9, weight_decay=0.1).step()
    assert (still.data == 1).all()
    assert (moving.data == 1 - 0.5 * 1.1).all()
    assert (gradient == 1).all()  # the gradient is read, not changed


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"lr": -1}, "SGD: lr cannot be used\n  expected a finite number ≥ 0\n  got      lr = -1"),
        ({"lr": float("nan")}, "SGD: lr cannot be used"),
        ({"lr": 1, "momentum": -0.1}, "SGD: momentum cannot be used"),
        ({"lr": 1, "weight_decay": float("inf")}, "SGD: weight_decay cannot be used"),
    ],
)
def test_numbers_that_make_no_descent_are_explained(settings, message: str) -> None:
    with pytest.raises(ExplainedError) as raised:
        SGD([parameter(np.ones(2))], **settings)
    assert str(raised.value).startswith(message)


def test_nothing_to_optimise_is_explained() -> None:
    with pytest.raises(ExplainedError, match="SGD: there is nothing to optimise"):
        SGD(nn.ReLU().parameters(), 0.1)


def test_schedules() -> None:
    assert [constant(done) for done in (0, 0.5, 1)] == [1, 1, 1]
    assert [round(cosine(done), 12) for done in (0, 0.5, 1)] == [1, 0.5, 0]
