"""The torch twin of a network: the same weights, the same outputs, the same gradients.

A twin is made of torch's own layers. It shows that what is written here is what torch computes,
and it runs wherever torch runs.
"""

from __future__ import annotations

from functools import singledispatch

import torch

from cnnlab import nn
from cnnlab.shapes import scheme_padding


def to_torch(model: nn.Module) -> torch.nn.Module:
    """A torch network with a copy of ``model``'s weights, in their precision, on the CPU.

    Its ``state_dict`` has the same keys, and it is in the same mode, training or not. torch's
    random numbers are left alone.

    Raises TypeError for a layer that has no twin.
    """
    with torch.device("meta"):  # shapes only: no memory is filled, no random number drawn
        twin = twin_of(model)
    state = {name: torch.from_numpy(values) for name, values in model.state_dict().items()}
    twin.load_state_dict(state, assign=True)
    return twin.train(model.training)


@singledispatch
def twin_of(layer: nn.Module) -> torch.nn.Module:
    """torch's layer of the same kind and settings, with weights of its own.

    A new layer's twin is registered with ``@twin_of.register``.
    """
    raise TypeError(f"to_torch: {type(layer).__name__} has no torch twin")


@twin_of.register
def _(layer: nn.Sequential) -> torch.nn.Module:
    return torch.nn.Sequential(*(twin_of(child) for child in layer))


@twin_of.register
def _(layer: nn.Conv2d) -> torch.nn.Module:
    padding = layer.padding
    if padding == "full":  # torch has no name for it
        (above, _), (left, _) = (
            scheme_padding("full", k, d)
            for k, d in zip(layer.kernel_size, layer.dilation, strict=True)
        )
        padding = (above, left)
    return torch.nn.Conv2d(
        layer.in_channels,
        layer.out_channels,
        layer.kernel_size,
        layer.stride,
        padding,
        layer.dilation,
        layer.groups,
        layer.bias is not None,
    )


@twin_of.register
def _(layer: nn.Linear) -> torch.nn.Module:
    return torch.nn.Linear(layer.in_features, layer.out_features, layer.bias is not None)


@twin_of.register
def _(layer: nn.MaxPool2d) -> torch.nn.Module:
    return torch.nn.MaxPool2d(layer.kernel_size, layer.stride, layer.padding)


@twin_of.register
def _(layer: nn.ReLU) -> torch.nn.Module:
    return torch.nn.ReLU()


@twin_of.register
def _(layer: nn.Flatten) -> torch.nn.Module:
    return torch.nn.Flatten()
