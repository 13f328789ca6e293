"""Networks that part and meet: what they compute, their names, and what an output sees."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
import torch
from torch.nn import functional

from cnnlab import nn
from cnnlab.gradcheck import gradcheck
from cnnlab.nn.window import Window
from cnnlab.shapes import ShapeError
from tests.drawn import assert_close


def block(rng: np.random.Generator, stride: int = 1) -> nn.Residual:
    body = nn.Sequential(
        conv1=nn.Conv2d(4, 6, 3, stride, 1, rng=rng),
        relu=nn.ReLU(),
        conv2=nn.Conv2d(6, 6, 3, 1, 1, rng=rng),
    )
    return nn.Residual(body, nn.Conv2d(4, 6, 1, stride, rng=rng), nn.ReLU())


def fork(rng: np.random.Generator) -> nn.Concat:
    return nn.Concat(
        one=nn.Conv2d(4, 2, 1, rng=rng),
        two=nn.Sequential(nn.Conv2d(4, 3, (3, 5), padding=(1, 2), rng=rng), nn.ReLU()),
        same=nn.Identity(),
    )


def test_a_residual_adds_what_torch_adds(rng: np.random.Generator) -> None:
    layer = block(rng, 2).astype("float64")
    state = {name: torch.tensor(values) for name, values in layer.state_dict().items()}
    assert list(state) == [
        f"{part}.{held}" for part in ("conv1", "conv2", "downsample") for held in ("weight", "bias")
    ]
    x, dy = rng.standard_normal((2, 4, 7, 5)), rng.standard_normal((2, 6, 4, 3))
    leaf = torch.tensor(x, requires_grad=True)
    w = [state[f"{part}.weight"].requires_grad_() for part in ("conv1", "conv2", "downsample")]
    b = [state[f"{part}.bias"] for part in ("conv1", "conv2", "downsample")]
    inside = functional.conv2d(leaf, w[0], b[0], 2, 1).relu()
    want = functional.conv2d(inside, w[1], b[1], 1, 1) + functional.conv2d(leaf, w[2], b[2], 2)
    want.relu().backward(torch.tensor(dy))
    assert_close(layer(x), want.relu().detach().numpy(), 1e-12)
    assert_close(layer.backward(dy), leaf.grad.numpy(), 1e-12)
    for parameter, weight in zip(list(layer.parameters())[::2], w, strict=True):
        assert_close(parameter.grad, weight.grad.numpy(), 1e-12)


def test_a_concat_puts_channels_after_channels(rng: np.random.Generator) -> None:
    layer = fork(rng).astype("float64")
    x = rng.standard_normal((2, 4, 6, 5))
    with nn.no_grad():
        parts = [branch(x) for _, branch in layer.branches()]
    y = layer(x)
    assert_close(y, np.concatenate(parts, axis=1), 0)
    assert np.array_equal(y[:, -4:], x)
    layer.zero_grad()

    def forward(x: np.ndarray) -> tuple[np.ndarray, None]:
        layer.zero_grad()
        return layer(x), None

    def backward(dy: np.ndarray, _: None) -> np.ndarray:
        layer.zero_grad()
        layer(x)
        return layer.backward(dy)

    gradcheck(forward, backward, x, rng=rng)


@pytest.mark.parametrize("make", [block, fork])
def test_shapes_and_work_are_known_beforehand(
    make: Callable[[np.random.Generator], nn.Module], rng: np.random.Generator
) -> None:
    layer, shape = make(rng), (2, 4, 7, 6)
    assert layer.output_shape(shape) == layer(np.ones(shape, np.float32)).shape
    work = sum(step.layer.multiply_adds(step.input_shape) for step in layer.steps(shape))
    assert layer.multiply_adds(shape) == work > 0


def test_the_steps_have_the_state_dictionarys_names(rng: np.random.Generator) -> None:
    model = nn.Sequential(stem=nn.Conv2d(3, 4, 1, rng=rng), rest=nn.Sequential(block(rng)))
    steps = {step.name: step for step in model.steps((1, 3, 9, 8))}
    held = {name.rpartition(".")[0] for name in model.state_dict()}
    assert held < set(steps)
    assert steps["rest.0.after"].window.extent == (5, 5)  # two 3×3 beside a 1×1
    assert steps["rest.0.downsample"].window.extent == (1, 1)
    assert model.window((1, 3, 9, 8)) == steps["rest.0.after"].window


def test_a_body_of_one_layer_keeps_its_parameters(rng: np.random.Generator) -> None:
    layer = nn.Residual(nn.Conv2d(2, 2, 3, padding=1, rng=rng))
    assert list(layer.state_dict()) == ["body.weight", "body.bias"]
    assert [step.name for step in layer.steps((1, 2, 4, 4))] == ["body"]


def test_what_an_output_sees(rng: np.random.Generator) -> None:
    """Against the gradient: the inputs that one output's dy reaches."""
    model = nn.Sequential(
        nn.Conv2d(1, 1, (3, 2), (2, 1), (1, 0), rng=rng),
        nn.Concat(
            nn.Conv2d(1, 1, (5, 1), padding=(2, 0), rng=rng),
            nn.Conv2d(1, 1, (1, 3), padding=(0, 1), dilation=(1, 1), rng=rng),
        ),
        nn.Conv2d(2, 1, 2, (1, 3), rng=rng),
    )
    x = rng.standard_normal((1, 1, 40, 41))
    y = model(x)
    dy = np.zeros_like(y)
    dy[0, 0, 9, 5] = 1
    reached = model.backward(dy)[0, 0] != 0
    window = model.window(x.shape)
    for axis, place in enumerate((9, 5)):
        seen = np.flatnonzero(reached.any(axis=1 - axis))
        first = place * window.stride[axis] - window.padding[axis]
        assert (seen[0], seen[-1]) == (first, first + window.extent[axis] - 1)


def test_windows_follow_one_another_and_stand_side_by_side() -> None:
    three, half = Window((3,), (2,), (1,)), Window((1,), (Fraction(1, 2),), (0,))
    assert three.then(Window((5,), (1,), (2,))) == Window((11,), (2,), (5,))
    assert three.then(half).stride == (1,)
    assert three.then(Window()) == three == Window().then(three)
    assert Window((3,), (1,), (1,)).beside(Window((4,), (1,), (0,))) == Window((5,), (1,), (1,))
    assert Window((2,), (1,), (2,)).beside(Window()) == Window((3,), (1,), (2,))


def test_branches_that_do_not_meet_are_explained(rng: np.random.Generator) -> None:
    apart = nn.Residual(nn.Conv2d(2, 3, 3, rng=rng))
    message = (
        "Residual: the branches end in different shapes\n"
        "  expected (1, 3, 4, 4) from each\n"
        "  got      (1, 3, 4, 4), (1, 2, 6, 6)\n"
        "  hint     the branches' strides, paddings or channels differ"
    )
    for tell in (lambda: apart(np.ones((1, 2, 6, 6))), lambda: apart.output_shape((1, 2, 6, 6))):
        with pytest.raises(ShapeError) as raised:
            tell()
        assert str(raised.value) == message
    with pytest.raises(ShapeError, match="Concat: the branches end in different shapes"):
        nn.Concat(nn.MaxPool2d(2), nn.Identity()).output_shape((1, 2, 6, 6))


def test_names_are_given_to_all_or_none(rng: np.random.Generator) -> None:
    relu = nn.ReLU()
    with pytest.raises(ValueError, match="Sequential: give all of its modules names, or none"):
        nn.Sequential(nn.Flatten(), act=relu)
    with pytest.raises(ValueError, match="Concat: the same layer stands in it twice"):
        nn.Concat(relu, relu)
    model = nn.Sequential(first=relu, second=nn.Flatten())
    assert model.first is relu
    assert model[:1].first is relu
    assert len(model[1:]) == 1
    with pytest.raises(AttributeError, match="Sequential has no attribute 'third'"):
        _ = model.third


class Weighed(nn.Module):
    """A body with layers inside, and things of its own."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.conv = nn.Conv2d(2, 2, 3, padding=1, rng=rng)
        self.gain = nn.Parameter((2, 1, 1), 2.0)
        self.calls = nn.Buffer(0)

    def forward(self, x: np.ndarray) -> np.ndarray:
        self._keep("something")
        return self.conv(x) * self.gain.data

    def backward(self, dy: np.ndarray) -> np.ndarray:
        self._take()
        return self.conv.backward(dy * self.gain.data)


def test_a_body_keeps_what_it_has_itself(rng: np.random.Generator) -> None:
    block, x = nn.Residual(Weighed(rng)), np.ones((1, 2, 4, 4), np.float32)
    assert list(block.state_dict()) == ["gain", "conv.weight", "conv.bias", "calls"]
    assert block.body in block.modules()
    assert not block.eval().body.training
    block(x)
    block.zero_grad()
    assert block.backward(block(x)).shape == x.shape


def test_a_concat_of_nothing_says_so() -> None:
    with pytest.raises(ValueError, match="Concat: without a branch there is nothing"):
        nn.Concat()


@pytest.mark.parametrize("forward", [True, False])
def test_a_concat_of_vectors_without_channels_is_explained(forward: bool) -> None:
    both = nn.Concat(nn.ReLU(), nn.Tanh())
    with pytest.raises(ShapeError, match="Concat: this is not what the layer takes"):
        both(np.ones(3)) if forward else both.output_shape((3,))
