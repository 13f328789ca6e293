"""A whole training step beside torch's: forward, loss, backward, update."""

from __future__ import annotations

import numpy as np
import torch

from bench.measure import Timing, interleave
from cnnlab import nn, ops
from cnnlab.models import lenet5
from cnnlab.optim import SGD
from cnnlab.twin import to_torch


def small_vgg(rng: np.random.Generator) -> nn.Sequential:
    """Six 3×3 convolutions for 3×32×32: two each with 32, 64 and 128 channels."""
    layers: list[nn.Module] = []
    channels = 3
    for width in (32, 64, 128):
        for _ in range(2):
            layers += [nn.Conv2d(channels, width, 3, padding=1, rng=rng), nn.ReLU()]
            channels = width
        layers.append(nn.MaxPool2d(2))
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(128 * 16, 10, rng=rng))


def measure(*, rounds: int) -> dict[str, dict[str, Timing]]:
    """For each network: ours, torch's default and torch's channels_last."""
    rng = np.random.default_rng(0)
    return {
        "LeNet-5, 128 images": _compare(lenet5(rng=rng), (128, 1, 28, 28), rng, rounds),
        "small VGG, 64 images": _compare(small_vgg(rng), (64, 3, 32, 32), rng, rounds),
    }


def _compare(
    model: nn.Sequential, shape: tuple[int, ...], rng: np.random.Generator, rounds: int
) -> dict[str, Timing]:
    x = rng.standard_normal(shape, dtype=np.float32)
    labels = rng.integers(0, 10, len(x))
    optimizer = SGD(model.parameters(), lr=1e-4, momentum=0.9)

    def ours() -> None:
        _, cache = ops.softmax_cross_entropy(model(x), labels)
        model.backward_parameters(ops.softmax_cross_entropy_backward(1.0, cache))
        optimizer.step()
        optimizer.zero_grad()

    def theirs(layout: torch.memory_format):
        twin = to_torch(model).to(memory_format=layout)
        images = torch.from_numpy(x).clone(memory_format=layout)
        target = torch.from_numpy(labels)
        sgd = torch.optim.SGD(twin.parameters(), lr=1e-4, momentum=0.9)

        def step() -> None:
            torch.nn.functional.cross_entropy(twin(images), target).backward()
            sgd.step()
            sgd.zero_grad()

        return step

    candidates = {
        "default": theirs(torch.contiguous_format),
        "channels_last": theirs(torch.channels_last),
        "ours": ours,
    }
    return interleave(candidates, "default", rounds=rounds, budget=0.2)
