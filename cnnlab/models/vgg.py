"""VGG: 3×3 convolutions and nothing else, in blocks that end with a pooling.

Two 3×3 layers see what one 5×5 sees, three what one 7×7 sees, with fewer weights and more ReLUs.
Each pooling halves the maps, and the next block has twice as many of them, up to 512.

Source: Simonyan and Zisserman 2015, "Very Deep Convolutional Networks for Large-Scale Image
Recognition", arXiv:1409.1556, table 1, columns A, D and E.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cnnlab.nn import Conv2d, Dropout, Flatten, Linear, MaxPool2d, Module, ReLU, Sequential

CHANNELS = (64, 128, 256, 512, 512)


def vgg11(classes: int = 1000, *, rng: np.random.Generator | None = None) -> Sequential:
    """For (N, 3, 224, 224): 132,863,336 parameters, named as torchvision's."""
    return _vgg((1, 1, 2, 2, 2), classes, rng)


def vgg16(classes: int = 1000, *, rng: np.random.Generator | None = None) -> Sequential:
    """For (N, 3, 224, 224): 138,357,544 parameters, named as torchvision's."""
    return _vgg((2, 2, 3, 3, 3), classes, rng)


def vgg19(classes: int = 1000, *, rng: np.random.Generator | None = None) -> Sequential:
    """For (N, 3, 224, 224): 143,667,240 parameters, named as torchvision's."""
    return _vgg((2, 2, 4, 4, 4), classes, rng)


def _vgg(convolutions: Sequence[int], classes: int, rng: np.random.Generator | None) -> Sequential:
    """``convolutions`` in each of the five blocks."""
    features: list[Module] = []
    inputs = 3
    for outputs, count in zip(CHANNELS, convolutions, strict=True):
        for _ in range(count):
            features += [Conv2d(inputs, outputs, 3, padding=1, rng=rng), ReLU()]
            inputs = outputs
        features.append(MaxPool2d(2))
    classifier = Sequential(
        Linear(512 * 7 * 7, 4096, rng=rng),
        ReLU(),
        Dropout(0.5, rng=rng),
        Linear(4096, 4096, rng=rng),
        ReLU(),
        Dropout(0.5, rng=rng),
        Linear(4096, classes, rng=rng),
    )
    return Sequential(features=Sequential(*features), flatten=Flatten(), classifier=classifier)
