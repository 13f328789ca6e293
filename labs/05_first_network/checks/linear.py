"""2. Linear"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.random import Generator

from cnnlab.labs import Failed, Student
from cnnlab.labs.compare import expect_close

from .common import ADDED, LATER, SHARED, STALE, Array, expect_gradients, filled, held, lab
from .he_normal import expect_deviation

Values = dict[str, Array]


def made(student: Student, inputs: int, outputs: int) -> tuple[Any, Values]:
    """A layer, and its parameters as they start."""
    layer = student.Linear(inputs, outputs, rng=student.default_rng(1))
    return layer, held(layer, "params", {"weight": (outputs, inputs), "bias": (outputs,)})


def product(x: Array, values: Values) -> Array:
    return np.einsum("nd,od->no", x, values["weight"]) + values["bias"]


def handed_back(dy: Array, x: Array, values: Values) -> tuple[Array, Values]:
    """dx and the gradients."""
    dweight = np.einsum("no,nd->od", dy, x)
    return np.einsum("no,od->nd", dy, values["weight"]), {"weight": dweight, "bias": dy.sum(axis=0)}


def forward_mistakes(x: Array, values: Values, start: Values) -> dict[str, Array]:
    right = product(x, values)
    return {
        "the bias is missing": right - values["bias"],
        STALE: product(x, start),
        f"{STALE}; here it is the weight": product(x, {**values, "weight": start["weight"]}),
        "the weight is current, the bias is not: both are read from params": (
            product(x, {**values, "bias": start["bias"]})
        ),
        "the bias is subtracted": right - 2 * values["bias"],
    }


def _both_ways(
    student: Student, layer: Any, x: Array, dy: Array, values: Values, start: Values, of: str = ""
) -> None:
    expect_close(
        layer.forward(x),
        product(x, values),
        what=f"y{of}",
        mistakes=forward_mistakes(x, values, start),
    )
    n = len(x)
    dx, grads = handed_back(dy, x, values)
    old_dx, _ = handed_back(dy, x, start)
    expect_close(
        layer.backward(dy),
        dx,
        what=f"dx{of}",
        mistakes={
            STALE: old_dx,
            "this is the gradient of the weight: it belongs into grads, and dx is returned": (
                grads["weight"]
            ),
            "dx is divided by the batch: the loss has done that": dx / n,
        },
        shape_hint="dx has the shape of x",
    )
    mistakes = {
        "weight": {
            "add up over the batch, do not average": grads["weight"] / n,
            "this is the gradient transposed": grads["weight"].T,
            "only the last image takes part": np.outer(dy[-1], x[-1]),
            "the sign is turned": -grads["weight"],
        },
        "bias": {
            "add up over the batch, do not average": grads["bias"] / n,
            "only the last image takes part": dy[-1],
            "a bias serves the whole batch: add up over it": dy,
        },
    }
    expect_gradients(layer, grads, mistakes, of)


@lab.check("Linear", points=1)
def what_it_owns(student: Student, rng: Generator) -> None:
    """60 units with 200 inputs: shapes, He's weights, biases of zero"""
    shapes = {"weight": (60, 200), "bias": (60,)}
    params = [
        held(student.Linear(200, 60, rng=student.default_rng(seed)), "params", shapes)
        for seed in (1, 1, 2)
    ]
    expect_deviation(params[0]["weight"], "the weight")
    if params[0]["bias"].any():
        raise Failed("the bias does not start at zero", "np.zeros(out_features)")
    first, same, other = (values["weight"] for values in params)
    if not np.array_equal(first, same) or np.array_equal(first, other):
        raise Failed(
            "the weight does not come from rng", "he_normal(shape, rng), with the given rng"
        )


@lab.check("Linear", points=1)
def one_unit(student: Student, rng: Generator) -> None:
    """the unit of the example, forward"""
    layer, start = made(student, 2, 1)
    values = {"weight": np.array([[2.0, 3.0]]), "bias": np.array([1.0])}
    student.fill(layer, **values)
    x = np.array([[10.0, 20.0]])
    expect_close(
        layer.forward(x),
        product(x, values),
        what="y",
        mistakes=forward_mistakes(x, values, start),
        shape_hint="y is (N, out_features)",
    )


@lab.check("Linear", points=2)
def both_ways(student: Student, rng: Generator) -> None:
    """five images through three units with four inputs, forward and backward"""
    layer, start = made(student, 4, 3)
    values = filled(student, layer, rng)
    x, dy = rng.standard_normal((5, 4)), rng.standard_normal((5, 3))
    _both_ways(student, layer, x, dy, values, start)


@lab.check("Linear", points=2, hidden=True)
def one_batch_after_another(student: Student, rng: Generator) -> None:
    """batches of other sizes, backward after each; parameters stay as they are"""
    layer = student.Linear(4, 3, rng=student.default_rng(1))
    values = filled(student, layer, rng)
    earlier: Values = {"weight": np.zeros((3, 4)), "bias": np.zeros(3)}
    first = rng.standard_normal((6, 4))
    for n, of in ((6, " of the first batch"), (2, " of the second batch")):
        x, dy = (first if n == 6 else rng.standard_normal((n, 4))), rng.standard_normal((n, 3))
        layer.forward(x)
        dx, grads = handed_back(dy, x, values)
        expect_close(layer.backward(dy), dx, what=f"dx{of}")
        sums = {name: {ADDED: grads[name] + earlier[name]} for name in grads}
        sums["weight"][LATER] = handed_back(dy, first[:n], values)[1]["weight"]
        expect_gradients(layer, grads, sums, of)
        earlier = grads
    for name, array in held(layer, "params", {n: v.shape for n, v in values.items()}).items():
        expect_close(
            array,
            values[name],
            what=f"params[{name!r}] afterwards",
            hint="forward and backward leave the parameters as they are: an optimiser does",
        )


@lab.check("Linear", points=1, hidden=True)
def two_layers(student: Student, rng: Generator) -> None:
    """two layers, forward through both before backward; a batch of one, a single input"""
    layers = [student.Linear(3, 2, rng=student.default_rng(seed)) for seed in (1, 2)]
    values = [filled(student, layer, rng) for layer in layers]
    xs, dys = rng.standard_normal((2, 4, 3)), rng.standard_normal((2, 4, 2))
    for layer, x, own in zip(layers, xs, values, strict=True):
        expect_close(layer.forward(x), product(x, own), what="y of two layers at work", hint=SHARED)
    for layer, dy in zip(layers, dys, strict=True):
        layer.backward(dy)
    for which in (0, 1):
        grads = handed_back(dys[which], xs[which], values[which])[1]
        others = handed_back(dys[which], xs[1 - which], values[which])[1]
        last = handed_back(dys[1], xs[1], values[1])[1]
        mistakes = {
            name: {SHARED: last[name] if which == 0 else others[name]}
            for name in ("weight", "bias")
        }
        mistakes["weight"][f"{SHARED} "] = others["weight"]
        expect_gradients(layers[which], grads, mistakes, " of two layers at work")
    single, _ = made(student, 1, 2)
    own = filled(student, single, rng)
    x, dy = np.array([[0.5]]), np.array([[1.0, -2.0]])
    _both_ways(student, single, x, dy, own, own, " of a batch of one")
