"""5. SGD"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.random import Generator

from cnnlab.labs import Failed, Student
from cnnlab.labs.compare import as_array, expect_close

from .common import Array, explained, filled, lab

Path = list[Array]  # one parameter: its gradient at every step
Rule = Callable[[Array, Path, float, float], Array]


def by_the_rule(theta: Array, gradients: Path, lr: float, momentum: float) -> Array:
    v = np.zeros_like(theta)
    for g in gradients:
        v = momentum * v + g
        theta = theta - lr * v
    return theta


def weighed(theta: Array, gradients: Path, lr: float, weights: Callable[[int], float]) -> Array:
    """Mistakes: the gradient of ``age`` steps ago counts ``weights(age)`` times, at every step."""
    for t in range(len(gradients)):
        theta = theta - lr * sum(weights(t - s) * g for s, g in enumerate(gradients[: t + 1]))
    return theta


def shrunk_by(theta: Array, gradients: Path, lr: float, momentum: float) -> Array:
    for g in gradients:
        theta = momentum * theta - lr * g
    return theta


def step_mistakes(theta: Array, gradients: Path, lr: float, momentum: float) -> dict[str, Array]:
    m, many = momentum, len(gradients)
    return {
        "the parameters stay as they are: step puts the new ones into layer.params": theta,
        "this goes uphill: subtract": 2 * theta - by_the_rule(theta, gradients, lr, m),
        "there is no momentum, or the velocity begins at 0 in every step: keep it on self": (
            by_the_rule(theta, gradients, lr, 0)
        ),
        "the gradient counts fully, not 1 - momentum times": (
            weighed(theta, gradients, lr, lambda age: (1 - m) * m**age)
        ),
        "is lr used?": by_the_rule(theta, gradients, 1.0, m),
        "the learning rate counts twice: in the velocity or in the step, not in both": (
            by_the_rule(theta, gradients, lr**2, m)
        ),
        "momentum and lr are exchanged": by_the_rule(theta, gradients, m, lr),
        "the new gradient comes in after the momentum is applied: v = momentum · v + g": (
            weighed(theta, gradients, lr, lambda age: m ** (age + 1))
        ),
        "this looks ahead, as Nesterov does: subtract lr times the velocity, no more": (
            weighed(theta, gradients, lr, lambda age: m ** (age + 1) + (age == 0))
        ),
        "the velocity forgets nothing: multiply it by momentum first": (
            by_the_rule(theta, gradients, lr, 1)
        ),
        "the momentum multiplies the parameter: it belongs to the velocity": shrunk_by(
            theta, gradients, lr, m
        ),
        "the momentum is 0.9 here, whatever is asked for": by_the_rule(theta, gradients, lr, 0.9),
        "the step is taken with the velocity of the step before: first renew it": (
            by_the_rule(theta, [np.zeros_like(theta), *gradients][:many], lr, m)
        ),
    }


def network(student: Student, rng: Generator) -> tuple[Any, list[Any]]:
    """Two layers of one shape, with a ReLU between them."""
    layers = [student.Linear(3, 3, rng=student.default_rng(seed)) for seed in (1, 2)]
    for layer in layers:
        filled(student, layer, rng)
    return student.Sequential(layers[0], student.ReLU(), layers[1]), layers


def _steps(
    student: Student, rng: Generator, momentum: float | None, batches: int, again: int = 1
) -> None:
    """Hold every parameter to the rule, over some batches with ``again`` steps after each."""
    model, layers = network(student, rng)
    lr, given = 0.05, () if momentum is None else (momentum,)
    descent = student.SGD(model, lr, *given)
    used = 0.9 if momentum is None else momentum
    start = [layer.params for layer in layers]
    seen: list[dict[str, Path]] = [{"weight": [], "bias": []} for _ in layers]
    for _ in range(batches):
        model.forward(rng.standard_normal((4, 3)))
        model.backward(rng.standard_normal((4, 3)))
        for _ in range(again):
            for paths, layer in zip(seen, layers, strict=True):
                for name, path in paths.items():
                    path.append(np.array(layer.grads[name], float))
            with explained({"has no attribute 'params'": "go through model.layers, one by one"}):
                descent.step()
    for number, layer in enumerate(layers):
        for name, path in seen[number].items():
            theta = np.array(start[number][name], float)
            mistakes = step_mistakes(theta, path, lr, used)
            hint = "layers share a velocity: each parameter of each layer has its own; names repeat"
            mistakes[hint] = sharing(start, seen, name, lr, used)[number]
            expect_close(
                layer.params[name],
                by_the_rule(theta, path, lr, used),
                what=f"{name} of layer {2 * number} after {len(path)} steps",
                mistakes=mistakes,
                hint="for each parameter: v = momentum · v + g, then θ = θ - lr · v",
            )


def sharing(
    start: list[Any], seen: list[dict[str, Path]], name: str, lr: float, momentum: float
) -> list[Array]:
    """Mistake: a parameter of every layer, where all layers write into one velocity."""
    thetas = [np.array(params[name], float) for params in start]
    v = np.zeros_like(thetas[0])
    for gradients in zip(*(paths[name] for paths in seen), strict=True):
        for number, g in enumerate(gradients):
            v = momentum * v + g
            thetas[number] = thetas[number] - lr * v
    return thetas


@lab.check("SGD", points=1)
def one_step(student: Student, rng: Generator) -> None:
    """one step of two layers, the velocity still at zero"""
    _steps(student, rng, 0.4, 1)


@lab.check("SGD", points=2)
def three_steps(student: Student, rng: Generator) -> None:
    """three batches with a step after each, momentum 0.6"""
    _steps(student, rng, 0.6, 3)


@lab.check("SGD", points=1, hidden=True)
def other_momenta(student: Student, rng: Generator) -> None:
    """momentum 0, and none given; two steps on the same gradients"""
    _steps(student, rng, 0.0, 3)
    _steps(student, rng, None, 2, again=2)


@lab.check("SGD", points=2, hidden=True)
def two_networks(student: Student, rng: Generator) -> None:
    """two networks with an optimiser each; gradients stay as they are"""
    pairs = [network(student, rng) for _ in range(2)]
    descents = [student.SGD(model, 0.1, 0.4) for model, _ in pairs]
    wanted = []
    for model, layers in pairs:
        model.forward(rng.standard_normal((4, 3)))
        model.backward(rng.standard_normal((4, 3)))
        theta, g = (np.array(getattr(layers[1], kept)["weight"]) for kept in ("params", "grads"))
        wanted.append((by_the_rule(theta, [g, g], 0.1, 0.4), g))
    for _ in range(2):
        for descent in descents:
            descent.step()
    for (_, layers), (theta, g) in zip(pairs, wanted, strict=True):
        if not np.allclose(as_array(layers[1].grads["weight"]), g):
            raise Failed(
                "step changes the gradients",
                "step reads the gradients and leaves them as they are: is there a += on one, or on "
                "a velocity that is the same array?",
            )
        expect_close(
            layers[1].params["weight"],
            theta,
            what="the weight, with two optimisers at work",
            hint="two optimisers share something: set it on self in __init__, and make it anew",
        )
    if not np.isfinite(layers[0].params["bias"]).all():
        raise Failed("the bias of the first layer is no number")
