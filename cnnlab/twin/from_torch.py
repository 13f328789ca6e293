"""From torch to here."""

from __future__ import annotations

from functools import singledispatch
from typing import Any

import numpy as np
import torch

from cnnlab import nn
from cnnlab.shapes import ExplainedError
from cnnlab.twin import modules
from cnnlab.twin.pairs import PADS, PAIRS, Pair, is_kind, setting


def from_torch(module: torch.nn.Module, *, rng: np.random.Generator | None = None) -> nn.Module:
    """A network of ``cnnlab.nn`` with a copy of ``module``'s weights and running statistics.

    It has the same names and is in the same mode, training or not. Weights of torch's float64
    stay in that precision, all others become float32. ``rng`` is for its dropout.

    Takes torch's layers as far as they are here, Sequential, and the twins that ``to_torch`` makes.
    Raises TypeError for any other module, ExplainedError for a setting that is not here.
    """
    model = layer_of(module, rng)
    state = {name: values.detach().cpu() for name, values in module.state_dict().items()}
    floats = {values.dtype for values in state.values() if values.is_floating_point()}
    model.astype(np.float64 if torch.float64 in floats else np.float32)
    model.load_state_dict({name: _array(values) for name, values in state.items()})
    return model.train(module.training)


@singledispatch
def layer_of(module: torch.nn.Module, rng: np.random.Generator | None = None) -> nn.Module:
    """The layer of the same kind and settings here, whose weights are not there yet.

    Another module's layer is registered with ``@layer_of.register``.
    """
    for pair in PAIRS:
        if is_kind(module, pair.theirs):
            _same(module, pair)
            settings = {name: _told(module, name) for name in pair.settings}
            return pair.ours(**settings, **({"rng": rng} if pair.ours is nn.Dropout else {}))
    raise TypeError(f"from_torch: {type(module).__name__} has no layer here")


@layer_of.register
def _(module: torch.nn.Sequential, rng: np.random.Generator | None = None) -> nn.Module:
    if not is_kind(module, torch.nn.Sequential):
        raise TypeError(f"from_torch: {type(module).__name__} has no layer here")
    return nn.Sequential(**{name: layer_of(child, rng) for name, child in module.named_children()})


@layer_of.register
def _(module: modules.Residual, rng: np.random.Generator | None = None) -> nn.Module:
    inside = {name: layer_of(module.get_submodule(name), rng) for name in module.inside}
    container = nn.Concat if module.beside else nn.Sequential
    body = inside["body"] if module.inside == ("body",) else container(**inside)
    return nn.Residual(body, layer_of(module.downsample, rng), layer_of(module.after, rng))


@layer_of.register
def _(module: modules.Concat, rng: np.random.Generator | None = None) -> nn.Module:
    return nn.Concat(**{name: layer_of(branch, rng) for name, branch in module.named_children()})


@layer_of.register(torch.nn.ZeroPad2d)
@layer_of.register(torch.nn.ReflectionPad2d)
@layer_of.register(torch.nn.ReplicationPad2d)
@layer_of.register(torch.nn.CircularPad2d)
def _(module: Any, rng: np.random.Generator | None = None) -> nn.Module:
    [mode] = [mode for mode, kind in PADS.items() if isinstance(module, kind)]
    return nn.Pad2d(module.padding, mode)


def _told(module: torch.nn.Module, name: str) -> Any:
    """A setting as it is told here.

    torch makes pairs of a convolution's padding and floats of a scale, and has no value for
    ``align_corners`` where it does not matter.
    """
    value = setting(module, name)
    if name == "padding" and isinstance(value, tuple) and len(set(value)) == 1:
        return value[0]
    if name == "scale_factor":
        scales = value if isinstance(value, tuple) else (value, value)
        return tuple(int(s) if s == int(s) else s for s in scales)
    return bool(value) if name == "align_corners" else value


def _same(module: torch.nn.Module, pair: Pair) -> None:
    """Raise ExplainedError where a setting of torch's alone makes it another layer."""
    for name, value in pair.only.items():
        found: Any = getattr(module, name)
        if found not in (value, (value, value)):
            raise ExplainedError(
                f"from_torch: {pair.theirs.__name__} is not here with this setting",
                expected=f"{name} = {value!r}",
                got=f"{name} = {found!r}",
            )


def _array(values: torch.Tensor) -> np.ndarray[Any, np.dtype[Any]]:
    """A tensor as an array; NumPy has no bfloat16."""
    return (values.float() if values.dtype == torch.bfloat16 else values).numpy()
