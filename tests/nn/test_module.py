"""What all layers have in common: caches, names, parameters that wait to be drawn."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np
import pytest
import torch

from cnnlab import nn
from cnnlab.shapes import ShapeError

LAYERS: dict[str, tuple[Callable[[np.random.Generator], nn.Module], tuple[int, ...]]] = {
    "Conv2d": (lambda rng: nn.Conv2d(2, 3, (3, 2), rng=rng), (2, 2, 5, 6)),
    "Linear": (lambda rng: nn.Linear(4, 3, rng=rng), (2, 4)),
    "ReLU": (lambda rng: nn.ReLU(), (2, 4)),
    "MaxPool2d": (lambda rng: nn.MaxPool2d(2), (2, 2, 5, 6)),
    "AvgPool2d": (lambda rng: nn.AvgPool2d(2), (2, 2, 5, 6)),
    "LPPool2d": (lambda rng: nn.LPPool2d(2, 2), (2, 2, 5, 6)),
    "GlobalAvgPool2d": (lambda rng: nn.GlobalAvgPool2d(), (2, 2, 5, 6)),
    "Maxout": (lambda rng: nn.Maxout(2), (2, 4)),
    "Pad2d": (lambda rng: nn.Pad2d(1, "reflect"), (2, 2, 5, 6)),
    "Upsample": (lambda rng: nn.Upsample(scale_factor=2), (2, 2, 5, 6)),
    "GELU": (lambda rng: nn.GELU(), (2, 4)),
    "Flatten": (lambda rng: nn.Flatten(), (2, 2, 3)),
    "ConvTranspose2d": (lambda rng: nn.ConvTranspose2d(2, 3, 2, 2, rng=rng), (2, 2, 5, 6)),
    "BatchNorm2d": (lambda rng: nn.BatchNorm2d(2), (2, 2, 5, 6)),
    "LayerNorm": (lambda rng: nn.LayerNorm(6), (2, 2, 5, 6)),
    "LocalResponseNorm": (lambda rng: nn.LocalResponseNorm(3), (2, 4, 5, 6)),
    "LocalContrastNorm": (lambda rng: nn.LocalContrastNorm(3), (2, 2, 5, 6)),
    "LocallyConnected2d": (
        lambda rng: nn.LocallyConnected2d(2, 3, (5, 6), 2, rng=rng),
        (2, 2, 5, 6),
    ),
}
each_layer = pytest.mark.parametrize(("make", "shape"), LAYERS.values(), ids=LAYERS)


def network(rng: np.random.Generator | None) -> nn.Sequential:
    body = nn.Sequential(nn.Conv2d(1, 4, 3, padding=1, rng=rng), nn.ReLU(), nn.MaxPool2d(2))
    return nn.Sequential(body, nn.Flatten(), nn.Linear(16, 3, bias=False, rng=rng))


@each_layer
def test_a_layer_used_twice_before_backward_says_so(
    make: Callable[[np.random.Generator], nn.Module],
    shape: tuple[int, ...],
    rng: np.random.Generator,
) -> None:
    layer, x = make(rng), np.ones(shape, np.float32)
    y = layer(x)
    with pytest.raises(RuntimeError, match=f"{type(layer).__name__} was used twice before"):
        layer(x)
    assert layer.backward(y).shape == shape  # the first cache is still there
    with pytest.raises(RuntimeError, match="backward without a forward"):
        layer.backward(y)
    layer(x)
    layer.zero_grad()  # forgets the cache too
    layer(x)


@each_layer
def test_predicting_keeps_nothing(
    make: Callable[[np.random.Generator], nn.Module],
    shape: tuple[int, ...],
    rng: np.random.Generator,
) -> None:
    layer, x = make(rng), np.ones(shape, np.float32)
    with nn.no_grad():
        y, again = layer(x), layer(x)
    assert np.array_equal(y, again)
    with pytest.raises(RuntimeError, match="backward without a forward"):
        layer.backward(y)


def test_no_grad_ends_with_its_block_and_stays_in_its_thread() -> None:
    layer, x = nn.ReLU(), np.ones(3)
    with pytest.raises(KeyError), nn.no_grad():
        raise KeyError
    layer(x)
    assert layer.backward(x).shape == (3,)
    with nn.no_grad():
        thread = threading.Thread(target=layer, args=(x,))
        thread.start()
        thread.join()
    assert layer.backward(x).shape == (3,)  # the other thread kept its cache


def test_gradients_add_up_until_they_are_forgotten(rng: np.random.Generator) -> None:
    layer, x = nn.Linear(3, 2, rng=rng), np.ones((4, 3), np.float32)
    for times in (1, 2):
        layer.backward(layer(x) * 0 + 1)
        assert (layer.weight.grad == 4 * times).all()
        assert (layer.bias.grad == 4 * times).all()
    layer.zero_grad()
    assert layer.weight.grad is layer.bias.grad is None


def test_parameters_have_torchs_names_and_order() -> None:
    names = [name for name, _ in network(None).named_parameters()]
    assert names == ["0.0.weight", "0.0.bias", "2.weight"]


def test_a_network_counts_its_parameters_without_making_them() -> None:
    huge = nn.Linear(10**6, 10**6, rng=np.random.default_rng(0))
    assert sum(p.size for p in huge.parameters()) == 10**12 + 10**6
    assert not any(p.allocated for p in huge.parameters())
    assert repr(huge.bias) == "Parameter((1000000,), float32, not drawn yet)"


def test_parameters_without_a_generator_say_what_to_do() -> None:
    with pytest.raises(RuntimeError) as raised:
        nn.Linear(3, 2)(np.ones((1, 3)))
    assert str(raised.value) == (
        "a parameter (2, 3) has no values yet: give its layer rng=np.random.default_rng(0), "
        "or load_state_dict"
    )


def test_the_order_of_drawing_changes_nothing() -> None:
    first, second = network(np.random.default_rng(3)), network(np.random.default_rng(3))
    forwards = [p.data for p in first.parameters()]
    backwards = [p.data for p in reversed(list(second.parameters()))]
    for a, b in zip(forwards, reversed(backwards), strict=True):
        assert np.array_equal(a, b)
    assert len({float(a.flat[0]) for a in forwards}) == len(forwards)  # no two alike


def test_both_precisions_begin_at_the_same_place() -> None:
    single, double = network(np.random.default_rng(3)), network(np.random.default_rng(3))
    double.astype(np.float64)
    for a, b in zip(single.parameters(), double.parameters(), strict=True):
        assert (a.data.dtype, b.data.dtype) == (np.float32, np.float64)
        assert np.array_equal(a.data, b.data.astype(np.float32))
    assert single(np.ones((1, 1, 4, 4), np.float32)).dtype == np.float32
    drawn = [p.data for p in single.parameters()]
    single.astype(np.float64)  # after drawing: the same numbers, held more widely
    for a, b in zip(drawn, single.parameters(), strict=True):
        assert np.array_equal(a, b.data)


def test_state_goes_from_one_network_to_another(rng: np.random.Generator) -> None:
    source, target = network(rng), network(None)
    state = source.state_dict()
    target.load_state_dict(state)
    x = rng.standard_normal((2, 1, 4, 4)).astype(np.float32)
    assert np.array_equal(source(x), target(x))
    state["2.weight"] += 1  # a copy on both sides
    source.zero_grad()
    target.zero_grad()
    assert np.array_equal(source(x), target(x))


def test_state_that_does_not_fit_changes_nothing(rng: np.random.Generator) -> None:
    model = network(rng)
    before = model.state_dict()
    with pytest.raises(ShapeError) as raised:
        model.load_state_dict({"0.0.weight": np.zeros((4, 1, 3, 3)), "3.weight": np.zeros(3)})
    assert str(raised.value) == (
        "load_state_dict: these are another network's parameters\n"
        "  expected 0.0.weight, 0.0.bias, 2.weight\n"
        "  got      missing: 0.0.bias, 2.weight; unknown: 3.weight"
    )
    wrong = {name: 0 * values for name, values in before.items()}
    wrong["2.weight"] = wrong["2.weight"].T
    with pytest.raises(ShapeError) as raised:
        model.load_state_dict(wrong)
    assert str(raised.value) == (
        "load_state_dict: 2.weight has another shape\n  expected (3, 16)\n  got      (16, 3)"
    )
    for name, values in model.state_dict().items():
        assert np.array_equal(values, before[name])


def test_modes_reach_every_layer() -> None:
    model = network(None)
    assert not any(module.training for module in model.eval().modules())
    assert all(module.training for module in model.train().modules())


def test_a_network_shows_what_it_is_made_of() -> None:
    assert repr(network(None)) == (
        "Sequential(\n"
        "  (0): Sequential(\n"
        "    (0): Conv2d(1, 4, (3, 3), padding=1)\n"
        "    (1): ReLU()\n"
        "    (2): MaxPool2d((2, 2))\n"
        "  )\n"
        "  (1): Flatten()\n"
        "  (2): Linear(16, 3, bias=False)\n"
        ")"
    )


def test_a_sequence_can_be_indexed_and_cut(rng: np.random.Generator) -> None:
    model = network(rng)
    assert len(model) == 3
    assert isinstance(model[-1], nn.Linear)
    head = model[:1]
    assert isinstance(head, nn.Sequential)
    assert next(head.parameters()) is next(model.parameters())


def test_a_sequence_takes_modules_and_each_once() -> None:
    with pytest.raises(TypeError, match="Sequential takes modules, not type"):
        nn.Sequential(nn.ReLU)  # type: ignore[arg-type]
    relu = nn.ReLU()
    with pytest.raises(ValueError, match="the same layer stands in it twice"):
        nn.Sequential(relu, nn.Flatten(), relu)


def test_a_module_that_defines_nothing_says_so() -> None:
    with pytest.raises(NotImplementedError, match="Module does not define forward"):
        nn.Module()(np.ones(3))


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda: nn.Conv2d(0, 3, 3), "Conv2d: in_channels cannot be used"),
        (lambda: nn.Conv2d(3, 2.0, 3), "Conv2d: out_channels cannot be used"),
        (lambda: nn.Conv2d(3, 3, 0), "Conv2d: kernel_size cannot be used"),
        (lambda: nn.Conv2d(3, 4, 3, groups=3), "Conv2d: the channels cannot be divided into these"),
        (lambda: nn.Linear(3, -1), "Linear: out_features cannot be used"),
        (lambda: nn.MaxPool2d(2, padding=-1), "MaxPool2d: padding cannot be used"),
    ],
)
def test_sizes_that_make_no_layer_are_explained(
    make: Callable[[], nn.Module], problem: str
) -> None:
    with pytest.raises(ShapeError, match=problem):
        make()


@pytest.mark.parametrize(
    "make",
    [
        network,
        lambda rng: nn.Sequential(nn.Residual(nn.Conv2d(1, 1, 3, padding=1, rng=rng))),
        lambda rng: nn.Conv2d(1, 2, 3, bias=False, rng=rng),
    ],
    ids=["network", "residual", "layer"],
)
def test_without_dx_the_parameters_learn_the_same(
    make: Callable[[np.random.Generator], nn.Module], rng: np.random.Generator
) -> None:
    model, x = make(rng), rng.standard_normal((2, 1, 4, 4), np.float32)
    dy = rng.standard_normal(model.output_shape(x.shape), np.float32)
    model(x)
    model.backward(dy)
    wants = [parameter.grad.copy() for parameter in model.parameters()]
    model.zero_grad()
    model(x)
    model.backward_parameters(dy)
    for parameter, want in zip(model.parameters(), wants, strict=True):
        assert np.array_equal(parameter.grad, want)


@pytest.mark.parametrize("dtype", [np.int32, np.float16, "complex64", "nothing"])
def test_parameters_are_held_as_float32_or_float64_alone(
    dtype: object, rng: np.random.Generator
) -> None:
    for held in (network(rng), nn.Parameter((2,), 1.0)):
        with pytest.raises(ShapeError) as raised:
            held.astype(dtype)  # type: ignore[arg-type]
        assert str(raised.value) == (
            "astype: parameters cannot be held so\n"
            f"  expected np.float32 or np.float64\n  got      {dtype!r}"
        )


@pytest.mark.parametrize(
    "values",
    [
        np.ones((3, 16), complex),
        np.full((3, 16), "a"),
        [[1.0], [1.0, 2.0]],
        torch.ones(3, 16, requires_grad=True),
        torch.ones(3, 16, dtype=torch.bfloat16),
    ],
    ids=["complex", "words", "ragged", "with a graph", "bfloat16"],
)
def test_a_state_without_numbers_is_explained(values: object, rng: np.random.Generator) -> None:
    model = network(rng)
    before = model.state_dict()
    with pytest.raises(ShapeError, match=r"2\.weight holds no numbers that can be taken over"):
        model.load_state_dict(
            {name: 0 * held for name, held in before.items()} | {"2.weight": values}
        )
    for name, held in model.state_dict().items():
        assert np.array_equal(held, before[name])
    with pytest.raises(ShapeError, match="load_state_dict: this is no state dictionary"):
        model.load_state_dict([1, 2])  # type: ignore[arg-type]


def test_a_sequence_of_nothing_hands_on_what_it_gets() -> None:
    empty, x = nn.Sequential(), np.ones((2, 3))
    assert empty(x) is x
    assert empty.backward(x) is x
    empty.backward_parameters(x)
