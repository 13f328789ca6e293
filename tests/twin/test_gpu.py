"""Every layer's twin on a GPU: the same outputs, gradients and statistics as here, in NumPy.

In float64 the two differ by rounding alone. Without a GPU these tests are skipped, each by name.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from cnnlab import models, nn
from cnnlab.data import digits, magnified, standardised
from cnnlab.optim import SGD
from cnnlab.train import train
from cnnlab.twin import to_torch
from tests.drawn import assert_close
from tests.twin.layers import LAYERS, made, tied

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device"),
]


def host(values: torch.Tensor) -> np.ndarray:
    return values.detach().cpu().numpy()


@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last], ids=str)
@pytest.mark.parametrize("name", LAYERS)
def test_outputs_gradients_and_running_statistics(
    name: str, layout: Any, rng: np.random.Generator
) -> None:
    layer, shape = made(name, rng), LAYERS[name].shape
    if layout is torch.channels_last and len(shape) != 4:
        layout = torch.contiguous_format
    twin = to_torch(layer).cuda()
    x = tied(shape, rng)
    leaf = torch.tensor(x, device="cuda").contiguous(memory_format=layout).requires_grad_()
    want = twin(leaf)
    y = layer(x)
    assert_close(host(want), y, 1e-10, "y")
    dy = rng.standard_normal(y.shape)
    want.backward(torch.tensor(dy, device="cuda"))
    assert_close(host(leaf.grad), layer.backward(dy), 1e-10, "dx")
    theirs = dict(twin.named_parameters())
    for key, parameter in layer.named_parameters():
        assert_close(host(theirs[key].grad), parameter.grad, 1e-10, key)
    state = twin.state_dict()
    for key, values in layer.state_dict().items():
        assert_close(host(state[key]), values, 1e-10, key)


@pytest.mark.parametrize("amp", [False, True])
def test_a_network_learns_there_as_here(amp: bool) -> None:
    """Three epochs of a small ResNet: equal by rounding, or nearly, in mixed precision."""
    data = standardised(magnified(digits(), 2))
    curves = []
    for where in ("numpy", "cuda"):
        model: Any = models.resnet_cifar(8, in_channels=1, rng=np.random.default_rng(0))
        model.astype("float32" if amp else "float64")
        kind: Any = SGD
        if where == "cuda":
            model, kind = to_torch(model).cuda(), torch.optim.SGD
        optimizer = kind(model.parameters(), 0.02, 0.9)
        rng = np.random.default_rng(1)
        curves.append(train(model, optimizer, data, epochs=3, rng=rng, amp=amp and where == "cuda"))
    for epoch, twin in zip(*curves, strict=True):
        assert twin.loss == pytest.approx(epoch.loss, rel=0.1 if amp else 1e-6)
        assert abs(twin.held_out_accuracy - epoch.held_out_accuracy) <= (0.03 if amp else 0)


def test_a_whole_network_comes_back(rng: np.random.Generator) -> None:
    from cnnlab.twin import from_torch

    model = models.lenet5(rng=rng)
    back = from_torch(to_torch(model).cuda())
    assert isinstance(back, nn.Sequential)
    for name, values in model.state_dict().items():
        assert np.array_equal(back.state_dict()[name], values)
