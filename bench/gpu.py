"""The torch twin on an accelerator: images a second in training, and the share of its peak.

Eager float32 as it comes; channels_last with bfloat16; the same compiled. The peak is what a large
product of bfloat16 matrices reaches on the device. Three times the forward pass's multiplications
are counted for a step.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import torch
from torch.nn.functional import cross_entropy

from bench.train import small_vgg
from cnnlab import models
from cnnlab.summary import summary
from cnnlab.twin import to_torch

NETWORKS = {
    "small VGG": (small_vgg, (3, 32, 32), 1024),
    "ResNet-18": (lambda rng: models.resnet18(rng=rng), (3, 224, 224), 256),
    "ResNet-50": (lambda rng: models.resnet50(rng=rng), (3, 224, 224), 128),
}
WAYS = ("eager", "channels_last, bf16", "compiled")


def measure(device: str, *, seconds: float = 3.0, batch: int | None = None) -> dict[str, dict]:
    """For each network and way: images a second, TFLOP/s, and their share of the peak."""
    peak = matmul_peak(device)
    figures: dict[str, dict] = {"peak": {"TFLOP/s": peak}}
    for name, (make, shape, usual) in NETWORKS.items():
        model, n = make(np.random.default_rng(0)), batch or usual
        work = 3 * 2 * summary(model, (1, *shape)).multiply_adds
        for way in WAYS:
            rate = images_a_second(training(model, (n, *shape), way, device), n, device, seconds)
            teraflops = rate * work / 1e12
            figures[f"{name}, {way}"] = {
                "images/s": rate,
                "TFLOP/s": teraflops,
                "of peak": teraflops / peak,
            }
    return figures


def training(model, shape: tuple[int, ...], way: str, device: str) -> Callable[[], object]:
    """A training step of the twin on random images that are on the device already."""
    twin = to_torch(model).to(device)
    images = torch.randn(shape, device=device)
    labels = torch.randint(0, 10, shape[:1], device=device)
    fast = way != "eager"
    if fast:
        twin, images = (thing.to(memory_format=torch.channels_last) for thing in (twin, images))
    forward = torch.compile(twin) if way == "compiled" else twin
    optimizer = torch.optim.SGD(twin.parameters(), lr=1e-4, momentum=0.9)

    def step() -> None:
        with torch.autocast(torch.device(device).type, torch.bfloat16, enabled=fast):
            loss = cross_entropy(forward(images), labels)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()

    return step


def images_a_second(step: Callable[[], object], n: int, device: str, seconds: float) -> float:
    """After three steps to warm up, over at least ``seconds``."""
    for _ in range(3):
        step()
    _finish(device)
    started, steps = time.perf_counter(), 0
    while time.perf_counter() - started < seconds:
        step()
        steps += 1
        _finish(device)
    return steps * n / (time.perf_counter() - started)


def matmul_peak(device: str, size: int = 8192) -> float:
    """TFLOP/s of a product of bfloat16 matrices; small ones where there is no accelerator."""
    size = size if device != "cpu" else 512
    a = torch.randn((size, size), device=device, dtype=torch.bfloat16)
    best = float("inf")
    for _ in range(10):
        _finish(device)
        started = time.perf_counter()
        torch.mm(a, a)
        _finish(device)
        best = min(best, time.perf_counter() - started)
    return 2 * size**3 / best / 1e12


def _finish(device: str) -> None:
    """Wait for what the device has been told to do."""
    if device != "cpu":
        torch.accelerator.synchronize()
