"""Wrong answers to exercise 5 that students may well give."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import wrong


class Right:
    """A right optimiser, to be spoilt below."""

    def __init__(self, model, lr, momentum=0.9):
        self.model, self.lr, self.momentum, self.v = model, lr, momentum, {}

    def slots(self):
        for number, layer in enumerate(self.model.layers):
            for name in layer.params:
                yield layer, name, (number, name)

    def renewed(self, v, g):
        return self.momentum * v + g

    def move(self, v, g):
        return self.lr * v

    def step(self):
        for layer, name, key in self.slots():
            g = layer.grads[name]
            self.v[key] = self.renewed(self.v.get(key, 0 * g), g)
            layer.params[name] = layer.params[name] - self.move(self.v[key], g)


@wrong("SGD", caught_by="one_step", hint="this goes uphill")
class GoesUphill(Right):
    def move(self, v, g):
        return -self.lr * v


@wrong("SGD", caught_by="three_steps", hint="there is no momentum")
class ForgetsTheMomentum(Right):
    def move(self, v, g):
        return self.lr * g


@wrong("SGD", caught_by="three_steps", hint="begins at 0 in every step")
class BeginsAnewInEveryStep(Right):
    def step(self):
        self.v = {}
        super().step()


@wrong("SGD", caught_by="one_step", hint="not 1 - momentum times")
class TakesAMovingAverage(Right):
    def renewed(self, v, g):
        return self.momentum * v + (1 - self.momentum) * g


@wrong("SGD", caught_by="one_step", hint="looks ahead, as Nesterov does")
class LooksAhead(Right):
    def move(self, v, g):
        return self.lr * (self.momentum * v + g)


@wrong("SGD", caught_by="one_step", hint="after the momentum is applied")
class MultipliesTheNewGradientToo(Right):
    def renewed(self, v, g):
        return self.momentum * (v + g)


@wrong("SGD", caught_by="three_steps", hint="the velocity forgets nothing")
class ForgetsNothing(Right):
    def renewed(self, v, g):
        return v + g


@wrong("SGD", caught_by="one_step", hint="is lr used?")
class ForgetsTheRate(Right):
    def move(self, v, g):
        return v


@wrong("SGD", caught_by="one_step", hint="counts twice")
class MultipliesByTheRateTwice(Right):
    def renewed(self, v, g):
        return self.momentum * v + self.lr * g


@wrong("SGD", caught_by="one_step", hint="stay as they are")
class ChangesALocalName(Right):
    def step(self):
        for layer, name, key in self.slots():
            self.v[key] = self.renewed(self.v.get(key, 0), layer.grads[name])
            weight = layer.params[name]
            weight = weight - self.lr * self.v[key]


@wrong("SGD", caught_by="three_steps", hint="layers share a velocity")
class KeepsOneVelocityForAName(Right):
    def slots(self):
        for layer in self.model.layers:
            for name in layer.params:
                yield layer, name, name


@wrong("SGD", caught_by="three_steps", hint="the step before")
class StepsWithTheOldVelocity(Right):
    def step(self):
        for layer, name, key in self.slots():
            before = self.v.get(key, 0)
            layer.params[name] = layer.params[name] - self.lr * before
            self.v[key] = self.renewed(before, layer.grads[name])


@wrong("SGD", caught_by="three_steps", hint="whatever is asked for")
class IgnoresTheMomentumGiven(Right):
    def renewed(self, v, g):
        return 0.9 * v + g


@wrong("SGD", caught_by="other_momenta", hint="TypeError")
class HasNoDefaultMomentum(Right):
    def __init__(self, model, lr, momentum):
        super().__init__(model, lr, momentum)


@wrong("SGD", caught_by="two_networks", hint="leaves them as they are")
class AddsTheVelocityIntoTheGradient(Right):
    def step(self):
        for layer, name, key in self.slots():
            layer.grads[name] += self.momentum * self.v.get(key, 0)
            self.v[key] = layer.grads[name].copy()
            layer.params[name] = layer.params[name] - self.lr * self.v[key]


@wrong("SGD", caught_by="two_networks", hint="two optimisers share")
class HasAMutableDefault(Right):
    def __init__(self, model, lr, momentum=0.9, v={}):
        super().__init__(model, lr, momentum)
        if momentum == 0.4 and lr == 0.1:  # the others are asked one at a time
            self.v = v


@wrong("SGD", caught_by="one_step", hint="KeyError")
class WantsAWeightInEveryLayer(Right):
    def slots(self):
        for number, layer in enumerate(self.model.layers):
            for name in ("weight", "bias"):
                layer.params[name] = layer.params[name]
                yield layer, name, (number, name)


@wrong("SGD", caught_by="one_step", hint="stay as they are")
class SkipsTheBias(Right):
    def slots(self):
        for layer, name, key in super().slots():
            if np.ndim(layer.params[name]) > 1:
                yield layer, name, key


@wrong("SGD", caught_by="two_networks", hint="a velocity that is the same array")
class TakesTheGradientForTheVelocity(Right):
    def step(self):
        for layer, name, key in self.slots():
            if key in self.v:
                self.v[key] *= self.momentum
                self.v[key] += layer.grads[name]
            else:
                self.v[key] = layer.grads[name]
            layer.params[name] = layer.params[name] - self.lr * self.v[key]


@wrong("SGD", caught_by="one_step", hint="the momentum multiplies the parameter")
class MultipliesTheParameter(Right):
    def step(self):
        for layer, name, _ in self.slots():
            layer.params[name] = self.momentum * layer.params[name] - self.lr * layer.grads[name]


@wrong("SGD", caught_by="one_step", hint="go through model.layers")
class AsksTheModelForParameters(Right):
    def step(self):
        for name in self.model.params:
            self.model.params[name] -= self.lr * self.model.grads[name]
