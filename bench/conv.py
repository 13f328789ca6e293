"""The convolution beside torch's and beside textbooks' NumPy.

float32. Everyone gets arrays in the memory order that they pass from layer to layer: torch's
default NCHW, torch's channels_last, cnnlab NHWC or, with few channels, HCWN; textbooks NCHW.
``best`` is the faster of torch's two.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch

from bench.measure import Candidate, interleave
from bench.shapes import Shape
from bench.textbook import Im2col, windows
from cnnlab.ops import conv2d, conv2d_backward, naive
from cnnlab.ops.conv import Geometry, choose


class Arrays(NamedTuple):
    """What one convolution is given, C-ordered."""

    x: np.ndarray
    weight: np.ndarray
    bias: np.ndarray
    dy: np.ndarray


def drawn(shape: Shape) -> Arrays:
    rng = np.random.default_rng(0)
    weight = rng.standard_normal(shape.weight, np.float32) / np.sqrt(np.prod(shape.weight[1:]))
    return Arrays(
        rng.standard_normal(shape.x, np.float32),
        weight.astype(np.float32),
        rng.standard_normal(shape.out_channels, np.float32),
        rng.standard_normal(shape.output, np.float32),
    )


def measure(shape: Shape, *, rounds: int, textbooks: bool = True) -> dict[str, float | str]:
    """Ratios of our time to torch's, forward and with backward; theirs to ours; and the error."""
    arrays = drawn(shape)
    forwards, boths = _ours(shape, arrays)
    for name, layout in (("default", torch.contiguous_format), ("last", torch.channels_last)):
        forwards[name], boths[name] = _torch(shape, arrays, layout)
    if textbooks and shape.groups == shape.dilation == 1 and shape.kernel < 20:
        gathered, both = _textbook(shape, arrays)
        forwards |= {"im2col": gathered, "windows": _windows(shape, arrays)}
        boths["im2col"] = both
    forward = interleave(forwards, "default", rounds=rounds)
    backward = interleave(boths, "default", rounds=rounds)
    own = forward["ours"]
    figures: dict[str, float | str] = {
        "engine": _engine(shape),
        "forward ours/default": own.ratio,
        "forward ours/best": own.ratio / min(1.0, forward["last"].ratio),
        "both ours/default": backward["ours"].ratio,
        "both ours/best": backward["ours"].ratio / min(1.0, backward["last"].ratio),
        "forward ms": own.seconds * 1e3,
        "GFLOP/s": 2 * shape.multiply_adds / own.seconds / 1e9,
        "intensity": shape.intensity,
        "error": _error(shape, arrays),
    }
    if "im2col" in forwards:
        figures |= {
            "im2col/ours": forward["im2col"].ratio / own.ratio,
            "windows/ours": forward["windows"].ratio / own.ratio,
            "im2col both/ours": backward["im2col"].ratio / backward["ours"].ratio,
        }
    return figures


def _ours(shape: Shape, arrays: Arrays) -> tuple[dict[str, Candidate], dict[str, Candidate]]:
    innermost = _batch_last if _engine(shape) == "batch" else _channels_last
    x, dy = innermost(arrays.x), innermost(arrays.dy)

    def forward() -> object:
        return conv2d(x, arrays.weight, arrays.bias, **shape.geometry)

    def both() -> object:
        _, cache = conv2d(x, arrays.weight, arrays.bias, **shape.geometry)
        return conv2d_backward(dy, cache)

    return {"ours": forward}, {"ours": both}


def _textbook(shape: Shape, arrays: Arrays) -> tuple[Candidate, Candidate]:
    indices = Im2col(shape.x, shape.kernel, shape.stride, shape.padding)

    def forward() -> object:
        return indices.forward(arrays.x, arrays.weight, arrays.bias)

    def both() -> object:
        forward()
        return indices.backward(arrays.dy, arrays.weight)

    return forward, both


def _windows(shape: Shape, arrays: Arrays) -> Candidate:
    geometry = {"stride": shape.stride, "padding": shape.padding}
    return lambda: windows(arrays.x, arrays.weight, arrays.bias, **geometry)


def _torch(
    shape: Shape, arrays: Arrays, layout: torch.memory_format
) -> tuple[Candidate, Candidate]:
    """torch's forward, and its forward with backward, in one memory layout."""
    tensors = [torch.from_numpy(a).clone(memory_format=layout) for a in arrays[:2]]
    tensors.append(torch.from_numpy(arrays.bias).clone())
    upstream = torch.from_numpy(arrays.dy).clone(memory_format=layout)
    leaves = [t.clone().requires_grad_() for t in tensors]

    def forward() -> object:
        with torch.no_grad():
            return torch.nn.functional.conv2d(*tensors, **shape.geometry)

    def both() -> object:
        return torch.autograd.grad(
            torch.nn.functional.conv2d(*leaves, **shape.geometry), leaves, upstream
        )

    return forward, both


def _channels_last(array: np.ndarray) -> np.ndarray:
    """The same (N, C, H, W) array, channels innermost in memory."""
    return np.ascontiguousarray(array.transpose(0, 2, 3, 1)).transpose(0, 3, 1, 2)


def _batch_last(array: np.ndarray) -> np.ndarray:
    """The same (N, C, H, W) array, the batch innermost in memory."""
    return np.ascontiguousarray(array.transpose(2, 1, 3, 0)).transpose(3, 1, 0, 2)


def _engine(shape: Shape) -> str:
    s, p, d = shape.stride, shape.padding, shape.dilation
    geometry = Geometry((s, s), ((p, p), (p, p)), (d, d), shape.groups)
    return choose(shape.x[0], shape.x[2:], shape.weight, geometry)


def _error(shape: Shape, arrays: Arrays) -> float:
    """Largest error of the forward pass against float64, over the largest output."""
    y, _ = conv2d(*arrays[:3], **shape.geometry)
    truth = torch.nn.functional.conv2d(
        *(torch.from_numpy(a).double() for a in arrays[:3]), **shape.geometry
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
