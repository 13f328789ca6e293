"""ConvNeXt: a ResNet brought up to date, one choice at a time.

A block is x + γ · W₂ gelu(W₁ norm(depthwise 7×7 of x)): large kernels on each map by itself, then
two fully connected layers at every place, four times as wide between them. γ is one small number a
channel. Images are cut into 4×4 patches first.

Stochastic depth, which drops whole blocks in training, is left out here.

Source: Liu et al. 2022, "A ConvNet for the 2020s", arXiv:2201.03545, table 9.
"""

from __future__ import annotations

import numpy as np

from cnnlab.nn import (
    GELU,
    Conv2d,
    Flatten,
    GlobalAvgPool2d,
    LayerNorm,
    LayerScale,
    Linear,
    Module,
    Permute,
    Residual,
    Sequential,
)
from cnnlab.nn.init import constant, normal

CHANNELS = (96, 192, 384, 768)
BLOCKS = (3, 3, 9, 3)
TO_LAST, TO_FIRST = (0, 2, 3, 1), (0, 3, 1, 2)


def convnext_tiny(classes: int = 1000, *, rng: np.random.Generator | None = None) -> Sequential:
    """For (N, 3, 224, 224): 28,589,128 parameters, of the shapes of torchvision's."""
    stages: list[Module] = [
        Sequential(_learned(Conv2d(3, CHANNELS[0], 4, 4, rng=rng)), *_norm(CHANNELS[0]))
    ]
    for stage, (channels, blocks) in enumerate(zip(CHANNELS, BLOCKS, strict=True)):
        if stage:
            before = CHANNELS[stage - 1]
            smaller = _learned(Conv2d(before, channels, 2, 2, rng=rng))
            stages.append(Sequential(*_norm(before), smaller))
        stages.append(Sequential(*(_block(channels, rng) for _ in range(blocks))))
    last = CHANNELS[-1]
    return Sequential(
        features=Sequential(*stages),
        avgpool=GlobalAvgPool2d(),
        classifier=Sequential(*_norm(last), Flatten(), _learned(Linear(last, classes, rng=rng))),
    )


def _block(channels: int, rng: np.random.Generator | None) -> Residual:
    """What is added to x, and x."""
    body = Sequential(
        _learned(Conv2d(channels, channels, 7, padding=3, groups=channels, rng=rng)),
        Permute(TO_LAST),
        LayerNorm(channels, eps=1e-6),
        _learned(Linear(channels, 4 * channels, rng=rng)),
        GELU(),
        _learned(Linear(4 * channels, channels, rng=rng)),
        Permute(TO_FIRST),
    )
    return Residual(Sequential(block=body, layer_scale=LayerScale(channels)))


def _norm(channels: int) -> tuple[Permute, LayerNorm, Permute]:
    """Layer normalisation over the channels of each place."""
    return Permute(TO_LAST), LayerNorm(channels, eps=1e-6), Permute(TO_FIRST)


def _learned(layer: Conv2d | Linear) -> Conv2d | Linear:
    """The layer with the paper's first weights: normal with deviation 0.02, and no bias."""
    layer.weight.initialise(normal(0.02))
    if layer.bias is not None:
        layer.bias.initialise(constant(0.0))
    return layer
