"""From here to torch."""

from __future__ import annotations

from functools import singledispatch

import torch

from cnnlab import nn
from cnnlab.nn.convolution import Convolution
from cnnlab.shapes import scheme_padding
from cnnlab.twin import modules
from cnnlab.twin.pairs import PADS, PAIRS, is_kind, setting


def to_torch(model: nn.Module) -> torch.nn.Module:
    """A torch network with a copy of ``model``'s weights, in their precision, on the CPU.

    Its ``state_dict`` has the same keys, and it is in the same mode, training or not. torch's
    random numbers are left alone. In training, dropout there draws from torch's own.

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
    for pair in PAIRS:
        if is_kind(layer, pair.ours):
            settings = {name: _told(layer, name) for name in pair.settings}
            return pair.theirs(**pair.needed, **settings)
    raise TypeError(f"to_torch: {type(layer).__name__} has no torch twin")


@twin_of.register
def _(layer: nn.Sequential) -> torch.nn.Module:
    twin = torch.nn.Sequential()
    for name, child in layer.children():
        twin.add_module(name, twin_of(child))
    return twin


@twin_of.register
def _(layer: nn.Residual) -> torch.nn.Module:
    return modules.Residual(twin_of(layer.body), twin_of(layer.shortcut), twin_of(layer.after))


@twin_of.register
def _(layer: nn.Concat) -> torch.nn.Module:
    return modules.Concat({name: twin_of(branch) for name, branch in layer.children()})


@twin_of.register
def _(layer: nn.Pad2d) -> torch.nn.Module:
    twin: torch.nn.Module = PADS[layer.mode](layer.padding)
    return twin


def _told(layer: nn.Module, name: str) -> object:
    """A setting as torch is told it.

    It has no name for "full" padding, and wants to hear of ``align_corners`` only where it matters.
    """
    value = setting(layer, name)
    if name == "align_corners" and isinstance(layer, nn.Upsample) and layer.mode == "nearest":
        return None
    if name == "padding" and value == "full" and isinstance(layer, Convolution):
        sizes = zip(layer.kernel_size, layer.dilation, strict=True)
        return tuple(scheme_padding("full", k, d)[0] for k, d in sizes)
    return value
