"""The layers between convolutions beside torch's: forward alone, and forward with backward.

float32, 64 images of 64×32×32, channels-last in ours and in torch's second column. The last row is
Adam's step on ten million parameters.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import torch
from torch.nn import functional

from bench.measure import Candidate, interleave
from cnnlab import nn, ops
from cnnlab.optim import Adam

SHAPE = (64, 64, 32, 32)
CLASSES = 1000


class Layer(NamedTuple):
    """A layer in both: of (N, C, H, W), forward and backward."""

    ours: Callable[[np.ndarray], tuple[np.ndarray, object]]
    ours_backward: Callable[[np.ndarray, object], object]
    theirs: Callable[[torch.Tensor], torch.Tensor]


_scale = np.linspace(0.5, 2, SHAPE[1], dtype=np.float32)
_weight = torch.from_numpy(_scale)
LAYERS = {
    "ReLU": Layer(ops.relu, ops.relu_backward, functional.relu),
    "GELU": Layer(ops.gelu, ops.gelu_backward, functional.gelu),
    "max pooling 2×2": Layer(
        lambda x: ops.max_pool2d(x, 2),
        ops.max_pool2d_backward,
        lambda x: functional.max_pool2d(x, 2),
    ),
    "max pooling 3×3, stride 2": Layer(
        lambda x: ops.max_pool2d(x, 3, stride=2),
        ops.max_pool2d_backward,
        lambda x: functional.max_pool2d(x, 3, 2),
    ),
    "average pooling 2×2": Layer(
        lambda x: ops.avg_pool2d(x, 2),
        ops.avg_pool2d_backward,
        lambda x: functional.avg_pool2d(x, 2),
    ),
    "batch normalisation": Layer(
        lambda x: ops.batch_norm(x, _scale, _scale),
        ops.batch_norm_backward,
        lambda x: functional.batch_norm(x, None, None, _weight, _weight, training=True),
    ),
}


def measure(*, rounds: int) -> dict[str, dict[str, float]]:
    """For each layer the ratios of our time to torch's default and to the better of its layouts."""
    figures = {name: _layer(layer, rounds) for name, layer in LAYERS.items()}
    figures[f"softmax, {CLASSES} classes"] = _loss(rounds)
    figures["Adam, 10 million"] = _adam(rounds)
    return figures


def _layer(layer: Layer, rounds: int) -> dict[str, float]:
    rng = np.random.default_rng(0)
    x = rng.standard_normal(SHAPE, np.float32)
    y, _ = layer.ours(x)
    dy = rng.standard_normal(y.shape, np.float32)
    own_x, own_dy = (
        np.ascontiguousarray(a.transpose(0, 2, 3, 1)).transpose(0, 3, 1, 2) for a in (x, dy)
    )

    def both() -> object:
        _, cache = layer.ours(own_x)
        return layer.ours_backward(own_dy, cache)

    forwards: dict[str, Candidate] = {"ours": lambda: layer.ours(own_x)}
    boths: dict[str, Candidate] = {"ours": both}
    for name, layout in (("default", torch.contiguous_format), ("last", torch.channels_last)):
        forwards[name], boths[name] = _torch(layer, x, dy, layout)
    return _figures(
        interleave(forwards, "default", rounds=rounds), interleave(boths, "default", rounds=rounds)
    )


def _torch(
    layer: Layer, x: np.ndarray, dy: np.ndarray, layout: torch.memory_format
) -> tuple[Candidate, Candidate]:
    images, upstream = (torch.from_numpy(a).clone(memory_format=layout) for a in (x, dy))
    leaf = images.clone().requires_grad_()

    def forward() -> object:
        with torch.no_grad():
            return layer.theirs(images)

    return forward, lambda: torch.autograd.grad(layer.theirs(leaf), leaf, upstream)


def _loss(rounds: int) -> dict[str, float]:
    rng = np.random.default_rng(0)
    logits, target = rng.standard_normal((256, CLASSES), np.float32), rng.integers(0, CLASSES, 256)
    leaf, labels = torch.from_numpy(logits).clone().requires_grad_(), torch.from_numpy(target)

    def theirs() -> object:
        return torch.autograd.grad(functional.cross_entropy(leaf, labels), leaf)

    def both() -> object:
        _, cache = ops.softmax_cross_entropy(logits, target)
        return ops.softmax_cross_entropy_backward(1.0, cache)

    def forward() -> object:
        with torch.no_grad():
            return functional.cross_entropy(leaf, labels)

    return _figures(
        interleave(
            {"ours": lambda: ops.softmax_cross_entropy(logits, target), "default": forward},
            "default",
            rounds=rounds,
        ),
        interleave(
            {"ours": both, "default": theirs},
            "default",
            rounds=rounds,
        ),
    )


def _adam(rounds: int) -> dict[str, float]:
    rng = np.random.default_rng(0)
    parameter = nn.Parameter((10_000_000,), nn.init.normal(1.0), rng)
    parameter.grad = rng.standard_normal(parameter.shape, np.float32)
    theirs = torch.nn.Parameter(torch.from_numpy(parameter.data.copy()))
    theirs.grad = torch.from_numpy(parameter.grad.copy())
    adam, torchs = Adam([parameter], lr=1e-3), torch.optim.Adam([theirs], lr=1e-3)
    timings = interleave({"ours": adam.step, "default": torchs.step}, "default", rounds=rounds)
    return {"forward ours/default": timings["ours"].ratio, "ms": timings["ours"].seconds * 1e3}


def _figures(forward: dict, both: dict) -> dict[str, float]:
    def best(timings: dict) -> float:
        return min(1.0, timings["last"].ratio) if "last" in timings else 1.0

    return {
        "forward ours/default": forward["ours"].ratio,
        "forward ours/best": forward["ours"].ratio / best(forward),
        "both ours/default": both["ours"].ratio,
        "both ours/best": both["ours"].ratio / best(both),
        "ms": forward["ours"].seconds * 1e3,
    }
