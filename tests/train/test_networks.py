"""Every network that the command offers takes the images it is offered for."""

from __future__ import annotations

import numpy as np
import pytest

from cnnlab import nn
from cnnlab.data import Dataset, Images
from cnnlab.train.networks import NETWORKS, CommandError, fitted


def blank(*size: int) -> Dataset:
    """Three classes of empty images (C, H, W), or of other things."""
    part = Images(np.zeros((2, *size), np.float32), np.zeros(2, np.int64))
    return Dataset("blank", part, part, ("a", "b", "c"))


GREY, COLOUR = blank(1, 8, 8), blank(3, 32, 32)
FOR_COLOUR = {"resnet18", "resnet34", "resnet50", "mobilenet-v1"}


@pytest.mark.parametrize("name", NETWORKS)
def test_it_names_the_classes(name: str) -> None:
    """By shapes alone: no weight is drawn."""
    model, images = fitted(name, COLOUR if name in FOR_COLOUR else GREY, np.random.default_rng(0))
    assert model.output_shape(images.train.images.shape) == (2, 3)
    assert not any(parameter.allocated for parameter in model.parameters())


@pytest.mark.parametrize("name", ["mlp", "resnet8-cifar", "all-cnn-c", "cnn-c"])
def test_colour_and_size_are_taken_as_they_are(name: str) -> None:
    model, images = fitted(name, COLOUR, np.random.default_rng(0))
    assert images is not COLOUR or images.size == (32, 32)
    assert model.output_shape((2, 3, 32, 32)) == (2, 3)


def test_small_images_are_magnified() -> None:
    rng = np.random.default_rng(0)
    assert fitted("lenet5", GREY, rng)[1].size == (32, 32)
    assert fitted("lenet5", blank(1, 28, 28), rng)[1].size == (28, 28)
    assert fitted("all-cnn-c", GREY, rng)[1].size == (16, 16)


def test_no_class_of_all_cnn_begins_dead() -> None:
    model, _ = fitted("all-cnn-c", GREY, np.random.default_rng(0))
    *_, bias = model.parameters()
    assert isinstance(bias, nn.Parameter)
    assert (bias.data == 1).all()
    assert bias.shape == (3,)


@pytest.mark.parametrize(
    ("name", "dataset", "message"),
    [
        ("lenet", GREY, "train: no such model\n  expected mlp, lenet5"),
        ("lenet5", COLOUR, "train: LeNet-5 cannot take these images"),
        ("lenet5", blank(1, 64, 64), "train: LeNet-5 cannot take these images"),
        ("resnet18", GREY, "train: this model is for images in colour"),
        ("mlp", blank(1, 128), "train: mlp is for images"),
    ],
)
def test_what_does_not_fit_is_explained(name: str, dataset: Dataset, message: str) -> None:
    with pytest.raises(CommandError) as raised:
        fitted(name, dataset, np.random.default_rng(0))
    assert str(raised.value).startswith(message)
