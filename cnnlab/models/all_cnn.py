"""All-CNN: is pooling needed at all? Four networks that differ in that alone.

    base C          conv 96, conv 96, pool,     conv 192, conv 192, pool,     then the head
    strided         pooling dropped, and the convolution before it given stride 2
    convpool        a third convolution before each pooling
    all_cnn         pooling replaced by a convolution with stride 2

The head is a 3×3 and two 1×1 convolutions and the mean over the maps; there is no fully connected
layer. all_cnn does as well as base C. convpool has its extra layers without dropping the pooling:
it tells that the gain is not from depth alone.

By its layers base C has 954,730 parameters and all_cnn 1,369,738; the paper's table 3 gives about
1.3 and 1.4 million.

Source: Springenberg, Dosovitskiy, Brox and Riedmiller 2015, "Striving for Simplicity: The All
Convolutional Net", arXiv:1412.6806, tables 1 and 2.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from cnnlab.nn import Conv2d, Dropout, Flatten, GlobalAvgPool2d, MaxPool2d, Module, ReLU, Sequential
from cnnlab.shapes import ShapeError

Variant = Literal["base", "strided", "convpool", "all_cnn"]
VARIANTS: tuple[Variant, ...] = ("base", "strided", "convpool", "all_cnn")


def all_cnn(
    variant: Variant = "all_cnn",
    classes: int = 10,
    *,
    in_channels: int = 3,
    width: int = 96,
    rng: np.random.Generator | None = None,
) -> Sequential:
    """Model C for images (N, C, 32, 32), or one of its variants; larger images serve as well.

    Dropout as in the paper: 20% of the inputs, half of what each pooling or its replacement hands
    on. ``width`` is the number of maps in the first block; the second has twice as many.

    Raises ShapeError for a variant that there is not.
    """
    if variant not in VARIANTS:
        raise ShapeError(
            "all_cnn: there is no such variant",
            expected=", ".join(VARIANTS),
            got=f"variant = {variant!r}",
        )
    layers: list[Module] = [Dropout(0.2, rng=rng)]
    inputs = in_channels
    for maps in (width, 2 * width):
        stride = 2 if variant == "strided" else 1
        layers += _conv(inputs, maps, 3, rng) + _conv(maps, maps, 3, rng, stride)
        if variant == "convpool":
            layers += _conv(maps, maps, 3, rng)
        if variant in ("base", "convpool"):
            layers.append(MaxPool2d(3, 2, 1))
        if variant == "all_cnn":
            layers += _conv(maps, maps, 3, rng, 2)
        layers.append(Dropout(0.5, rng=rng))
        inputs = maps
    layers += [Conv2d(inputs, inputs, 3, rng=rng), ReLU()]  # without padding: 8×8 to 6×6
    layers += _conv(inputs, inputs, 1, rng) + _conv(inputs, classes, 1, rng)
    return Sequential(*layers, GlobalAvgPool2d(), Flatten())


def _conv(
    inputs: int, outputs: int, kernel: int, rng: np.random.Generator | None, stride: int = 1
) -> list[Module]:
    """A convolution that keeps the size, up to its stride, and a ReLU."""
    return [Conv2d(inputs, outputs, kernel, stride, kernel // 2, rng=rng), ReLU()]
