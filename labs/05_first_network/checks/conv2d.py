"""3. Conv2d"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.random import Generator

from cnnlab import ops
from cnnlab.labs import Failed, Student
from cnnlab.labs.compare import expect_close
from cnnlab.labs.narrow import bias_in_mind

from .common import (
    ADDED,
    LATER,
    SHARED,
    STALE,
    Array,
    Shape,
    expect_gradients,
    explained,
    filled,
    held,
    lab,
)
from .he_normal import expect_deviation

ORDER = "the arguments come in the order stride, padding: are they exchanged?"


class Around:
    """The same layer, as ``ops.conv2d`` computes it."""

    def __init__(self, values: dict[str, Array], stride: int = 1, padding: int = 0) -> None:
        self.values, self.stride, self.padding = values, stride, padding

    def forward(self, x: Array) -> Array:
        weight, bias = self.values["weight"], self.values["bias"]
        y, self.cache = ops.conv2d(x, weight, bias, stride=self.stride, padding=self.padding)
        return np.asarray(y)

    def backward(self, dy: Array) -> tuple[Array, dict[str, Array]]:
        dx, *both = ops.conv2d_backward(dy, self.cache)
        return dx, dict(zip(("weight", "bias"), both, strict=True))


def forward_of(x: Array, values: dict[str, Array], stride: int, padding: int) -> Array | None:
    """y with other settings; None where the kernel would not fit."""
    if min(x.shape[2:]) + 2 * padding < max(values["weight"].shape[2:]):
        return None
    return Around(values, stride, padding).forward(x)


def layer_mistakes(
    x: Array, values: dict[str, Array], start: dict[str, Array], stride: int, padding: int
) -> dict[str, Array]:
    without = {**values, "bias": 0 * values["bias"]}
    turned = {**values, "weight": values["weight"][:, :, ::-1, ::-1]}
    found = {
        "the bias is missing": forward_of(x, without, stride, padding),
        STALE: forward_of(x, start, stride, padding),
        f"{STALE}; here it is the weight": (
            forward_of(x, {**values, "weight": start["weight"]}, stride, padding)
        ),
        "the weight is current, the bias is not: both are read from params": (
            forward_of(x, {**values, "bias": start["bias"]}, stride, padding)
        ),
        "the kernel is turned by half a turn: a layer cross-correlates": (
            forward_of(x, turned, stride, padding)
        ),
    }
    if stride > 1:
        found["the stride is not used"] = forward_of(x, values, 1, padding)
    if padding > 0:
        found["the padding is not used"] = forward_of(x, values, stride, 0)
        found["neither stride nor padding is used"] = forward_of(x, values, 1, 0)
        found["stride and padding are exchanged"] = forward_of(x, values, padding, stride)
    return {hint: y for hint, y in found.items() if y is not None}


def _layer(
    student: Student,
    rng: Generator,
    image: Shape,
    filters: int,
    kernel: Any,
    stride: int,
    padding: int,
) -> None:
    """Forward and backward through a layer with random parameters."""
    n, channels = image[:2]
    k, l = kernel if isinstance(kernel, tuple) else (kernel, kernel)
    layer = student.Conv2d(channels, filters, kernel, stride, padding, rng=student.default_rng(1))
    start = held(layer, "params", {"weight": (filters, channels, k, l), "bias": (filters,)})
    values = filled(student, layer, rng)
    x, right = rng.standard_normal(image), Around(values, stride, padding)
    of = f" for kernels {k} × {l}, stride {stride}, padding {padding}"
    y = right.forward(x)
    mistakes = layer_mistakes(x, values, start, stride, padding)
    with bias_in_mind(filters), explained({"stride cannot be used": ORDER}):
        got = layer.forward(x)
    expect_close(got, y, what=f"y{of}", mistakes=mistakes)
    dy = rng.standard_normal(y.shape)
    dx, grads = right.backward(dy)
    expect_close(
        layer.backward(dy),
        dx,
        what=f"dx{of}",
        mistakes={"this is the gradient of the weight: dx is returned": grads["weight"]},
        shape_hint="dx has the shape of x",
    )
    kept = layer.grads
    if isinstance(kept, dict) and "bias" in kept and kept["bias"] is None:
        raise Failed(
            "grads['bias'] is None",
            "ops.conv2d_backward gives no dbias where ops.conv2d was given no bias",
        )
    averages = {name: {"add up over the batch, do not average": g / n} for name, g in grads.items()}
    expect_gradients(layer, grads, averages, of)


@lab.check("Conv2d", points=1)
def what_a_layer_owns(student: Student, rng: Generator) -> None:
    """40 filters 5 × 5 over six channels: shapes, He's weights, biases of zero"""
    shapes = {"weight": (40, 6, 5, 5), "bias": (40,)}
    params = [
        held(student.Conv2d(6, 40, 5, rng=student.default_rng(seed)), "params", shapes)
        for seed in (1, 1, 2)
    ]
    expect_deviation(params[0]["weight"], "the weight")
    if params[0]["bias"].any():
        raise Failed("the bias does not start at zero", "np.zeros(out_channels)")
    first, same, other = (values["weight"] for values in params)
    if not np.array_equal(first, same) or np.array_equal(first, other):
        raise Failed(
            "the weight does not come from rng", "he_normal(shape, rng), with the given rng"
        )


@lab.check("Conv2d", points=2)
def plain_layer(student: Student, rng: Generator) -> None:
    """two images 5 × 7 with two channels, three filters 3 × 3"""
    _layer(student, rng, (2, 2, 5, 7), 3, 3, 1, 0)


@lab.check("Conv2d", points=2)
def pair_and_stride(student: Student, rng: Generator) -> None:
    """filters (2, 3), given as a pair, stride 2, padding 1"""
    _layer(student, rng, (2, 3, 6, 5), 2, (2, 3), 2, 1)


@lab.check("Conv2d", points=2, hidden=True)
def layers_and_batches(student: Student, rng: Generator) -> None:
    """two layers at a time, batches of other sizes, backward after each"""
    layers = [student.Conv2d(1, 2, 3, rng=student.default_rng(seed)) for seed in (1, 2)]
    rights = [Around(filled(student, layer, rng)) for layer in layers]
    earlier: list[dict[str, Array]] = [{}, {}]
    for n, of in ((3, " of the first batch"), (1, " of the second batch")):
        xs = [rng.standard_normal((n, 1, 5, 4)) for _ in layers]
        ys = [right.forward(x) for right, x in zip(rights, xs, strict=True)]
        for layer, x, y in zip(layers, xs, ys, strict=True):
            expect_close(layer.forward(x), y, what=f"y{of}", hint=SHARED)
        for which, layer in enumerate(layers):
            dy = rng.standard_normal(ys[which].shape)
            dx, grads = rights[which].backward(dy)
            expect_close(layer.backward(dy), dx, what=f"dx{of}", hint=SHARED)
            shared = rights[1 - which].backward(dy)[1]
            mistakes = {name: {SHARED: shared[name]} for name in grads if name == "weight"}
            for name, before in earlier[which].items():
                mistakes.setdefault(name, {})[ADDED] = grads[name] + before
            try:
                expect_gradients(layer, grads, mistakes, of)
            except Failed as error:
                raise Failed(error.message, error.hint or LATER) from None
            earlier[which] = grads


@lab.check("Conv2d", points=1, hidden=True)
def far_apart(student: Student, rng: Generator) -> None:
    """stride 3 with padding 2, kernels (4, 1); a 1 × 1 kernel on one image"""
    _layer(student, rng, (2, 1, 7, 5), 2, (4, 1), 3, 2)
    _layer(student, rng, (1, 3, 4, 2), 2, 1, 1, 0)
