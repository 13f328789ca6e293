"""Torch's own networks, brought here."""

from __future__ import annotations

from collections import OrderedDict

import numpy as np
import pytest
import torch

from cnnlab import nn
from cnnlab.shapes import ExplainedError
from cnnlab.twin import from_torch, layer_of
from tests.drawn import assert_close


def network() -> torch.nn.Sequential:
    torch.manual_seed(0)
    return torch.nn.Sequential(
        OrderedDict(
            features=torch.nn.Sequential(
                torch.nn.Conv2d(3, 4, 3, 2, 1, bias=False),
                torch.nn.BatchNorm2d(4),
                torch.nn.ReLU(inplace=True),
                torch.nn.MaxPool2d(2),
            ),
            pool=torch.nn.AdaptiveAvgPool2d((1, 1)),
            flatten=torch.nn.Flatten(),
            drop=torch.nn.Dropout(0.2),
            head=torch.nn.Linear(4, 5),
        )
    )


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
def test_a_network_of_torchs(dtype: torch.dtype, rng: np.random.Generator) -> None:
    theirs = network().to(dtype)
    theirs(torch.randn(8, 3, 12, 10, dtype=dtype))  # statistics to remember
    ours = from_torch(theirs.eval())
    assert set(ours.state_dict()) == set(theirs.state_dict())
    assert isinstance(ours, nn.Sequential)
    assert isinstance(ours.features, nn.Sequential)
    x = torch.randn(2, 3, 12, 10, dtype=dtype)
    with torch.no_grad():
        want = theirs(x).numpy()
    got = ours(x.numpy())
    assert got.dtype == want.dtype
    assert_close(got, want, 1e-12 if dtype == torch.float64 else 1e-5)


def test_it_is_a_copy_and_torch_is_left_alone() -> None:
    theirs = network()
    before = torch.get_rng_state()
    ours = from_torch(theirs, rng=np.random.default_rng(0))
    assert ours.training
    assert torch.equal(torch.get_rng_state(), before)
    weight = theirs.head.weight.detach().clone()
    for parameter in ours.parameters():
        parameter.data += 1
    assert torch.equal(theirs.head.weight, weight)
    ours(np.zeros((2, 3, 12, 10), np.float32))  # its dropout has what it needs


def test_half_precision_becomes_float32() -> None:
    ours = from_torch(torch.nn.Linear(3, 2).to(torch.bfloat16))
    assert {values.dtype for values in ours.state_dict().values()} == {np.dtype(np.float32)}


@pytest.mark.parametrize(
    ("module", "message"),
    [
        (torch.nn.MaxPool2d(2, ceil_mode=True), "ceil_mode = False\n  got      ceil_mode = True"),
        (torch.nn.MaxPool2d(2, dilation=2), "dilation = 1"),
        (torch.nn.Conv2d(1, 1, 3, padding=1, padding_mode="reflect"), "padding_mode = 'zeros'"),
        (torch.nn.AdaptiveAvgPool2d((1, 2)), "output_size = 1"),
        (torch.nn.AvgPool2d(2, divisor_override=3), "divisor_override = None"),
        (torch.nn.Flatten(0), "start_dim = 1"),
    ],
)
def test_settings_that_are_not_here_are_named(module: torch.nn.Module, message: str) -> None:
    with pytest.raises(ExplainedError) as raised:
        from_torch(torch.nn.Sequential(module))
    kind = type(module).__name__
    start = f"from_torch: {kind} is not here with this setting\n  expected "
    assert str(raised.value).startswith(start + message)


class Doubled(torch.nn.Sequential):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return 2 * super().forward(x)


class Named(torch.nn.Sequential):
    pass


@pytest.mark.parametrize("module", [torch.nn.LSTM(2, 2), Doubled(torch.nn.ReLU())])
def test_a_module_that_is_not_here_is_named(module: torch.nn.Module) -> None:
    with pytest.raises(TypeError, match=f"from_torch: {type(module).__name__} has no layer here"):
        from_torch(module)


def test_a_class_that_only_has_another_name_is_taken() -> None:
    assert isinstance(from_torch(Named(torch.nn.ReLU())), nn.Sequential)


def test_a_module_of_ones_own_can_be_registered() -> None:
    class Half(torch.nn.Module):
        pass

    class OurHalf(nn.Module):
        pass

    layer_of.register(Half, lambda module, rng=None: OurHalf())
    assert isinstance(from_torch(torch.nn.Sequential(Half()))[0], OurHalf)
