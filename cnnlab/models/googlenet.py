"""GoogLeNet: modules of four branches, each at another scale.

An Inception module puts 1×1, 3×3 and 5×5 convolutions and a pooling side by side. Before the large
kernels a 1×1 convolution brings the number of maps down, and with it the work.

The two auxiliary classifiers, which helped to train it and were thrown away afterwards, are left
out here.

Source: Szegedy et al. 2015, "Going Deeper with Convolutions", arXiv:1409.4842, table 1.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from cnnlab.nn import (
    BatchNorm2d,
    Concat,
    Conv2d,
    Dropout,
    Flatten,
    GlobalAvgPool2d,
    Linear,
    LocalResponseNorm,
    MaxPool2d,
    Module,
    ReLU,
    Sequential,
)

# Table 1: inputs; 1×1; 3×3 reduced, 3×3; 5×5 reduced, 5×5; after the pooling. "" is a pooling.
MODULES: dict[str, tuple[int, ...] | None] = {
    "inception3a": (192, 64, 96, 128, 16, 32, 32),
    "inception3b": (256, 128, 128, 192, 32, 96, 64),
    "maxpool3": None,
    "inception4a": (480, 192, 96, 208, 16, 48, 64),
    "inception4b": (512, 160, 112, 224, 24, 64, 64),
    "inception4c": (512, 128, 128, 256, 24, 64, 64),
    "inception4d": (512, 112, 144, 288, 32, 64, 64),
    "inception4e": (528, 256, 160, 320, 32, 128, 128),
    "maxpool4": None,
    "inception5a": (832, 256, 160, 320, 32, 128, 128),
    "inception5b": (832, 384, 192, 384, 48, 128, 128),
}


def googlenet(
    classes: int = 1000, *, torchvision: bool = False, rng: np.random.Generator | None = None
) -> Sequential:
    """For (N, 3, 224, 224): 6,998,552 parameters.

    ``torchvision`` builds that library's variant, 6,624,904 parameters under its names: batch
    normalisation instead of biases and response normalisation, and 3×3 for 5×5 kernels. Poolings
    with stride 2 begin one pixel outside of the maps, where the original ends one pixel outside.
    """
    conv = partial(_convolution, normalised=torchvision, rng=rng)
    norm = {} if torchvision else {"norm": LocalResponseNorm(5, alpha=5e-4, k=2.0)}
    again = {} if torchvision else {"norm2": LocalResponseNorm(5, alpha=5e-4, k=2.0)}
    stem = {
        "conv1": conv(3, 64, 7, 2),
        "maxpool1": MaxPool2d(3, 2, 1),
        **norm,
        "conv2": conv(64, 64, 1),
        "conv3": conv(64, 192, 3),
        **again,
        "maxpool2": MaxPool2d(3, 2, 1),
    }
    large = 3 if torchvision else 5
    modules = {
        name: _inception(conv, large, *sizes) if sizes else MaxPool2d(3, 2, 1)
        for name, sizes in MODULES.items()
    }
    return Sequential(
        **stem,
        **modules,
        avgpool=GlobalAvgPool2d(),
        flatten=Flatten(),
        dropout=Dropout(0.2 if torchvision else 0.4, rng=rng),
        fc=Linear(1024, classes, rng=rng),
    )


def _inception(
    conv: partial[Sequential],
    large: int,
    inputs: int,
    one: int,
    three_reduced: int,
    three: int,
    five_reduced: int,
    five: int,
    pooled: int,
) -> Concat:
    """Four branches on the same maps, whose outputs are stacked."""
    return Concat(
        branch1=conv(inputs, one, 1),
        branch2=Sequential(conv(inputs, three_reduced, 1), conv(three_reduced, three, 3)),
        branch3=Sequential(conv(inputs, five_reduced, 1), conv(five_reduced, five, large)),
        branch4=Sequential(MaxPool2d(3, 1, 1), conv(inputs, pooled, 1)),
    )


def _convolution(
    inputs: int,
    outputs: int,
    kernel: int,
    stride: int = 1,
    *,
    normalised: bool,
    rng: np.random.Generator | None,
) -> Sequential:
    """A convolution that keeps the size, up to its stride, and a ReLU."""
    layers: dict[str, Module] = {
        "conv": Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=not normalised, rng=rng)
    }
    if normalised:
        layers["bn"] = BatchNorm2d(outputs, eps=1e-3)
    return Sequential(**layers, relu=ReLU())
