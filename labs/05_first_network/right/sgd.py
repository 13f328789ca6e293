"""Right answers to exercise 5, written in different ways."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import right


@right("SGD")
class MakesAllVelocitiesFirst:
    def __init__(self, model, lr, momentum=0.9):
        self.model, self.lr, self.momentum = model, lr, momentum
        self.v = [
            {name: np.zeros(np.shape(value)) for name, value in layer.params.items()}
            for layer in model.layers
        ]

    def step(self):
        for layer, v in zip(self.model.layers, self.v, strict=True):
            for name, gradient in layer.grads.items():
                v[name] = self.momentum * v[name] + gradient
                layer.params[name] = layer.params[name] - self.lr * v[name]


@right("SGD")
class ChangesParametersInPlace:
    def __init__(self, network, rate, mu=0.9):
        self.network, self.rate, self.mu = network, rate, mu
        self.velocities = {}

    def step(self):
        for layer in self.network.layers:
            for name in layer.params:
                v = self.velocities.setdefault((id(layer), name), np.zeros_like(layer.params[name]))
                v *= self.mu
                v += layer.grads[name]
                layer.params[name] -= self.rate * v


@right("SGD")
class PutsTheRateIntoTheVelocity:
    def __init__(self, model, lr, momentum=0.9):
        self.settings = model, lr, momentum
        self.moves = []

    def step(self):
        model, lr, momentum = self.settings
        slots = [(layer, name) for layer in model.layers for name in sorted(layer.params)]
        if not self.moves:
            self.moves = [0.0] * len(slots)
        for i, (layer, name) in enumerate(slots):
            self.moves[i] = momentum * self.moves[i] - lr * np.asarray(layer.grads[name])
            layer.params[name] = layer.params[name] + self.moves[i]


@right("SGD")
class KeepsVelocitiesWithTheLayers:
    def __init__(self, model, lr, momentum=0.9):
        self.lr, self.momentum, self.layers = lr, momentum, [m for m in model.layers if m.params]
        for layer in self.layers:
            layer.velocity = dict.fromkeys(layer.params, 0.0)

    def step(self):
        for layer in self.layers:
            layer.velocity = {
                name: self.momentum * before + layer.grads[name]
                for name, before in layer.velocity.items()
            }
            layer.params.update(
                {name: layer.params[name] - self.lr * v for name, v in layer.velocity.items()}
            )
