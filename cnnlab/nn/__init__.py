"""Layers that own their parameters, and networks made of them.

Names, arguments, defaults and ``state_dict`` keys are torch's. What differs: ``rng`` is given, not
global, and ``backward(dy)`` is called on the network and hands back dx.
"""

from cnnlab.nn import init
from cnnlab.nn.activations import ELU, GELU, LeakyReLU, ReLU, Sigmoid, SiLU, Softplus, Tanh
from cnnlab.nn.avg_pool2d import AvgPool2d
from cnnlab.nn.batch_norm import BatchNorm1d, BatchNorm2d
from cnnlab.nn.branches import Concat, Identity, Residual
from cnnlab.nn.buffer import Buffer
from cnnlab.nn.channel_pool import L2OverFeatures, Maxout
from cnnlab.nn.channels import Channels, LayerScale, PadChannels, Permute
from cnnlab.nn.conv1d import Conv1d
from cnnlab.nn.conv2d import Conv2d
from cnnlab.nn.conv3d import Conv3d
from cnnlab.nn.conv_transpose import ConvTranspose1d, ConvTranspose2d
from cnnlab.nn.dropout import Dropout
from cnnlab.nn.flatten import Flatten
from cnnlab.nn.global_avg_pool2d import GlobalAvgPool2d
from cnnlab.nn.grad_mode import no_grad
from cnnlab.nn.group_norm import GroupNorm
from cnnlab.nn.layer_norm import LayerNorm
from cnnlab.nn.linear import Linear
from cnnlab.nn.local_contrast_norm import LocalContrastNorm
from cnnlab.nn.local_response_norm import LocalResponseNorm
from cnnlab.nn.locally_connected2d import LocallyConnected2d
from cnnlab.nn.lp_pool2d import LPPool2d
from cnnlab.nn.lsuv import lsuv
from cnnlab.nn.max_pool2d import MaxPool2d
from cnnlab.nn.module import Module
from cnnlab.nn.pad2d import Pad2d
from cnnlab.nn.parameter import Parameter
from cnnlab.nn.sequential import Sequential
from cnnlab.nn.upsample import Upsample
from cnnlab.nn.window import Step, Window

__all__ = [
    "ELU",
    "GELU",
    "AvgPool2d",
    "BatchNorm1d",
    "BatchNorm2d",
    "Buffer",
    "Channels",
    "Concat",
    "Conv1d",
    "Conv2d",
    "Conv3d",
    "ConvTranspose1d",
    "ConvTranspose2d",
    "Dropout",
    "Flatten",
    "GlobalAvgPool2d",
    "GroupNorm",
    "Identity",
    "L2OverFeatures",
    "LPPool2d",
    "LayerNorm",
    "LayerScale",
    "LeakyReLU",
    "Linear",
    "LocalContrastNorm",
    "LocalResponseNorm",
    "LocallyConnected2d",
    "MaxPool2d",
    "Maxout",
    "Module",
    "Pad2d",
    "PadChannels",
    "Parameter",
    "Permute",
    "ReLU",
    "Residual",
    "Sequential",
    "SiLU",
    "Sigmoid",
    "Softplus",
    "Step",
    "Tanh",
    "Upsample",
    "Window",
    "init",
    "lsuv",
    "no_grad",
]
