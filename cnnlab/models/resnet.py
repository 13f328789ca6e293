"""ResNet: every block learns what to add to what it was given.

A block is y = relu(F(x) + x). Where F halves the maps, the shortcut does too. The gradient passes
the shortcuts unchanged, so that networks of a hundred layers can be trained.

Sources: He, Zhang, Ren and Sun 2016, "Deep Residual Learning for Image Recognition",
arXiv:1512.03385, table 1 for ImageNet and section 4.2 for CIFAR; the bottleneck's stride stands at
its 3×3 convolution, as in torchvision.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from cnnlab.nn import (
    BatchNorm2d,
    Conv2d,
    Flatten,
    GlobalAvgPool2d,
    Linear,
    MaxPool2d,
    Module,
    PadChannels,
    ReLU,
    Residual,
    Sequential,
)
from cnnlab.nn.init import kaiming_normal
from cnnlab.shapes import ShapeError, is_whole

Rng = np.random.Generator | None


def resnet18(classes: int = 1000, *, rng: Rng = None) -> Sequential:
    """For (N, 3, 224, 224): 11,689,512 parameters, named as torchvision's."""
    return _imagenet((2, 2, 2, 2), _basic, 1, classes, rng)


def resnet34(classes: int = 1000, *, rng: Rng = None) -> Sequential:
    """For (N, 3, 224, 224): 21,797,672 parameters, named as torchvision's."""
    return _imagenet((3, 4, 6, 3), _basic, 1, classes, rng)


def resnet50(classes: int = 1000, *, rng: Rng = None) -> Sequential:
    """For (N, 3, 224, 224): 25,557,032 parameters, named as torchvision's."""
    return _imagenet((3, 4, 6, 3), _bottleneck, 4, classes, rng)


def resnet_cifar(
    depth: int = 20,
    classes: int = 10,
    *,
    in_channels: int = 3,
    width: int = 16,
    rng: Rng = None,
) -> Sequential:
    """For small images, (N, C, 32, 32) in the paper: 3 × n blocks, depth = 6n + 2.

    Shortcuts between sizes drop every other row and column and add maps of zeros, so that nothing
    is learned there: 269,722 parameters for 20 layers.

    Raises ShapeError for a depth that is not 6n + 2.
    """
    if not is_whole(depth) or depth < 8 or depth % 6 != 2:
        raise ShapeError(
            "resnet_cifar: there is no network of this depth",
            expected="depth = 6n + 2: 8, 14, 20, 32, 44, 56, 110, ...",
            got=f"depth = {depth!r}",
        )
    stages: dict[str, Module] = {}
    inputs = width
    for stage in range(3):
        blocks = []
        for block in range(depth // 6):
            outputs, stride = width * 2**stage, 2 if stage and not block else 1
            shortcut = None
            if stride > 1:
                shortcut = Sequential(MaxPool2d(1, 2), PadChannels(outputs - inputs))
            body = _basic(inputs, outputs, stride, rng)
            blocks.append(Residual(body, shortcut, ReLU()))
            inputs = outputs
        stages[f"layer{stage + 1}"] = Sequential(*blocks)
    return Sequential(
        conv1=_conv(in_channels, width, 3, 1, rng),
        bn1=BatchNorm2d(width),
        relu=ReLU(),
        **stages,
        avgpool=GlobalAvgPool2d(),
        flatten=Flatten(),
        fc=Linear(inputs, classes, rng=rng),
    )


def _imagenet(
    blocks: Sequence[int],
    body: Callable[[int, int, int, Rng], Sequential],
    expansion: int,
    classes: int,
    rng: Rng,
) -> Sequential:
    """Four stages of 64, 128, 256 and 512 channels, times ``expansion`` at a block's end."""
    stages: dict[str, Module] = {}
    inputs = 64
    for stage, count in enumerate(blocks):
        layers = []
        for block in range(count):
            width, stride = 64 * 2**stage, 2 if stage and not block else 1
            outputs = width * expansion
            shortcut = None
            if stride > 1 or inputs != outputs:
                shortcut = Sequential(_conv(inputs, outputs, 1, stride, rng), BatchNorm2d(outputs))
            layers.append(Residual(body(inputs, width, stride, rng), shortcut, ReLU()))
            inputs = outputs
        stages[f"layer{stage + 1}"] = Sequential(*layers)
    return Sequential(
        conv1=_conv(3, 64, 7, 2, rng),
        bn1=BatchNorm2d(64),
        relu=ReLU(),
        maxpool=MaxPool2d(3, 2, 1),
        **stages,
        avgpool=GlobalAvgPool2d(),
        flatten=Flatten(),
        fc=Linear(inputs, classes, rng=rng),
    )


def _basic(inputs: int, width: int, stride: int, rng: Rng) -> Sequential:
    """Two 3×3 convolutions."""
    return Sequential(
        conv1=_conv(inputs, width, 3, stride, rng),
        bn1=BatchNorm2d(width),
        relu=ReLU(),
        conv2=_conv(width, width, 3, 1, rng),
        bn2=BatchNorm2d(width),
    )


def _bottleneck(inputs: int, width: int, stride: int, rng: Rng) -> Sequential:
    """A 3×3 convolution between two 1×1 that narrow and widen."""
    return Sequential(
        conv1=_conv(inputs, width, 1, 1, rng),
        bn1=BatchNorm2d(width),
        relu1=ReLU(),
        conv2=_conv(width, width, 3, stride, rng),
        bn2=BatchNorm2d(width),
        relu2=ReLU(),
        conv3=_conv(width, 4 * width, 1, 1, rng),
        bn3=BatchNorm2d(4 * width),
    )


def _conv(inputs: int, outputs: int, kernel: int, stride: int, rng: Rng) -> Conv2d:
    """A convolution before a norm: no bias, and the variance kept backwards."""
    conv = Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False, rng=rng)
    conv.weight.initialise(kaiming_normal(mode="fan_out"))
    return conv
