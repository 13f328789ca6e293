"""6. lenet5"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.random import Generator
from scipy import special

from cnnlab import ops
from cnnlab.labs import Failed, Student
from cnnlab.labs.compare import as_array, expect_close

from .common import Array, Shape, explained, lab
from .he_normal import expect_deviation

WEIGHTS: tuple[Shape, ...] = ((6, 1, 5, 5), (16, 6, 5, 5), (120, 16, 5, 5), (84, 120), (10, 84))
NAMES = ("the first", "the second", "the third", "the fourth", "the last")
TABLE = "compare the outputs with the table, layer by layer: before Flatten they are 120 × 1 × 1"
TWICE = "does one layer stand in two places? It remembers its last input alone: make two of it"
Layers = list[tuple[Array, Array]]


def lenet5_of(student: Student, seed: int) -> Any:
    """The student's network, from this seed."""
    with explained({"keyword-only argument: 'rng'": "a layer with weights wants rng=rng"}):
        model = student.lenet5(student.default_rng(seed))
    if model is None:
        raise Failed("the result is None", "does the function end with a return?")
    if isinstance(model, list | tuple):
        raise Failed(f"the result is a {type(model).__name__}", "return a network: Sequential(...)")
    return model


def weights_of(model: Any) -> Layers:
    """Weight and bias of every layer that has them, their shapes as they should be."""
    called = "a layer is made by calling its class: ReLU(), with the parentheses"
    with explained({"has no params": called}):
        found = [layer.params for layer in model.layers]
    found = [params for params in found if params]
    if len(found) != len(WEIGHTS):
        raise Failed(
            f"{len(found)} layers have parameters, expected {len(WEIGHTS)}",
            "three Conv2d and two Linear, all of them in model.layers",
        )
    pairs = [(as_array(p["weight"]), as_array(p["bias"])) for p in found]
    for name, (weight, bias), shape in zip(NAMES, pairs, WEIGHTS, strict=True):
        if weight.shape != shape or bias.shape != shape[:1]:
            raise Failed(
                f"{name} weight has the shape {weight.shape}, expected {shape}",
                "inputs come first in Conv2d(in, out, ...) and Linear(in, out): what one layer "
                "gives, the next one takes",
            )
    return pairs


def logits_of(
    values: Layers,
    x: Array,
    *,
    relus: tuple[int, ...] = (0, 1, 2, 3),
    pools: tuple[int, ...] = (0, 1),
) -> Array | None:
    """The logits; ``relus`` and ``pools`` say after which layers they come. None: does not fit."""
    for number, (weight, bias) in enumerate(values):
        if number < 3:
            if min(x.shape[2:]) < 5:
                return None
            x = np.asarray(ops.conv2d(x, weight, bias)[0])
        else:
            x = x.reshape(len(x), -1)
            if x.shape[1] != weight.shape[1]:
                return None
            x = x @ weight.T + bias
        x = np.maximum(x, 0) if number in relus else x
        x = np.asarray(ops.max_pool2d(x, 2)[0]) if number in pools else x
    return x


def logits_mistakes(values: Layers, x: Array) -> dict[str, Array]:
    """Networks with a ReLU too few, or too many."""
    every = (0, 1, 2, 3)
    found = {
        f"there is no ReLU after {NAMES[left]} layer": tuple(n for n in every if n != left)
        for left in every
    }
    found["no ReLU comes after the last layer: logits may be negative"] = (*every, 4)
    found["there is no ReLU: without them all layers are one"] = ()
    wrong = {hint: logits_of(values, x, relus=relus) for hint, relus in found.items()}
    return {hint: logits for hint, logits in wrong.items() if logits is not None}


@lab.check("lenet5", points=2)
def shapes_and_logits(student: Student, rng: Generator) -> None:
    """61,706 parameters, and the logits of two images"""
    model = lenet5_of(student, 1)
    values = weights_of(model)
    x = rng.uniform(0, 1, (2, 1, 32, 32))
    want = logits_of(values, x)
    assert want is not None
    scale = np.abs(want).max() or 1.0  # they may be small, and are to be compared all the same
    mistakes = {hint: wrong / scale for hint, wrong in logits_mistakes(values, x).items()}
    with explained({"matmul": TABLE, "conv2d": TABLE, "broadcast": TABLE}):
        logits = as_array(model.forward(x), "the logits")
    expect_close(
        logits / scale,
        want / scale,
        what="the logits",
        mistakes=mistakes,
        hint="are all layers there, in the order of the table?",
        shape_hint="ten logits for each image",
    )


@lab.check("lenet5", points=1)
def log_of_ten(student: Student, rng: Generator) -> None:
    """the loss before any training is log 10"""
    model, labels = lenet5_of(student, 2), np.arange(10)
    logits = as_array(model.forward(rng.uniform(0, 1, (10, 1, 32, 32))), "the logits")
    loss = -special.log_softmax(logits, axis=1)[labels, labels].mean()
    if abs(loss - np.log(10)) > 0.05:
        raise Failed(
            "the loss of the untrained network is not log 10",
            "the last layer's logits are too large: multiply its weight by 0.01, and put the "
            "product into its params",
        )
    last = model.layers[-1].params
    if not np.any(last.get("weight", 0)):
        raise Failed(
            "the last weight is zero",
            "then no gradient reaches the layers before it: small, not nothing",
        )


@lab.check("lenet5", points=2, hidden=True)
def each_weight(student: Student, rng: Generator) -> None:
    """He's rule in every layer but the last; the same seed, the same network"""
    first, same, other = (weights_of(lenet5_of(student, seed)) for seed in (3, 3, 4))
    for name, (weight, bias) in zip(NAMES[1:4], first[1:4], strict=True):
        if weight.std() < 0.1 * np.sqrt(2 / np.prod(weight.shape[1:])):
            raise Failed(f"{name} weight is far too small", "only the last one is made smaller")
        expect_deviation(weight, f"{name} weight")
        if bias.any():
            raise Failed(f"the bias of {name} layer is not zero")
    expect_deviation_of_last(first[-1][0])
    if not all(np.array_equal(a, b) for (a, _), (b, _) in zip(first, same, strict=True)):
        raise Failed("the same seed gives another network", "hand rng on to every layer")
    alike = [
        n for n, (a, _), (b, _) in zip(NAMES, first, other, strict=True) if np.array_equal(a, b)
    ]
    if alike:
        raise Failed(
            f"{alike[0]} weight is the same for every seed",
            "hand rng on to every layer; a generator made inside begins anew each time",
        )


def expect_deviation_of_last(weight: Array) -> None:
    """The last weight has 840 numbers only: a quarter more or less is let pass."""
    ratio = float(weight.std() / (0.01 * np.sqrt(2 / 84)))
    if not 0.75 < ratio < 1.33:
        raise Failed(
            f"the deviation of the last weight is {ratio:.0%} of what it should be",
            "He's rule, times 0.01",
        )


@lab.check("lenet5", points=1, hidden=True)
def backwards_through_all(student: Student, rng: Generator) -> None:
    """the gradient reaches the first layer, from several images"""
    model = lenet5_of(student, 5)
    weights_of(model)
    model.forward(rng.uniform(0, 1, (3, 1, 32, 32)))
    with explained(dict.fromkeys(("ShapeError", "ValueError"), TWICE)):
        back = model.backward(rng.standard_normal((3, 10)))
    dx = as_array(back, "dx")
    if dx.shape != (3, 1, 32, 32):
        raise Failed(f"dx of three images has the shape {dx.shape}")
    if not np.any(model.layers[0].grads["weight"]):
        raise Failed("no gradient reaches the first layer", "is a weight behind it zero?")
