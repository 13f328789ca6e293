"""A whole training step beside torch's, forward, loss, backward, update: its time and memory."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch

from bench.measure import interleave
from bench.memory import peak
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


NETWORKS = {
    "LeNet-5, 128 images": (lambda rng: lenet5(rng=rng), (128, 1, 28, 28)),
    "small VGG, 64 images": (small_vgg, (64, 3, 32, 32)),
}
LAYOUTS = {"default": torch.contiguous_format, "last": torch.channels_last}


def step(network: str, who: str) -> Callable[[], object]:
    """One training step of ``network``: "ours", or torch's "default" or "last" layout."""
    make, shape = NETWORKS[network]
    rng = np.random.default_rng(0)
    model = make(rng)
    x, labels = rng.standard_normal(shape, np.float32), rng.integers(0, 10, shape[0])
    if who == "ours":
        return _ours(model, x, labels)
    return _theirs(model, x, labels, LAYOUTS[who])


def measure(*, rounds: int) -> dict[str, dict[str, float]]:
    """For each network the ratios of our time to torch's, and the MiB that a step needs."""
    figures = {}
    for network in NETWORKS:
        candidates = {who: step(network, who) for who in ("default", "last", "ours")}
        timings = interleave(candidates, "default", rounds=rounds, budget=0.2)
        ratio = timings["ours"].ratio
        figures[network] = {
            "ours/default": ratio,
            "ours/best": ratio / min(1.0, timings["last"].ratio),
            "ms": timings["ours"].seconds * 1e3,
        } | {f"MiB {who}": peak(step, network, who) for who in candidates}
    return figures


def _ours(model: nn.Sequential, x: np.ndarray, labels: np.ndarray) -> Callable[[], object]:
    optimizer = SGD(model.parameters(), lr=1e-4, momentum=0.9)

    def learn() -> None:
        _, cache = ops.softmax_cross_entropy(model(x), labels)
        model.backward_parameters(ops.softmax_cross_entropy_backward(1.0, cache))
        optimizer.step()
        optimizer.zero_grad()

    return learn


def _theirs(
    model: nn.Sequential, x: np.ndarray, labels: np.ndarray, layout: torch.memory_format
) -> Callable[[], object]:
    twin = to_torch(model).to(memory_format=layout)
    images = torch.from_numpy(x).clone(memory_format=layout)
    target = torch.from_numpy(labels)
    optimizer = torch.optim.SGD(twin.parameters(), lr=1e-4, momentum=0.9)

    def learn() -> None:
        torch.nn.functional.cross_entropy(twin(images), target).backward()
        optimizer.step()
        optimizer.zero_grad()

    return learn
