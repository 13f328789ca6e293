"""Right answers to exercise 6, written in different ways."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import right


@right("lenet5")
def appends_layer_by_layer(rng):
    layers = []
    for into, out in ((1, 6), (6, 16), (16, 120)):
        layers += [Conv2d(into, out, 5, rng=rng), ReLU()]
        if out < 120:
            layers.append(MaxPool2d(2))
    layers += [Flatten(), Linear(120, 84, rng=rng), ReLU(), Linear(84, 10, rng=rng)]
    layers[-1].params["weight"] *= 0.01
    return Sequential(*layers)


@right("lenet5")
def scales_the_weight_of_the_finished_model(rng):
    model = Sequential(
        Conv2d(1, 6, (5, 5), 1, 0, rng=rng),
        MaxPool2d(2),  # ReLU and the largest may change places
        ReLU(),
        Conv2d(6, 16, (5, 5), rng=rng),
        MaxPool2d(2),
        ReLU(),
        Conv2d(16, 120, kernel_size=5, rng=rng),
        Flatten(),
        ReLU(),
        Linear(120, 84, rng=rng),
        ReLU(),
        Linear(84, 10, rng=rng),
    )
    last = model.layers[-1].params
    last["weight"] = np.asarray(last["weight"], np.float32) / 100
    return model


@right("lenet5")
def has_a_layer_of_its_own(generator):
    class Last(Linear):
        def __init__(self, *sizes, rng):
            super().__init__(*sizes, rng=rng)
            self.params["weight"] = 1e-2 * self.params["weight"]

    convolutions = [Conv2d(1, 6, 5, rng=generator), Conv2d(6, 16, 5, rng=generator)]
    front = [part for conv in convolutions for part in (conv, ReLU(), MaxPool2d(2))]
    back = [Conv2d(16, 120, 5, rng=generator), ReLU(), Flatten(), Linear(120, 84, rng=generator)]
    return Sequential(*front, *back, ReLU(), Last(84, 10, rng=generator))
