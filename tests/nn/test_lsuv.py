"""LSUV: on the batch it was given, every layer with a weight gives variance 1."""

from __future__ import annotations

import numpy as np
import pytest

from cnnlab import nn
from cnnlab.shapes import ExplainedError


def deep(rng: np.random.Generator) -> nn.Sequential:
    inside = nn.Sequential(conv=nn.Conv2d(8, 8, 3, padding=1, rng=rng), relu=nn.ReLU())
    return nn.Sequential(
        nn.Conv2d(3, 8, 3, padding=1, rng=rng),
        nn.ReLU(),
        nn.Residual(inside),
        nn.Concat(nn.Conv2d(8, 4, 1, rng=rng), nn.Identity()),
        nn.Flatten(),
        nn.Linear(12 * 36, 5, rng=rng),
    )


def variances(model: nn.Module, x: np.ndarray) -> dict[str, float]:
    learned = [step.name for step in model.steps(x.shape) if hasattr(step.layer, "weight")]
    with nn.no_grad():
        return {name: float(model.up_to(name)(x).var()) for name in learned}


def test_every_layer_gives_variance_one(rng: np.random.Generator) -> None:
    model, x = deep(rng), rng.standard_normal((16, 3, 6, 6)).astype(np.float32)
    before = variances(model, x)
    assert list(before) == ["0", "2.conv", "3.0", "5"]
    assert all(abs(value - 1) > 0.1 for value in before.values())
    nn.lsuv(model, x)
    assert all(abs(value - 1) < 0.1 for value in variances(model, x).values())
    assert all((parameter.data == 0).all() for parameter in list(model.parameters())[1::2])


def test_the_first_weights_are_orthogonal(rng: np.random.Generator) -> None:
    for shape in ((6, 4, 3, 3), (40, 2, 3, 3)):
        matrix = nn.init.orthogonal(2.0)(shape, rng).reshape(shape[0], -1)
        small = matrix @ matrix.T if matrix.shape[0] < matrix.shape[1] else matrix.T @ matrix
        assert np.allclose(small, 4 * np.eye(len(small)))


def test_outputs_that_are_all_the_same_are_explained(rng: np.random.Generator) -> None:
    with pytest.raises(ExplainedError, match="lsuv: the outputs of 0 are all the same"):
        nn.lsuv(deep(rng), np.zeros((4, 3, 6, 6), np.float32))
