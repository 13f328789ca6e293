"""Which layer of torch is which layer here: one table, read in both directions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from torch import nn as theirs

from cnnlab import nn as ours
from cnnlab.ops.pad2d import PadMode
from cnnlab.twin import modules


class Pair(NamedTuple):
    """A layer here and torch's, and the settings that both call by the same names."""

    ours: type[ours.Module]
    theirs: type[theirs.Module]
    settings: tuple[str, ...] = ()
    # Settings of torch's alone, and the only values of theirs that mean the same as here.
    only: Mapping[str, Any] = {}

    @property
    def needed(self) -> dict[str, Any]:
        """What torch must be told besides: its AdaptiveAvgPool2d has no usual size."""
        return {name: value for name, value in self.only.items() if name == "output_size"}


CONV = ("in_channels", "out_channels", "kernel_size", "stride", "padding", "dilation", "groups")
LOCAL = (*CONV[:-1], "input_size", "bias")  # no groups
TRANSPOSE = (*CONV, "output_padding", "bias")
NORM = ("num_features", "eps", "momentum", "affine", "track_running_stats")
LAYER_NORM = ("normalized_shape", "eps", "elementwise_affine", "bias")
POOL = ("kernel_size", "stride", "padding")
ZEROS = {"padding_mode": "zeros"}

PAIRS = (
    Pair(ours.Identity, theirs.Identity),
    Pair(ours.Flatten, theirs.Flatten, (), {"start_dim": 1, "end_dim": -1}),
    Pair(ours.Linear, theirs.Linear, ("in_features", "out_features", "bias")),
    Pair(ours.Conv1d, theirs.Conv1d, (*CONV, "bias"), ZEROS),
    Pair(ours.Conv2d, theirs.Conv2d, (*CONV, "bias"), ZEROS),
    Pair(ours.Conv3d, theirs.Conv3d, (*CONV, "bias"), ZEROS),
    Pair(ours.ConvTranspose1d, theirs.ConvTranspose1d, TRANSPOSE, ZEROS),
    Pair(ours.ConvTranspose2d, theirs.ConvTranspose2d, TRANSPOSE, ZEROS),
    Pair(ours.LocallyConnected2d, modules.LocallyConnected2d, LOCAL),
    Pair(
        ours.MaxPool2d,
        theirs.MaxPool2d,
        POOL,
        {"dilation": 1, "return_indices": False, "ceil_mode": False},
    ),
    Pair(
        ours.AvgPool2d,
        theirs.AvgPool2d,
        (*POOL, "count_include_pad"),
        {"ceil_mode": False, "divisor_override": None},
    ),
    Pair(
        ours.LPPool2d,
        theirs.LPPool2d,
        ("norm_type", "kernel_size", "stride"),
        {"ceil_mode": False},
    ),
    Pair(ours.GlobalAvgPool2d, theirs.AdaptiveAvgPool2d, (), {"output_size": 1}),
    Pair(ours.Maxout, modules.Maxout, ("pool_size",)),
    Pair(ours.L2OverFeatures, modules.L2OverFeatures, ("pool_size",)),
    Pair(ours.BatchNorm1d, theirs.BatchNorm1d, NORM),
    Pair(ours.BatchNorm2d, theirs.BatchNorm2d, NORM),
    Pair(ours.LayerNorm, theirs.LayerNorm, LAYER_NORM),
    Pair(ours.GroupNorm, theirs.GroupNorm, ("num_groups", "num_channels", "eps", "affine")),
    Pair(ours.LocalResponseNorm, theirs.LocalResponseNorm, ("size", "alpha", "beta", "k")),
    Pair(ours.LocalContrastNorm, modules.LocalContrastNorm, ("kernel_size", "sigma", "eps")),
    Pair(ours.Dropout, theirs.Dropout, ("p",)),
    Pair(ours.ReLU, theirs.ReLU),
    Pair(ours.LeakyReLU, theirs.LeakyReLU, ("negative_slope",)),
    Pair(ours.ELU, theirs.ELU, ("alpha",)),
    Pair(ours.Sigmoid, theirs.Sigmoid),
    Pair(ours.Tanh, theirs.Tanh),
    Pair(ours.GELU, theirs.GELU, ("approximate",)),
    Pair(ours.SiLU, theirs.SiLU),
    Pair(ours.Softplus, theirs.Softplus, ("beta", "threshold")),
    Pair(
        ours.Upsample,
        theirs.Upsample,
        ("scale_factor", "mode", "align_corners"),
        {"size": None, "recompute_scale_factor": None},
    ),
    Pair(ours.Channels, modules.Channels, ("indices",)),
    Pair(ours.PadChannels, modules.PadChannels, ("after",)),
    Pair(ours.Permute, modules.Permute, ("dims",)),
    Pair(ours.LayerScale, modules.LayerScale, ("channels",)),
)

PADS: dict[PadMode, Any] = {
    "zeros": theirs.ZeroPad2d,
    "reflect": theirs.ReflectionPad2d,
    "replicate": theirs.ReplicationPad2d,
    "circular": theirs.CircularPad2d,
}


def setting(layer: Any, name: str) -> Any:
    """What a layer, of either kind, would be told as ``name`` to be made again."""
    if name == "bias":
        return layer.bias is not None or _bare(layer)
    if name in ("affine", "elementwise_affine"):
        return layer.weight is not None
    if name == "track_running_stats":
        return layer.running_mean is not None
    if name == "channels":
        return layer.weight.shape[0]
    return getattr(layer, name)


def _bare(layer: Any) -> bool:
    """True for a layer norm without a weight, whose bias is no question of its own."""
    return hasattr(layer, "normalized_shape") and layer.weight is None


def is_kind(layer: Any, kind: type[Any]) -> bool:
    """True for a ``kind``, and for what is derived from it and computes the same."""
    return isinstance(layer, kind) and type(layer).forward is kind.forward
