"""Layers that move channels and axes: what comes out, and what is handed back."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from cnnlab import nn
from cnnlab.gradcheck import gradcheck
from cnnlab.shapes import ShapeError

LAYERS: dict[str, Callable[[], nn.Module]] = {
    "Channels": lambda: nn.Channels((2, 0)),
    "PadChannels": lambda: nn.PadChannels(2),
    "Permute": lambda: nn.Permute((0, 2, 3, 1)),
    "LayerScale": lambda: nn.LayerScale(3, initial=0.5).astype("float64"),
}
WANT: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "Channels": lambda x: np.stack([x[:, 2], x[:, 0]], axis=1),
    "PadChannels": lambda x: np.concatenate([x, np.zeros((2, 2, 4, 5))], axis=1),
    "Permute": lambda x: np.moveaxis(x, 1, -1),
    "LayerScale": lambda x: x / 2,
}


@pytest.mark.parametrize("name", LAYERS)
def test_what_comes_out_and_what_is_handed_back(name: str, rng: np.random.Generator) -> None:
    layer, x = LAYERS[name](), rng.standard_normal((2, 3, 4, 5))
    x.flags.writeable = False
    y = layer(x)
    assert np.array_equal(y, WANT[name](x))
    assert y.shape == layer.output_shape(x.shape)
    layer.zero_grad()

    def backward(dy: np.ndarray, _: None) -> np.ndarray:
        layer.zero_grad()
        layer(x)
        return layer.backward(dy)

    gradcheck(lambda x: (layer.zero_grad(), layer(x), None)[1:], backward, x, rng=rng)


def test_the_scales_learn(rng: np.random.Generator) -> None:
    layer = nn.LayerScale(3).astype("float64")
    x, dy = rng.standard_normal((2, 3, 4, 5)), rng.standard_normal((2, 3, 4, 5))
    layer(x)
    layer.backward(dy)
    assert np.allclose(layer.weight.grad.ravel(), [(dy * x)[:, c].sum() for c in range(3)])


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda: nn.Channels((1, 1)), "Channels: these are not the numbers of channels"),
        (lambda: nn.Channels(()), "Channels: these are not the numbers of channels"),
        (lambda: nn.Channels((0.5,)), "Channels: these are not the numbers of channels"),
        (
            lambda: nn.Channels((3,))(np.ones((1, 3, 2, 2))),
            r"takes\n  expected \(N, C, ...\) with C > 3\n  got      \(1, 3, 2, 2\)",
        ),
        (lambda: nn.PadChannels(2)(np.ones(3)), "PadChannels: this is not what"),
        (lambda: nn.Flatten()(np.ones(())), "Flatten: this is not what the layer takes"),
        (lambda: nn.PadChannels(0), "PadChannels: after cannot be used"),
        (lambda: nn.Permute((0, 2)), "Permute: this is no order of axes"),
        (lambda: nn.Permute((0, 1, 2))(np.ones((1, 3, 2, 2))), "Permute: this is not what"),
        (lambda: nn.LayerScale(3)(np.ones((1, 4, 2, 2))), "LayerScale: this is not what"),
    ],
)
def test_what_does_not_fit_is_explained(make: Callable[[], object], problem: str) -> None:
    with pytest.raises(ShapeError, match=problem):
        make()
