"""The convolution beside torch's, over thirteen shapes from real networks and one large kernel.

float32. Everyone gets arrays in the memory order that they pass from layer to layer: torch's
default NCHW, torch's channels_last and cnnlab NHWC. ``best`` is the faster of torch's two.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from bench.measure import Candidate, interleave
from cnnlab.ops import conv2d, conv2d_backward, naive
from cnnlab.shapes import output_size


@dataclass(frozen=True)
class Shape:
    """One convolution: x (N, C, H, W), weight (O, C/G, K, K)."""

    name: str
    x: tuple[int, int, int, int]
    out_channels: int
    kernel: int
    stride: int = 1
    padding: int = 0
    dilation: int = 1
    groups: int = 1

    @property
    def geometry(self) -> dict[str, int]:
        names = ("stride", "padding", "dilation", "groups")
        return {name: getattr(self, name) for name in names}

    @property
    def weight(self) -> tuple[int, int, int, int]:
        return self.out_channels, self.x[1] // self.groups, self.kernel, self.kernel

    @property
    def output(self) -> tuple[int, int, int, int]:
        rows, columns = (
            output_size(m, self.kernel, self.stride, self.padding, self.dilation)
            for m in self.x[2:]
        )
        return self.x[0], self.out_channels, rows, columns

    @property
    def multiply_adds(self) -> int:
        """Of the definition; a faster algorithm needs fewer."""
        return int(np.prod(self.output) * np.prod(self.weight[1:]))


SHAPES = [
    Shape("S1 LeNet 5×5", (128, 1, 28, 28), 6, 5, padding=2),
    Shape("C1 CIFAR first 3×3", (64, 3, 32, 32), 32, 3, padding=1),
    Shape("L2 LeNet second 5×5", (128, 6, 14, 14), 16, 5),
    Shape("V32 3×3, 32 channels", (64, 32, 32, 32), 32, 3, padding=1),
    Shape("S2 3×3, 64 channels", (64, 64, 32, 32), 64, 3, padding=1),
    Shape("S3 3×3, 128 channels", (32, 128, 16, 16), 128, 3, padding=1),
    Shape("R14 3×3, 256 channels", (32, 256, 14, 14), 256, 3, padding=1),
    Shape("R7 3×3, 512 channels", (32, 512, 7, 7), 512, 3, padding=1),
    Shape("S4 3×3, stride 2", (32, 64, 32, 32), 128, 3, stride=2, padding=1),
    Shape("S5 1×1", (32, 256, 14, 14), 64, 1),
    Shape("S6 depthwise 3×3", (32, 64, 32, 32), 64, 3, padding=1, groups=64),
    Shape("S7 AlexNet 11×11, stride 4", (8, 3, 227, 227), 96, 11, stride=4),
    Shape("S9 3×3, dilation 2", (32, 64, 32, 32), 64, 3, padding=2, dilation=2),
]
APART = [Shape("S8 31×31, one channel", (4, 1, 256, 256), 1, 31, padding=15)]


def measure(shape: Shape, *, rounds: int) -> dict[str, float]:
    """Ratios of our time to torch's, forward and forward with backward, and the error."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal(shape.x, dtype=np.float32)
    weight = rng.standard_normal(shape.weight, dtype=np.float32)
    weight /= np.sqrt(np.prod(shape.weight[1:]))
    bias = rng.standard_normal(shape.out_channels, dtype=np.float32)
    dy = rng.standard_normal(shape.output, dtype=np.float32)

    own_x, own_dy = _channels_last(x), _channels_last(dy)

    def both() -> object:
        _, cache = conv2d(own_x, weight, bias, **shape.geometry)
        return conv2d_backward(own_dy, cache)

    default, default_both = _torch(shape, x, weight, bias, dy, torch.contiguous_format)
    last, last_both = _torch(shape, x, weight, bias, dy, torch.channels_last)
    forward = interleave(
        {
            "ours": lambda: conv2d(own_x, weight, bias, **shape.geometry),
            "default": default,
            "last": last,
        },
        "default",
        rounds=rounds,
    )
    backward = interleave(
        {"ours": both, "default": default_both, "last": last_both}, "default", rounds=rounds
    )
    return {
        "forward ours/default": forward["ours"].ratio,
        "forward ours/best": forward["ours"].ratio / min(1.0, forward["last"].ratio),
        "both ours/default": backward["ours"].ratio,
        "both ours/best": backward["ours"].ratio / min(1.0, backward["last"].ratio),
        "forward ms": forward["ours"].seconds * 1e3,
        "GFLOP/s": 2 * shape.multiply_adds / forward["ours"].seconds / 1e9,
        "error": _error(shape, x, weight, bias),
    }


def _channels_last(array: np.ndarray) -> np.ndarray:
    """The same (N, C, H, W) array, channels innermost in memory."""
    return np.ascontiguousarray(array.transpose(0, 2, 3, 1)).transpose(0, 3, 1, 2)


def _torch(
    shape: Shape,
    x: np.ndarray,
    weight: np.ndarray,
    bias: np.ndarray,
    dy: np.ndarray,
    layout: torch.memory_format,
) -> tuple[Candidate, Candidate]:
    """torch's forward, and its forward with backward, in one memory layout."""
    tensors = [torch.from_numpy(a).clone(memory_format=layout) for a in (x, weight)]
    tensors.append(torch.from_numpy(bias).clone())
    upstream = torch.from_numpy(dy).clone(memory_format=layout)
    leaves = [t.clone().requires_grad_() for t in tensors]

    def forward() -> object:
        with torch.no_grad():
            return torch.nn.functional.conv2d(*tensors, **shape.geometry)

    def both() -> object:
        return torch.autograd.grad(
            torch.nn.functional.conv2d(*leaves, **shape.geometry), leaves, upstream
        )

    return forward, both


def _error(shape: Shape, x: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> float:
    """Largest error of the forward pass against float64, over the largest output."""
    y, _ = conv2d(x, weight, bias, **shape.geometry)
    truth = torch.nn.functional.conv2d(
        *(torch.from_numpy(a).double() for a in (x, weight, bias)), **shape.geometry
    ).numpy()
    return float(np.abs(y - truth).max() / np.abs(truth).max())


def against_the_definition(*, rounds: int) -> float:
    """How many times as long the defining loops take, on a convolution small enough to wait for."""
    rng = np.random.default_rng(0)
    x, weight = rng.standard_normal((2, 3, 12, 10)), rng.standard_normal((4, 3, 3, 3))
    timings = interleave(
        {
            "ours": lambda: conv2d(x, weight, padding=1),
            "loops": lambda: naive.conv2d(x, weight, padding=1),
        },
        "ours",
        rounds=rounds,
    )
    return timings["loops"].ratio
