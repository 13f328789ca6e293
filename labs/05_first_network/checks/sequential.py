"""4. Sequential"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.random import Generator

from cnnlab.labs import Failed, Student
from cnnlab.labs.compare import expect_close

from .common import Array, expect_gradients, explained, filled, lab

SIZES = (4, 4, 4)  # alike, so that a wrong order does not show in the shapes


STUMBLES = {
    "object is not callable": "a layer here is not called: it has forward(x) and backward(dy)",
    "'tuple' object has no attribute": "layers is a tuple of them all: list(layers), not [layers]",
    "'list' object has no attribute": "layers is a tuple of them all: list(layers), not [layers]",
}


class Chain:
    """Linear, ReLU, Linear, ... without any class."""

    def __init__(self, values: list[dict[str, Array]]) -> None:
        self.values, self.inputs = values, list[Array]()

    def forward(self, x: Array) -> Array:
        self.inputs = []
        for i, own in enumerate(self.values):
            x = np.maximum(x, 0) if i else x
            self.inputs.append(x)
            x = np.einsum("nd,od->no", x, own["weight"]) + own["bias"]
        return x

    def backward(self, dy: Array) -> tuple[Array, list[dict[str, Array]]]:
        grads: list[dict[str, Array]] = []
        for i in range(len(self.values) - 1, -1, -1):
            dweight = np.einsum("no,nd->od", dy, self.inputs[i])
            grads.insert(0, {"weight": dweight, "bias": dy.sum(axis=0)})
            dy = np.einsum("no,od->nd", dy, self.values[i]["weight"])
            dy = np.where(self.inputs[i] > 0, dy, 0) if i else dy
        return dy, grads


def three_layered(student: Student, rng: Generator) -> tuple[Any, list[Any], Chain]:
    """Linear, ReLU, Linear of the student's, and the same without classes."""
    a, b = (student.Linear(4, 4, rng=student.default_rng(seed)) for seed in (1, 2))
    values = [filled(student, layer, rng) for layer in (a, b)]
    return student.Sequential(a, student.ReLU(), b), [a, b], Chain(values)


def order_mistakes(x: Array, chain: Chain) -> dict[str, Array]:
    first, second = chain.values
    return {
        "the layers run from last to first: forward begins with the first": (
            Chain([second, first]).forward(x)
        ),
        "only the first layer is used": Chain([first]).forward(x),
        "only the last layer is used: each gets what the one before it returned": (
            Chain([second]).forward(x)
        ),
        "x comes back as it is: keep what each layer returns": x,
        "the last layer is left out": np.maximum(Chain([first]).forward(x), 0),
        "the first layer is left out": Chain([second]).forward(np.maximum(x, 0)),
    }


def _there_and_back(model: Any, layers: list[Any], chain: Chain, rng: Generator, of: str) -> None:
    x, dy = rng.standard_normal((3, 4)), rng.standard_normal((3, 4))
    y = chain.forward(x)
    with explained(STUMBLES):
        got = model.forward(x)
    expect_close(got, y, what=f"y{of}", mistakes=order_mistakes(x, chain))
    dx, grads = chain.backward(dy)
    first, second = chain.values
    on = chain.inputs[1] > 0
    each = np.einsum("no,od->nd", dy, first["weight"])
    last = np.einsum("no,od->nd", dy, second["weight"])
    straight = np.einsum("no,od->nd", np.where(on, each, 0), second["weight"])
    mistakes = {
        "backward begins with the last layer: the order turns round": straight,
        "each layer gets what the one behind it returned, not dy itself": each,
        "dx is what the first layer returns, after all the others": np.where(on, last, 0),
        "every layer hands back in its turn, the first one and ReLU, too": last,
        "dy comes back as it is: keep what each layer hands back; and an iterator such as "
        "reversed(...) can be gone through once only": dy,
    }
    expect_close(model.backward(dy), dx, what=f"dx{of}", mistakes=mistakes)
    for name, layer, want in zip(("first", "last"), layers, grads, strict=True):
        alone = {
            "weight": {
                "each layer gets what the one behind it returned, not dy itself": (
                    np.einsum("no,nd->od", dy, chain.inputs[0])
                )
            }
        }
        expect_gradients(layer, want, alone, f" of the {name} layer{of}")


@lab.check("Sequential", points=2)
def three_layers(student: Student, rng: Generator) -> None:
    """Linear, ReLU, Linear: forward, then backward"""
    model, layers, chain = three_layered(student, rng)
    _there_and_back(model, layers, chain, rng, "")


@lab.check("Sequential", points=1)
def its_layers(student: Student, rng: Generator) -> None:
    """the attribute layers holds them in order, the very objects that were given"""
    model, layers, _ = three_layered(student, rng)
    found = model.layers
    if not isinstance(found, list | tuple):
        raise Failed(f"layers is a {type(found).__name__}, expected a list")
    if len(found) != 3:
        raise Failed(
            f"layers has {len(found)} entries for three layers",
            "def __init__(self, *layers) collects all arguments in one tuple",
        )
    for which, own in ((0, layers[0]), (2, layers[1])):
        before = own.params["bias"]
        student.fill(found[which], bias=before + 1)
        if np.array_equal(own.params["bias"], before):
            raise Failed(
                "layers does not hold the layers that were given, in their order",
                "keep the objects themselves, not copies, first to last",
            )


@lab.check("Sequential", points=2, hidden=True)
def again_and_again(student: Student, rng: Generator) -> None:
    """three batches, forward and backward; and a second network beside the first"""
    one, other = three_layered(student, rng), three_layered(student, rng)
    for of in (" of the first batch", " of the second batch", " of the third batch"):
        for model, layers, chain in (one, other):
            _there_and_back(model, layers, chain, rng, of)


@lab.check("Sequential", points=1, hidden=True)
def inside_each_other(student: Student, rng: Generator) -> None:
    """a network as a layer of a network, and one without layers"""
    a, b = (student.Linear(4, 4, rng=student.default_rng(seed)) for seed in (1, 2))
    values = [filled(student, layer, rng) for layer in (a, b)]
    inner = student.Sequential(student.ReLU(), b)
    _there_and_back(
        student.Sequential(a, inner), [a, b], Chain(values), rng, " of a nested network"
    )
    empty, x = student.Sequential(), rng.standard_normal((2, 3))
    hint = "without layers, what comes in goes out"
    expect_close(empty.forward(x), x, what="y of a network without layers", hint=hint)
    expect_close(empty.backward(x), x, what="dx of a network without layers", hint=hint)
