"""A pass that fails leaves nothing waiting: after the error, the network can be used again."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from cnnlab import nn
from cnnlab.shapes import ShapeError

FIRST = (2, 2, 4, 4)  # the shape that the networks take


def sequence(rng: np.random.Generator) -> nn.Module:
    return nn.Sequential(nn.ReLU(), nn.Sequential(nn.Flatten(), nn.Linear(32, 3, rng=rng)))


def residual(rng: np.random.Generator) -> nn.Module:
    return nn.Residual(nn.Conv2d(2, 2, 3, padding=1, rng=rng), after=nn.BatchNorm2d(2))


def branches(rng: np.random.Generator) -> nn.Module:
    return nn.Residual(nn.Concat(nn.ReLU(), nn.Conv2d(2, 2, 3, rng=rng)), nn.Tanh())


class Interrupted(nn.Module):
    """Stops when it is told to, as a reader who interrupts a cell."""

    stop = False

    def forward(self, x: np.ndarray) -> np.ndarray:
        if self.stop:
            raise KeyboardInterrupt
        return x

    backward = forward


def test_after_an_input_that_does_not_fit(rng: np.random.Generator) -> None:
    model, x = sequence(rng), np.ones(FIRST, np.float32)
    with pytest.raises(ShapeError, match="linear: x and weight differ"):
        model(np.ones((2, 2, 5, 5), np.float32))  # the ReLU has put something by
    assert model.backward(model(x)).shape == FIRST


def test_after_branches_that_do_not_meet(rng: np.random.Generator) -> None:
    model, x = branches(rng), np.ones(FIRST, np.float32)
    for _ in range(2):
        with pytest.raises(ShapeError, match="Concat: the branches end in different shapes"):
            model(x)
    assert not any(module._cache for module in model.modules())


def test_after_a_gradient_that_does_not_fit(rng: np.random.Generator) -> None:
    model, x = sequence(rng), np.ones(FIRST, np.float32)
    for backward in (model.backward, model.backward_parameters):
        y = model(x)
        with pytest.raises(ShapeError, match="dy has not the output's shape"):
            backward(y[:, :2])
    assert model.backward(model(x)).shape == FIRST


@pytest.mark.parametrize("forward", [True, False], ids=["forward", "backward"])
def test_after_an_interrupt(forward: bool) -> None:
    brake = Interrupted()
    model, x = nn.Sequential(nn.ReLU(), brake, nn.Tanh()), np.ones(3)
    y = None if forward else model(x)
    brake.stop = True
    with pytest.raises(KeyboardInterrupt):
        model(x) if y is None else model.backward(y)
    brake.stop = False
    assert model.backward(model(x)).shape == (3,)


@pytest.mark.parametrize("make", [sequence, residual], ids=["sequence", "residual"])
def test_a_second_forward_leaves_the_first_ones_to_backward(
    make: Callable[[np.random.Generator], nn.Module], rng: np.random.Generator
) -> None:
    model, x = make(rng), rng.standard_normal(FIRST, np.float32)
    y = model(x)
    with pytest.raises(nn.module.UsedTwiceError, match="was used twice before backward"):
        model(x)
    assert model.backward(y).shape == FIRST


@pytest.mark.parametrize("given", [[[1.0, 2.0]], 3, None])
@pytest.mark.parametrize("layer", [nn.Flatten(), nn.BatchNorm1d(2), nn.Permute((1, 0)), nn.ReLU()])
def test_what_is_no_array_is_explained(layer: nn.Module, given: object) -> None:
    with pytest.raises(ShapeError) as raised:
        layer(given)  # type: ignore[arg-type]
    assert str(raised.value) == (
        f"{type(layer).__name__}: x must be an array\n"
        "  expected x a numpy.ndarray\n"
        f"  got      x of {type(given).__name__}\n"
        "  hint     np.asarray(x, dtype=np.float32)"
    )
