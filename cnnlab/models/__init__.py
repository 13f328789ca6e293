"""The architectures, each defined once.

A model is a network of ``cnnlab.nn`` whose parameters are not allocated until they are needed:
``summary`` counts it from shapes alone, ``twin.to_torch`` gives the torch model, and it trains as
it is.
"""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from cnnlab.models.alexnet import alexnet, alexnet_two_towers
from cnnlab.models.all_cnn import all_cnn
from cnnlab.models.convnext import convnext_tiny
from cnnlab.models.googlenet import googlenet
from cnnlab.models.lenet5 import INPUT as LENET5_INPUT
from cnnlab.models.lenet5 import lenet5
from cnnlab.models.mlp import mlp
from cnnlab.models.mobilenet import mobilenet_v1
from cnnlab.models.resnet import resnet18, resnet34, resnet50, resnet_cifar
from cnnlab.models.unet import unet_small
from cnnlab.models.vgg import vgg11, vgg16, vgg19
from cnnlab.models.zfnet import zfnet
from cnnlab.nn import Sequential


class Architecture(NamedTuple):
    """How to build a model, and an image it is made for."""

    build: Callable[..., Sequential]
    input_shape: tuple[int, int, int]  # (C, H, W)


MODELS = {
    "mlp": Architecture(mlp, (1, 28, 28)),
    "lenet5": Architecture(lenet5, (1, 28, 28)),
    "lenet5-1998": Architecture(partial(lenet5, original=True, input_size=32), (1, 32, 32)),
    "alexnet": Architecture(alexnet, (3, 224, 224)),
    "alexnet-two-towers": Architecture(alexnet_two_towers, (3, 227, 227)),
    "zfnet": Architecture(zfnet, (3, 224, 224)),
    "vgg11": Architecture(vgg11, (3, 224, 224)),
    "vgg16": Architecture(vgg16, (3, 224, 224)),
    "vgg19": Architecture(vgg19, (3, 224, 224)),
    "googlenet": Architecture(googlenet, (3, 224, 224)),
    "resnet18": Architecture(resnet18, (3, 224, 224)),
    "resnet34": Architecture(resnet34, (3, 224, 224)),
    "resnet50": Architecture(resnet50, (3, 224, 224)),
    "resnet20-cifar": Architecture(resnet_cifar, (3, 32, 32)),
    "resnet56-cifar": Architecture(partial(resnet_cifar, 56), (3, 32, 32)),
    "cnn-c": Architecture(partial(all_cnn, "base"), (3, 32, 32)),
    "strided-cnn-c": Architecture(partial(all_cnn, "strided"), (3, 32, 32)),
    "convpool-cnn-c": Architecture(partial(all_cnn, "convpool"), (3, 32, 32)),
    "all-cnn-c": Architecture(all_cnn, (3, 32, 32)),
    "mobilenet-v1": Architecture(mobilenet_v1, (3, 224, 224)),
    "convnext-tiny": Architecture(convnext_tiny, (3, 224, 224)),
    "unet-small": Architecture(unet_small, (3, 32, 32)),
}

__all__ = [
    "LENET5_INPUT",
    "MODELS",
    "Architecture",
    "alexnet",
    "alexnet_two_towers",
    "all_cnn",
    "convnext_tiny",
    "googlenet",
    "lenet5",
    "mlp",
    "mobilenet_v1",
    "resnet18",
    "resnet34",
    "resnet50",
    "resnet_cifar",
    "unet_small",
    "vgg11",
    "vgg16",
    "vgg19",
    "zfnet",
]
