"""A small U-Net: a class for every pixel.

The way down sees more and more of the image at less and less resolution. The way up magnifies, and
gets the maps of the same size from the way down beside it, which still know where the edges are.

Source: Ronneberger, Fischer and Brox 2015, "U-Net: Convolutional Networks for Biomedical Image
Segmentation", arXiv:1505.04597, figure 1; here with padded convolutions, so that the output is as
large as the input, and with batch normalisation.
"""

from __future__ import annotations

import numpy as np

from cnnlab.nn import (
    BatchNorm2d,
    Concat,
    Conv2d,
    ConvTranspose2d,
    Identity,
    MaxPool2d,
    Module,
    ReLU,
    Sequential,
)


def unet_small(
    classes: int = 4,
    *,
    in_channels: int = 3,
    width: int = 16,
    depth: int = 2,
    rng: np.random.Generator | None = None,
) -> Sequential:
    """x (N, C, H, W) → logits (N, classes, H, W); H and W multiples of 2^depth.

    ``width`` maps at full resolution, twice as many at each of ``depth`` halvings.
    """
    return Sequential(
        down=_double(in_channels, width, rng),
        inside=_level(width, depth, rng),
        head=Conv2d(width, classes, 1, rng=rng),
    )


def _level(width: int, depth: int, rng: np.random.Generator | None) -> Module:
    """From ``width`` maps to as many: itself beside what is below it, and both mixed."""
    if depth == 0:
        return Identity()
    below = Sequential(
        pool=MaxPool2d(2),
        down=_double(width, 2 * width, rng),
        inside=_level(2 * width, depth - 1, rng),
        up=ConvTranspose2d(2 * width, width, 2, 2, rng=rng),
    )
    return Sequential(both=Concat(past=Identity(), below=below), mix=_double(2 * width, width, rng))


def _double(inputs: int, outputs: int, rng: np.random.Generator | None) -> Sequential:
    """Two 3×3 convolutions, each with a norm and a ReLU."""
    layers: list[Module] = []
    for before in (inputs, outputs):
        conv = Conv2d(before, outputs, 3, padding=1, bias=False, rng=rng)
        layers += [conv, BatchNorm2d(outputs), ReLU()]
    return Sequential(*layers)
