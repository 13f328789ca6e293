"""Optimisers, how a gradient changes a parameter, and schedules, how the learning rate changes.

Gradient descent takes a step against the gradient. With momentum μ it keeps some of its speed:

    g ← ∂L/∂w + λ w              λ: weight decay, a pull towards zero
    v ← μ v + g                  (v starts as the first g)
    w ← w - η v                  η: the learning rate

A schedule is a function of the part of the training that is done, from 0 to 1, and gives the
factor of the learning rate then.

Sources: Polyak 1964, "Some methods of speeding up the convergence of iteration methods";
Sutskever et al. 2013, "On the importance of initialization and momentum in deep learning". The
form without the factor η inside v is torch's.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from cnnlab.nn import Parameter
from cnnlab.ops.arrays import Array
from cnnlab.shapes import ExplainedError


class SGD:
    """Stochastic gradient descent with momentum and weight decay.

    ``lr`` may be changed between steps. Raises ExplainedError for numbers that make no descent.
    """

    def __init__(
        self,
        parameters: Iterable[Parameter],
        lr: float,
        momentum: float = 0.0,
        *,
        weight_decay: float = 0.0,
    ) -> None:
        for name, value in (("lr", lr), ("momentum", momentum), ("weight_decay", weight_decay)):
            if not (math.isfinite(value) and value >= 0):
                raise ExplainedError(
                    f"SGD: {name} cannot be used",
                    expected="a finite number ≥ 0",
                    got=f"{name} = {value!r}",
                )
        self.parameters = list(parameters)
        if not self.parameters:
            raise ExplainedError(
                "SGD: there is nothing to optimise", expected="parameters", got="none"
            )
        self.lr, self.momentum, self.weight_decay = lr, momentum, weight_decay
        self._velocity: dict[int, Array] = {}  # by a parameter's place in the list

    def step(self) -> None:
        """Change every parameter that has a gradient, in its own memory."""
        for i, parameter in enumerate(self.parameters):
            if parameter.grad is None:
                continue
            w, g = parameter.data, parameter.grad
            if self.weight_decay:
                g = g + self.weight_decay * w
            if self.momentum:
                if i in self._velocity:
                    self._velocity[i] *= self.momentum
                    self._velocity[i] += g
                else:
                    self._velocity[i] = g.astype(w.dtype)  # a copy
                g = self._velocity[i]
            w -= self.lr * g

    def zero_grad(self) -> None:
        """Forget the gradients; backward passes add to them."""
        for parameter in self.parameters:
            parameter.grad = None


def constant(done: float) -> float:
    """Always the same learning rate."""
    return 1.0


def cosine(done: float) -> float:
    """From 1 down to 0, slowly at both ends: (1 + cos(π · done)) / 2.

    Source: Loshchilov and Hutter 2017, "SGDR", arXiv:1608.03983, equation 5.
    """
    return (1 + math.cos(math.pi * done)) / 2
