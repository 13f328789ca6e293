"""Every layer and its twin: outputs, gradients, ties, running statistics, first weights."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.stats import ks_2samp

from cnnlab import nn
from cnnlab.twin import from_torch, to_torch, twin_of
from tests.drawn import assert_close
from tests.twin.layers import LAYERS, made, tied

every_layer = pytest.mark.parametrize("name", LAYERS)


def test_no_layer_is_left_out() -> None:
    def inside(layer: nn.Module) -> set[type]:
        return {type(module) for module in layer.modules()}

    exported = {getattr(nn, name) for name in nn.__all__}
    layers = {c for c in exported if isinstance(c, type) and issubclass(c, nn.Module)}
    tried = set().union(*(inside(case.make(np.random.default_rng(0))) for case in LAYERS.values()))
    assert layers - tried == {nn.Module}


def outputs_and_gradients(
    layer: nn.Module, twin: torch.nn.Module, x: np.ndarray, rng: np.random.Generator
) -> None:
    """Compare y, dx and every parameter's gradient."""
    leaf = torch.tensor(x, requires_grad=True)
    want = twin(leaf)
    y = layer(x)
    assert_close(y, want.detach().numpy(), 1e-12, "y")
    dy = rng.standard_normal(y.shape)
    want.backward(torch.tensor(dy))
    assert_close(layer.backward(dy), leaf.grad.numpy(), 1e-12, "dx")
    theirs = dict(twin.named_parameters())
    assert list(theirs) == [name for name, _ in layer.named_parameters()]
    for name, parameter in layer.named_parameters():
        assert_close(parameter.grad, theirs[name].grad.numpy(), 1e-12, name)


@every_layer
def test_outputs_gradients_and_running_statistics(name: str, rng: np.random.Generator) -> None:
    """Twice in training, so that running statistics add up, then once in use."""
    layer = made(name, rng)
    twin = to_torch(layer)
    for training in (True, True, False):
        layer.train(training)
        twin.train(training)
        outputs_and_gradients(layer, twin, tied(LAYERS[name].shape, rng), rng)
        layer.zero_grad()
        twin.zero_grad()
        state = twin.state_dict()
        assert set(state) == set(layer.state_dict())
        for key, values in layer.state_dict().items():
            assert_close(values, state[key].numpy(), 1e-12, key)
            assert values.dtype == state[key].numpy().dtype


@every_layer
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_there_and_back(name: str, dtype: str, rng: np.random.Generator) -> None:
    layer = made(name, rng, dtype).eval()
    back = from_torch(to_torch(layer), rng=rng)
    assert not back.training
    if "full" not in name:  # torch has no word for it
        assert repr(back) == repr(layer)
    state = layer.state_dict()
    assert list(back.state_dict()) == list(state)
    for key, values in back.state_dict().items():
        assert np.array_equal(values, state[key])
        assert values.dtype == state[key].dtype
    x = rng.standard_normal(LAYERS[name].shape).astype(dtype)
    assert np.array_equal(back(x), layer(x))


MANY = 20  # layers drawn: small biases have few numbers


@every_layer
def test_first_weights_are_distributed_alike(name: str) -> None:
    """Kolmogorov and Smirnov's test on all that two dozen fresh layers hold, ours and torch's."""
    torch.manual_seed(1)
    rng = np.random.default_rng(1)
    drawn: dict[str, tuple[list, list]] = {}
    for _ in range(MANY):
        layer = LAYERS[name].make(rng)
        state = twin_of(layer).state_dict()
        for key, values in layer.state_dict().items():
            ours, theirs = drawn.setdefault(key, ([], []))
            ours.append(values.ravel())
            theirs.append(state[key].numpy().ravel())
    for key, (ours, theirs) in drawn.items():
        if name == "LayerScale":
            continue  # torch has none: its first value is a setting
        assert ks_2samp(np.concatenate(ours), np.concatenate(theirs)).pvalue > 0.001, key


def test_another_distribution_would_be_seen() -> None:
    """The test above can fail: a third more on either side does not pass."""
    rng = np.random.default_rng(1)
    torch.manual_seed(1)
    ours = rng.uniform(-1.3, 1.3, 20 * 72) / np.sqrt(18)
    theirs = [torch.nn.Conv2d(2, 4, 3).weight.detach().numpy().ravel() for _ in range(20)]
    assert ks_2samp(ours, np.concatenate(theirs)).pvalue < 0.001
