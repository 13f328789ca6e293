"""Wrong answers to exercise 2 that students may well give."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import wrong


class Right:
    """A right layer, to be spoilt below."""

    def __init__(self, in_features, out_features, *, rng):
        weight = rng.normal(0, (2 / in_features) ** 0.5, (out_features, in_features))
        self.params = {"weight": weight, "bias": np.zeros(out_features)}
        self.grads = {}

    def forward(self, x):
        self.x = x
        return x @ self.params["weight"].T + self.params["bias"]

    def backward(self, dy):
        self.grads = {"weight": dy.T @ self.x, "bias": dy.sum(axis=0)}
        return dy @ self.params["weight"]


@wrong("Linear", caught_by="what_it_owns", hint="outputs first, then inputs")
class PutsInputsFirst(Right):
    def __init__(self, in_features, out_features, *, rng):
        super().__init__(in_features, out_features, rng=rng)
        self.params["weight"] = self.params["weight"].T

    def forward(self, x):
        self.x = x
        return x @ self.params["weight"] + self.params["bias"]


@wrong("Linear", caught_by="one_unit", hint="the bias is missing")
class ForgetsTheBias(Right):
    def forward(self, x):
        self.x = x
        return x @ self.params["weight"].T


@wrong("Linear", caught_by="what_it_owns", hint="does not start at zero")
class DrawsTheBias(Right):
    def __init__(self, in_features, out_features, *, rng):
        super().__init__(in_features, out_features, rng=rng)
        self.params["bias"] = rng.standard_normal(out_features)


@wrong("Linear", caught_by="what_it_owns", hint="in a plain row")
class MakesTheBiasARow(Right):
    def __init__(self, in_features, out_features, *, rng):
        super().__init__(in_features, out_features, rng=rng)
        self.params["bias"] = np.zeros((1, out_features))


@wrong("Linear", caught_by="what_it_owns", hint="the factor 2 is missing")
class StartsWithSmallerWeights(Right):
    def __init__(self, in_features, out_features, *, rng):
        super().__init__(in_features, out_features, rng=rng)
        self.params["weight"] /= np.sqrt(2)


@wrong("Linear", caught_by="what_it_owns", hint="come from rng")
class IgnoresTheGenerator(Right):
    def __init__(self, in_features, out_features, *, rng):
        super().__init__(in_features, out_features, rng=np.random.default_rng(0))


@wrong("Linear", caught_by="what_it_owns", hint="has no params")
class CallsThemSomethingElse(Right):
    def __init__(self, in_features, out_features, *, rng):
        super().__init__(in_features, out_features, rng=rng)
        self.parameters = vars(self).pop("params")


@wrong("Linear", caught_by="what_it_owns", hint="it has 'W', 'b'")
class NamesThemWAndB(Right):
    def __init__(self, in_features, out_features, *, rng):
        super().__init__(in_features, out_features, rng=rng)
        self.params = {"W": self.params["weight"], "b": self.params["bias"]}


@wrong("Linear", caught_by="one_unit", hint="read from params each time")
class KeepsCopiesOfItsParameters(Right):
    def __init__(self, in_features, out_features, *, rng):
        super().__init__(in_features, out_features, rng=rng)
        self.weight, self.bias = self.params["weight"], self.params["bias"]

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias


@wrong("Linear", caught_by="both_ways", hint="read from params each time")
class GoesBackWithTheFirstWeight(Right):
    def __init__(self, in_features, out_features, *, rng):
        super().__init__(in_features, out_features, rng=rng)
        self.weight = self.params["weight"]

    def backward(self, dy):
        super().backward(dy)
        return dy @ self.weight


@wrong("Linear", caught_by="two_layers", hint="two layers share")
class KeepsItsInputOnTheClass(Right):
    def forward(self, x):
        type(self).x = x
        return x @ self.params["weight"].T + self.params["bias"]


@wrong("Linear", caught_by="two_layers", hint="two layers share")
class HoldsOneDictionaryForAll(Right):
    store = {}  # noqa: RUF012

    def __init__(self, in_features, out_features, *, rng):
        super().__init__(in_features, out_features, rng=rng)
        self.grads = self.store

    def backward(self, dy):
        self.store.update({"weight": dy.T @ self.x, "bias": dy.sum(axis=0)})
        return dy @ self.params["weight"]


@wrong("Linear", caught_by="one_batch_after_another", hint="they are not added")
class AddsGradientsUp(Right):
    def __init__(self, in_features, out_features, *, rng):
        super().__init__(in_features, out_features, rng=rng)
        self.grads = {name: np.zeros_like(value) for name, value in self.params.items()}

    def backward(self, dy):
        self.grads["weight"] += dy.T @ self.x
        self.grads["bias"] += dy.sum(axis=0)
        return dy @ self.params["weight"]


@wrong("Linear", caught_by="one_batch_after_another", hint="ValueError")
class KeepsTheFirstInputForEver(Right):
    def forward(self, x):
        if not hasattr(self, "x"):
            self.x = x
        return x @ self.params["weight"].T + self.params["bias"]


@wrong("Linear", caught_by="one_batch_after_another", hint="the parameters as they are")
class TakesTheStepItself(Right):
    def backward(self, dy):
        dx = super().backward(dy)
        self.params["bias"] = self.params["bias"] - 0.01 * self.grads["bias"]
        return dx


@wrong("Linear", caught_by="both_ways", hint="do not average")
class AveragesOverTheBatch(Right):
    def backward(self, dy):
        dx = super().backward(dy)
        self.grads["weight"] = self.grads["weight"] / len(dy)
        return dx


@wrong("Linear", caught_by="both_ways", hint="a gradient has the shape of its parameter")
class TransposesTheGradient(Right):
    def backward(self, dy):
        dx = super().backward(dy)
        self.grads["weight"] = self.grads["weight"].T
        return dx


@wrong("Linear", caught_by="both_ways", hint="a gradient has the shape of its parameter")
class ForgetsToAddTheBiasUp(Right):
    def backward(self, dy):
        dx = super().backward(dy)
        self.grads["bias"] = dy
        return dx


@wrong("Linear", caught_by="both_ways", hint="end with a return")
class ReturnsNothing(Right):
    def backward(self, dy):
        super().backward(dy)


@wrong("Linear", caught_by="both_ways", hint="under the names of params")
class ForgetsToStoreTheGradients(Right):
    def backward(self, dy):
        return dy @ self.params["weight"]


@wrong("Linear", caught_by="both_ways", hint="changes its input")
class ScalesTheCallersDy(Right):
    def backward(self, dy):
        dx = super().backward(dy)
        dy /= 2
        return dx


@wrong("Linear", caught_by="one_unit", hint="here it is the weight")
class KeepsItsWeightTransposed(Right):
    def __init__(self, in_features, out_features, *, rng):
        super().__init__(in_features, out_features, rng=rng)
        self.turned = self.params["weight"].T

    def forward(self, x):
        self.x = x
        return x @ self.turned + self.params["bias"]


@wrong("Linear", caught_by="both_ways", hint="it has 'dweight', 'dbias'")
class NamesTheGradientsOtherwise(Right):
    def backward(self, dy):
        dx = super().backward(dy)
        self.grads = {f"d{name}": gradient for name, gradient in self.grads.items()}
        return dx
