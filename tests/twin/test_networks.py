"""A network and its torch twin: the same weights, outputs and gradients."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from cnnlab import models, nn
from cnnlab.twin import to_torch, twin_of
from tests.drawn import assert_close


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-12), (np.float32, 1e-4)])
@pytest.mark.parametrize(
    "make",
    [
        lambda rng: models.lenet5(rng=rng),
        lambda rng: nn.Sequential(
            nn.Conv2d(1, 4, (3, 2), (2, 1), (1, 0), (1, 2), rng=rng),
            nn.Sequential(nn.ReLU(), nn.MaxPool2d((3, 2), (1, 2), (1, 1))),
            nn.Conv2d(4, 6, 3, padding="full", dilation=(1, 2), groups=2, bias=False, rng=rng),
            nn.Conv2d(6, 2, (4, 3), padding="same", rng=rng),
            nn.Flatten(),
            nn.Linear(2 * 16 * 18, 3, bias=False, rng=rng),
        ),
    ],
    ids=["lenet5", "every setting"],
)
@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")  # torch may copy
def test_outputs_and_gradients_are_the_same(
    make: Any, dtype: type, tolerance: float, rng: np.random.Generator
) -> None:
    model = make(rng).astype(dtype)
    twin = to_torch(model)
    x = rng.standard_normal((3, 1, 28, 28)).astype(dtype)
    leaf = torch.tensor(x, requires_grad=True)
    want = twin(leaf)
    y = model(x)
    assert_close(y, want.detach().numpy(), tolerance, "y")
    dy = rng.standard_normal(y.shape).astype(dtype)
    want.backward(torch.tensor(dy))
    assert_close(model.backward(dy), leaf.grad.numpy(), tolerance, "dx")
    names = dict(twin.named_parameters())
    assert list(names) == [name for name, _ in model.named_parameters()]
    for name, parameter in model.named_parameters():
        assert parameter.grad is not None
        assert_close(parameter.grad, names[name].grad.numpy(), tolerance, name)


@pytest.mark.parametrize("name", models.MODELS)
def test_every_architecture_has_a_twin_of_the_same_names(name: str) -> None:
    """By shapes alone: neither has numbers."""
    model = models.MODELS[name].build()
    with torch.device("meta"):
        twin = twin_of(model)
    held = dict(model.named_parameters()) | dict(model.named_buffers())
    assert {k: tuple(v.shape) for k, v in twin.state_dict().items()} == {
        k: tuple(v.shape) for k, v in held.items()
    }
    assert [k for k, _ in twin.named_parameters()] == [k for k, _ in model.named_parameters()]


def test_weights_go_both_ways_and_are_copies(rng: np.random.Generator) -> None:
    model = nn.Sequential(nn.Conv2d(1, 2, 3, rng=rng), nn.ReLU())
    twin = to_torch(model)
    with torch.no_grad():
        twin[0].weight += 1
    before = model.state_dict()["0.weight"]
    assert not np.array_equal(before, twin.state_dict()["0.weight"].numpy())
    model.load_state_dict(twin.state_dict())
    assert_close(model.state_dict()["0.weight"], before + 1, 1e-6)


def test_torchs_random_numbers_are_left_alone(rng: np.random.Generator) -> None:
    torch.manual_seed(5)
    before = torch.get_rng_state()
    to_torch(models.lenet5(rng=rng))
    assert torch.equal(torch.get_rng_state(), before)


def test_modes_are_taken_over(rng: np.random.Generator) -> None:
    assert not to_torch(nn.ReLU().eval()).training
    assert to_torch(nn.ReLU()).training


def test_a_layer_without_a_twin_is_named() -> None:
    class Odd(nn.Module):
        pass

    with pytest.raises(TypeError, match="to_torch: Odd has no torch twin"):
        to_torch(nn.Sequential(nn.ReLU(), Odd()))
    inner = nn.Residual(nn.Sequential(nn.ReLU()))
    with pytest.raises(TypeError, match="to_torch: Residual of a Residual has no torch twin"):
        to_torch(nn.Residual(inner))


def test_what_stands_in_a_residual_can_be_exchanged() -> None:
    """As torch's own tools do: for synchronised norms, for quantised layers."""
    twin = to_torch(nn.Residual(nn.Sequential(one=nn.ReLU(), two=nn.ReLU())))
    twin.two = torch.nn.Tanh()
    x = torch.tensor([[-1.0, 2.0]])
    assert torch.equal(twin(x), x + torch.tanh(torch.relu(x)))
