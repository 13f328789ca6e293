"""MobileNet: a convolution in two cheaper steps.

A depthwise convolution filters every map by itself; a 1×1 convolution then mixes the maps. Beside
a full 3×3 convolution with O outputs the two take 1/O + 1/9 of the work.

Source: Howard et al. 2017, "MobileNets: Efficient Convolutional Neural Networks for Mobile Vision
Applications", arXiv:1704.04861, table 1.
"""

from __future__ import annotations

import numpy as np

from cnnlab.nn import (
    BatchNorm2d,
    Conv2d,
    Flatten,
    GlobalAvgPool2d,
    Linear,
    Module,
    ReLU,
    Sequential,
)

# Table 1: the channels that each pair ends with, and the stride of its depthwise convolution.
PAIRS = (
    (64, 1),
    (128, 2),
    (128, 1),
    (256, 2),
    (256, 1),
    (512, 2),
    *[(512, 1)] * 5,
    (1024, 2),
    (1024, 1),
)


def mobilenet_v1(
    classes: int = 1000, *, width: float = 1.0, rng: np.random.Generator | None = None
) -> Sequential:
    """For (N, 3, 224, 224): 4,231,976 parameters.

    ``width`` is the paper's α, by which every number of channels is multiplied.
    """
    channels = int(32 * width)
    features: list[Module] = [_conv(3, channels, 3, 2, 1, rng)]
    for full, stride in PAIRS:
        outputs = int(full * width)
        features.append(_conv(channels, channels, 3, stride, channels, rng))
        features.append(_conv(channels, outputs, 1, 1, 1, rng))
        channels = outputs
    return Sequential(
        features=Sequential(*features),
        avgpool=GlobalAvgPool2d(),
        flatten=Flatten(),
        fc=Linear(channels, classes, rng=rng),
    )


def _conv(
    inputs: int,
    outputs: int,
    kernel: int,
    stride: int,
    groups: int,
    rng: np.random.Generator | None,
) -> Sequential:
    """A convolution, a norm and a ReLU."""
    return Sequential(
        Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False, rng=rng),
        BatchNorm2d(outputs),
        ReLU(),
    )
