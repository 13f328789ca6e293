"""A multilayer perceptron: no convolution at all, for comparison."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from cnnlab.nn import Flatten, Linear, Module, ReLU, Sequential


def mlp(
    inputs: int = 784,
    hidden: Sequence[int] = (300, 100),
    classes: int = 10,
    *,
    rng: np.random.Generator | None = None,
) -> Sequential:
    """Fully connected layers with ReLUs between: (N, ...) of ``inputs`` numbers → (N, classes).

    The default has the sizes of the 28×28-300-100-10 network of LeCun et al. 1998, section III.C.
    """
    layers: list[Module] = [Flatten()]
    for before, after in pairwise((inputs, *hidden)):
        layers += [Linear(before, after, rng=rng), ReLU()]
    last = (inputs, *hidden)[-1]
    return Sequential(*layers, Linear(last, classes, rng=rng))
