"""ZFNet: AlexNet after a look inside.

Pictures of what AlexNet's units respond to showed first-layer filters that were dead or doubled,
and aliasing from the stride of 4. So the first kernels became 7×7 with stride 2, and the second
layer got a stride instead.

Source: Zeiler and Fergus 2014, "Visualizing and Understanding Convolutional Networks",
arXiv:1311.2901, section 4.1 and figure 3.
"""

from __future__ import annotations

import numpy as np

from cnnlab.nn import (
    Conv2d,
    Dropout,
    Flatten,
    Linear,
    LocalResponseNorm,
    MaxPool2d,
    ReLU,
    Sequential,
)


def zfnet(classes: int = 1000, *, rng: np.random.Generator | None = None) -> Sequential:
    """For (N, 3, 224, 224): 62,357,608 parameters.

    The paper's maps are 110, 55, 26 and 13 wide; the padding that gives them is not stated there
    and is chosen here. Its contrast normalisation is taken to be AlexNet's.
    """
    features = Sequential(
        Conv2d(3, 96, 7, 2, 1, rng=rng),
        ReLU(),
        MaxPool2d(3, 2, 1),
        LocalResponseNorm(5, alpha=5e-4, k=2.0),
        Conv2d(96, 256, 5, 2, rng=rng),
        ReLU(),
        MaxPool2d(3, 2, 1),
        LocalResponseNorm(5, alpha=5e-4, k=2.0),
        Conv2d(256, 384, 3, padding=1, rng=rng),
        ReLU(),
        Conv2d(384, 384, 3, padding=1, rng=rng),
        ReLU(),
        Conv2d(384, 256, 3, padding=1, rng=rng),
        ReLU(),
        MaxPool2d(3, 2),
    )
    classifier = Sequential(
        Linear(256 * 6 * 6, 4096, rng=rng),
        ReLU(),
        Dropout(0.5, rng=rng),
        Linear(4096, 4096, rng=rng),
        ReLU(),
        Dropout(0.5, rng=rng),
        Linear(4096, classes, rng=rng),
    )
    return Sequential(features=features, flatten=Flatten(), classifier=classifier)
