"""Networks are copied and pickled whole, before their parameters are drawn and after."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable

import numpy as np
import pytest

from cnnlab import nn
from cnnlab.models import MODELS

WAYS: dict[str, Callable[[nn.Module], nn.Module]] = {
    "copy.deepcopy": copy.deepcopy,
    "pickle": lambda model: pickle.loads(pickle.dumps(model)),
}


def network(rng: np.random.Generator) -> nn.Sequential:
    body = nn.Sequential(nn.Conv2d(2, 2, 3, padding=1, rng=rng), nn.BatchNorm2d(2), nn.ReLU())
    return nn.Sequential(
        block=nn.Residual(body, after=nn.LayerScale(2, 0.5)),
        flatten=nn.Flatten(),
        dropout=nn.Dropout(rng=rng),
        head=nn.Linear(32, 3, rng=rng),
    )


@pytest.mark.parametrize("drawn", [False, True], ids=["before drawing", "after drawing"])
@pytest.mark.parametrize("way", WAYS)
def test_a_copy_goes_on_as_the_first_does_and_alone(
    way: str, drawn: bool, rng: np.random.Generator
) -> None:
    model, x = network(rng), rng.standard_normal((4, 2, 4, 4), np.float32)
    if drawn:
        model.backward(model(x))
    other = WAYS[way](model)
    assert [p.allocated for p in other.parameters()] == [drawn] * 7
    assert np.array_equal(model(x), other(x))  # the same dropout too
    before = model.state_dict()
    for parameter in other.parameters():
        parameter.data = parameter.data + 1
    for name, values in model.state_dict().items():
        assert np.array_equal(values, before[name]), name


@pytest.mark.parametrize("name", MODELS)
def test_each_model_can_be_pickled_undrawn(name: str) -> None:
    model = MODELS[name].build(rng=np.random.default_rng(0))
    again = pickle.loads(pickle.dumps(model))
    assert repr(again) == repr(model)
    assert not any(p.allocated for p in again.parameters())
