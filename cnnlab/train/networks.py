"""The networks that ``cnnlab train`` offers, each fitted to a data set."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import numpy as np

from cnnlab import data, models, nn
from cnnlab.data import Dataset
from cnnlab.models.all_cnn import Variant
from cnnlab.nn.init import constant
from cnnlab.shapes import ExplainedError

Rng = np.random.Generator
Fitted = tuple[nn.Module, Dataset]


class CommandError(ExplainedError):
    """The command cannot be carried out."""


def fitted(name: str, dataset: Dataset, rng: Rng) -> Fitted:
    """The network ``name`` for images of that size and those classes, and the images for it.

    Small images may be magnified, by a whole number. ``rng`` draws the first weights.

    Raises CommandError for a name that is not in ``NETWORKS``, and where it cannot take the images.
    """
    if name not in NETWORKS:
        raise CommandError("train: no such model", expected=", ".join(NETWORKS), got=repr(name))
    if len(dataset.size) != 2:
        raise CommandError(
            f"train: {name} is for images",
            expected="a data set of images (N, C, H, W)",
            got=f"{dataset.name}, whose data are {dataset.train.images.shape}",
        )
    return NETWORKS[name](dataset, rng)


def _lenet5(dataset: Dataset, rng: Rng, *, original: bool = False) -> Fitted:
    """The images are magnified to nearly 32×32."""
    height, width = dataset.size
    if (dataset.channels, height) != (1, width) or height > models.LENET5_INPUT:
        raise CommandError(
            "train: LeNet-5 cannot take these images",
            expected="one channel, as wide as high, at most 32×32",
            got=f"{dataset.name}: {dataset.channels} × {height} × {width}",
            hint="the CIFAR models take any number of channels",
        )
    dataset = data.magnified(dataset, models.LENET5_INPUT // height)
    classes, size = len(dataset.classes), dataset.size[0]
    return models.lenet5(classes, input_size=size, original=original, rng=rng), dataset


def _mlp(dataset: Dataset, rng: Rng) -> Fitted:
    inputs = dataset.channels * math.prod(dataset.size)
    return models.mlp(inputs, classes=len(dataset.classes), rng=rng), dataset


def _resnet_cifar(depth: int, dataset: Dataset, rng: Rng) -> Fitted:
    channels, classes = dataset.channels, len(dataset.classes)
    return models.resnet_cifar(depth, classes, in_channels=channels, rng=rng), dataset


def _all_cnn(variant: Variant, dataset: Dataset, rng: Rng) -> Fitted:
    """Its head needs maps of 3×3 at least: images smaller than 16×16 are magnified.

    It ends in a ReLU, and a class whose map is below zero everywhere learns nothing more. So the
    last biases begin at 1.
    """
    channels, classes = dataset.channels, len(dataset.classes)
    dataset = data.magnified(dataset, max(1, 16 // min(dataset.size)))
    model = models.all_cnn(variant, classes, in_channels=channels, rng=rng)
    *_, bias = model.parameters()
    bias.initialise(constant(1.0))
    return model, dataset


def _imagenet(build: Callable[..., nn.Module], dataset: Dataset, rng: Rng) -> Fitted:
    """Made for large images in colour, and content with small ones."""
    if dataset.channels != 3:
        raise CommandError(
            "train: this model is for images in colour",
            expected="a data set of three channels",
            got=f"{dataset.name}: {dataset.channels}",
            hint="the CIFAR models take any number of channels",
        )
    return build(len(dataset.classes), rng=rng), dataset


NETWORKS: dict[str, Callable[[Dataset, Rng], Fitted]] = {
    "mlp": _mlp,
    "lenet5": _lenet5,
    "lenet5-1998": partial(_lenet5, original=True),
    **{f"resnet{n}-cifar": partial(_resnet_cifar, n) for n in (8, 14, 20, 32, 44, 56)},
    "cnn-c": partial(_all_cnn, "base"),
    "strided-cnn-c": partial(_all_cnn, "strided"),
    "convpool-cnn-c": partial(_all_cnn, "convpool"),
    "all-cnn-c": partial(_all_cnn, "all_cnn"),
    "resnet18": partial(_imagenet, models.resnet18),
    "resnet34": partial(_imagenet, models.resnet34),
    "resnet50": partial(_imagenet, models.resnet50),
    "mobilenet-v1": partial(_imagenet, models.mobilenet_v1),
}
