"""Every layer of ``cnnlab.nn``, with settings that leave nothing at its default."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from cnnlab import nn


class Case(NamedTuple):
    """How to make a layer, and what to give it."""

    make: Callable[[np.random.Generator], nn.Module]
    shape: tuple[int, ...]  # of x


IMAGES = (3, 4, 9, 7)

LAYERS: dict[str, Case] = {
    "Sequential": Case(
        lambda rng: nn.Sequential(
            first=nn.Conv2d(4, 2, 3, rng=rng), inner=nn.Sequential(nn.ReLU(), nn.Identity())
        ),
        IMAGES,
    ),
    "Residual": Case(
        lambda rng: nn.Residual(
            nn.Sequential(
                conv=nn.Conv2d(4, 6, 3, 2, 1, bias=False, rng=rng), norm=nn.BatchNorm2d(6)
            ),
            nn.Sequential(nn.Conv2d(4, 6, 1, 2, rng=rng)),
            nn.ReLU(),
        ),
        IMAGES,
    ),
    "Residual of branches": Case(
        lambda rng: nn.Residual(
            nn.Concat(nn.Conv2d(4, 3, 1, rng=rng), nn.Conv2d(4, 1, 3, 1, 1, rng=rng))
        ),
        IMAGES,
    ),
    "Residual of a layer": Case(lambda rng: nn.Residual(nn.Conv2d(4, 4, 1, rng=rng)), IMAGES),
    "Concat": Case(
        lambda rng: nn.Concat(past=nn.Identity(), conv=nn.Conv2d(4, 2, (1, 3), 1, (0, 1), rng=rng)),
        IMAGES,
    ),
    "Identity": Case(lambda rng: nn.Identity(), IMAGES),
    "Flatten": Case(lambda rng: nn.Flatten(), IMAGES),
    "Linear": Case(lambda rng: nn.Linear(7, 5, rng=rng), IMAGES),
    "Linear without bias": Case(lambda rng: nn.Linear(7, 5, bias=False, rng=rng), (2, 7)),
    "Conv1d": Case(lambda rng: nn.Conv1d(4, 6, 3, 2, 1, 2, 2, rng=rng), (3, 4, 12)),
    "Conv1d full": Case(lambda rng: nn.Conv1d(4, 6, 3, padding="full", rng=rng), (3, 4, 12)),
    "Conv3d": Case(
        lambda rng: nn.Conv3d(
            2, 4, (2, 3, 1), (1, 2, 1), (1, 0, 1), (2, 1, 1), 2, bias=False, rng=rng
        ),
        (2, 2, 5, 6, 4),
    ),
    "Conv3d same": Case(
        lambda rng: nn.Conv3d(2, 4, (1, 3, 3), padding="same", rng=rng), (2, 2, 5, 6, 4)
    ),
    "LocallyConnected2d": Case(
        lambda rng: nn.LocallyConnected2d(4, 3, (9, 7), (3, 2), (2, 1), (1, 0), (1, 2), rng=rng),
        IMAGES,
    ),
    "LocallyConnected2d without bias": Case(
        lambda rng: nn.LocallyConnected2d(4, 2, (9, 7), 3, bias=False, rng=rng), IMAGES
    ),
    "Conv2d": Case(lambda rng: nn.Conv2d(4, 6, (3, 2), (2, 1), (1, 0), (1, 2), 2, rng=rng), IMAGES),
    "Conv2d same": Case(lambda rng: nn.Conv2d(4, 6, (3, 5), padding="same", rng=rng), IMAGES),
    "Conv2d full": Case(
        lambda rng: nn.Conv2d(4, 6, (3, 2), padding="full", dilation=2, bias=False, rng=rng), IMAGES
    ),
    "ConvTranspose1d": Case(
        lambda rng: nn.ConvTranspose1d(4, 6, 3, 3, 1, 1, 2, dilation=2, rng=rng), (3, 4, 8)
    ),
    "ConvTranspose2d": Case(
        lambda rng: nn.ConvTranspose2d(
            4, 6, (3, 2), (2, 3), (1, 0), (0, 2), groups=2, bias=False, dilation=(1, 2), rng=rng
        ),
        IMAGES,
    ),
    "MaxPool2d": Case(lambda rng: nn.MaxPool2d((3, 2), (1, 2), (1, 1)), IMAGES),
    "AvgPool2d": Case(
        lambda rng: nn.AvgPool2d((3, 2), (1, 2), (1, 1), count_include_pad=False), IMAGES
    ),
    "LPPool2d": Case(lambda rng: nn.LPPool2d(2, (3, 2), (1, 2)), IMAGES),
    "GlobalAvgPool2d": Case(lambda rng: nn.GlobalAvgPool2d(), IMAGES),
    "Maxout": Case(lambda rng: nn.Maxout(2), IMAGES),
    "L2OverFeatures": Case(lambda rng: nn.L2OverFeatures(2), IMAGES),
    "BatchNorm1d": Case(lambda rng: nn.BatchNorm1d(4, 1e-3, 0.3), (5, 4)),
    "BatchNorm1d of signals": Case(lambda rng: nn.BatchNorm1d(4, affine=False), (5, 4, 6)),
    "BatchNorm2d": Case(lambda rng: nn.BatchNorm2d(4, 1e-3, None), IMAGES),
    "BatchNorm2d without memory": Case(
        lambda rng: nn.BatchNorm2d(4, track_running_stats=False), IMAGES
    ),
    "LayerNorm": Case(lambda rng: nn.LayerNorm((9, 7), 1e-3), IMAGES),
    "LayerNorm without bias": Case(lambda rng: nn.LayerNorm(7, bias=False), IMAGES),
    "LayerNorm that learns nothing": Case(
        lambda rng: nn.LayerNorm(7, elementwise_affine=False), IMAGES
    ),
    "GroupNorm": Case(lambda rng: nn.GroupNorm(2, 4, 1e-3), IMAGES),
    "LocalResponseNorm": Case(lambda rng: nn.LocalResponseNorm(3, 1e-2, 0.6, 2.0), IMAGES),
    "LocalContrastNorm": Case(lambda rng: nn.LocalContrastNorm((5, 3), 1.1), IMAGES),
    "LocalContrastNorm's own sigma": Case(lambda rng: nn.LocalContrastNorm(), IMAGES),
    "Dropout": Case(lambda rng: nn.Dropout(0.0, rng=rng), IMAGES),  # the only p without a draw
    "ReLU": Case(lambda rng: nn.ReLU(), IMAGES),
    "LeakyReLU": Case(lambda rng: nn.LeakyReLU(0.2), IMAGES),
    "ELU": Case(lambda rng: nn.ELU(0.7), IMAGES),
    "Sigmoid": Case(lambda rng: nn.Sigmoid(), IMAGES),
    "Tanh": Case(lambda rng: nn.Tanh(), IMAGES),
    "GELU": Case(lambda rng: nn.GELU(), IMAGES),
    "GELU by tanh": Case(lambda rng: nn.GELU("tanh"), IMAGES),
    "SiLU": Case(lambda rng: nn.SiLU(), IMAGES),
    "Softplus": Case(lambda rng: nn.Softplus(2.0, 1.5), IMAGES),
    "Pad2d": Case(lambda rng: nn.Pad2d((1, 2, 0, 3)), IMAGES),
    "Pad2d reflect": Case(lambda rng: nn.Pad2d((2, 1), "reflect"), IMAGES),
    "Pad2d replicate": Case(lambda rng: nn.Pad2d(2, "replicate"), IMAGES),
    "Pad2d circular": Case(lambda rng: nn.Pad2d((1, 2, 0, 3), "circular"), IMAGES),
    "Upsample": Case(lambda rng: nn.Upsample(scale_factor=(2, 3)), IMAGES),
    "Upsample bilinear": Case(
        lambda rng: nn.Upsample(scale_factor=(3, 2), mode="bilinear"), IMAGES
    ),
    "Upsample to the corners": Case(
        lambda rng: nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True), IMAGES
    ),
    "Channels": Case(lambda rng: nn.Channels((3, 0)), IMAGES),
    "PadChannels": Case(lambda rng: nn.PadChannels(3), IMAGES),
    "Permute": Case(lambda rng: nn.Permute((0, 2, 3, 1)), IMAGES),
    "LayerScale": Case(lambda rng: nn.LayerScale(4, 0.3), IMAGES),
}


def made(name: str, rng: np.random.Generator, dtype: str = "float64") -> nn.Module:
    """The layer ``name``, its parameters moved so that none is an even 0 or 1."""
    layer = LAYERS[name].make(rng).astype(dtype)
    for parameter in layer.parameters():
        parameter.data = parameter.data + 0.1 * rng.standard_normal(parameter.shape)
    return layer


def tied(shape: tuple[int, ...], rng: np.random.Generator, dtype: str = "float64") -> np.ndarray:
    """Normal numbers of which some neighbours are equal, so that a largest one must be chosen."""
    x = rng.standard_normal(shape)
    x[..., 1::3] = x[..., 0::3][..., : x[..., 1::3].shape[-1]]
    if len(shape) > 2:
        x[:, 1::2] = x[:, 0::2][:, : x[:, 1::2].shape[1]]
    return x.astype(dtype)
