"""AlexNet: the network that won ImageNet in 2012, in one tower and in the two of the paper.

Five convolutions, the first with stride 4, three overlapping poolings, and three fully connected
layers that hold nine parameters of ten.

In 2012 the maps were split over two graphics cards, each with 3 GB: convolutions 2, 4 and 5 saw
only the maps of their own card. Today that is a convolution in two groups.

Sources: Krizhevsky, Sutskever and Hinton 2012, "ImageNet Classification with Deep Convolutional
Neural Networks", section 3; Krizhevsky 2014, "One weird trick for parallelizing convolutional
neural networks", arXiv:1404.5997, for the single tower.
"""

from __future__ import annotations

from collections.abc import Collection

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


def alexnet(classes: int = 1000, *, rng: np.random.Generator | None = None) -> Sequential:
    """The single tower, for (N, 3, 224, 224): 61,100,840 parameters, named as torchvision's."""
    features = Sequential(
        Conv2d(3, 64, 11, 4, 2, rng=rng),
        ReLU(),
        MaxPool2d(3, 2),
        Conv2d(64, 192, 5, padding=2, rng=rng),
        ReLU(),
        MaxPool2d(3, 2),
        Conv2d(192, 384, 3, padding=1, rng=rng),
        ReLU(),
        Conv2d(384, 256, 3, padding=1, rng=rng),
        ReLU(),
        Conv2d(256, 256, 3, padding=1, rng=rng),
        ReLU(),
        MaxPool2d(3, 2),
    )
    return Sequential(features=features, flatten=Flatten(), classifier=_classifier(classes, rng))


def alexnet_two_towers(
    classes: int = 1000,
    *,
    grouped: Collection[str] = ("conv2", "conv4", "conv5"),
    rng: np.random.Generator | None = None,
) -> Sequential:
    """The network of 2012, for (N, 3, 227, 227): 60,965,224 parameters.

    The paper says 224×224, on which an 11×11 kernel with stride 4 does not end at the edge; 227
    gives its 55×55 maps. ``grouped`` names the convolutions in two groups.

    Response normalisation comes before pooling. torch divides its alpha by the size of the
    neighbourhood, the paper does not: 10⁻⁴ there is 5 · 10⁻⁴ here.
    """

    def conv(name: str, inputs: int, outputs: int, kernel: int, stride: int, pad: int) -> Conv2d:
        groups = 2 if name in grouped else 1
        return Conv2d(inputs, outputs, kernel, stride, pad, groups=groups, rng=rng)

    def norm() -> LocalResponseNorm:
        return LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0)

    features = Sequential(
        conv1=conv("conv1", 3, 96, 11, 4, 0),
        relu1=ReLU(),
        norm1=norm(),
        pool1=MaxPool2d(3, 2),
        conv2=conv("conv2", 96, 256, 5, 1, 2),
        relu2=ReLU(),
        norm2=norm(),
        pool2=MaxPool2d(3, 2),
        conv3=conv("conv3", 256, 384, 3, 1, 1),
        relu3=ReLU(),
        conv4=conv("conv4", 384, 384, 3, 1, 1),
        relu4=ReLU(),
        conv5=conv("conv5", 384, 256, 3, 1, 1),
        relu5=ReLU(),
        pool5=MaxPool2d(3, 2),
    )
    return Sequential(features=features, flatten=Flatten(), classifier=_classifier(classes, rng))


def _classifier(classes: int, rng: np.random.Generator | None) -> Sequential:
    """Three fully connected layers on 256 maps of 6×6."""
    return Sequential(
        Dropout(0.5, rng=rng),
        Linear(256 * 6 * 6, 4096, rng=rng),
        ReLU(),
        Dropout(0.5, rng=rng),
        Linear(4096, 4096, rng=rng),
        ReLU(),
        Linear(4096, classes, rng=rng),
    )
