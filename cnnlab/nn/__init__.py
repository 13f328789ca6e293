"""Layers that own their parameters, and networks made of them.

Names, arguments, defaults and ``state_dict`` keys are torch's. What differs: ``rng`` is given, not
global, and ``backward(dy)`` is called on the network and hands back dx.
"""

from cnnlab.nn import init
from cnnlab.nn.branches import Concat, Identity, Residual
from cnnlab.nn.buffer import Buffer
from cnnlab.nn.channels import Channels, LayerScale, PadChannels, Permute
from cnnlab.nn.conv2d import Conv2d
from cnnlab.nn.flatten import Flatten
from cnnlab.nn.grad_mode import no_grad
from cnnlab.nn.linear import Linear
from cnnlab.nn.lsuv import lsuv
from cnnlab.nn.max_pool2d import MaxPool2d
from cnnlab.nn.module import Module
from cnnlab.nn.parameter import Parameter
from cnnlab.nn.relu import ReLU
from cnnlab.nn.sequential import Sequential
from cnnlab.nn.window import Step, Window

__all__ = [
    "Buffer",
    "Channels",
    "Concat",
    "Conv2d",
    "Flatten",
    "Identity",
    "LayerScale",
    "Linear",
    "MaxPool2d",
    "Module",
    "PadChannels",
    "Parameter",
    "Permute",
    "ReLU",
    "Residual",
    "Sequential",
    "Step",
    "Window",
    "init",
    "lsuv",
    "no_grad",
]
