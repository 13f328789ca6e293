"""In torch, the layers and containers that torch itself has not.

Their names, settings and ``state_dict`` keys are those of ``cnnlab.nn``, where each is explained.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn.functional import unfold

from cnnlab.ops.normalisation.local_contrast_norm import gaussian
from cnnlab.shapes import output_size

Size = tuple[int, int]


class Residual(nn.Module):
    """after(body(x) + downsample(x)); the body's layers stand here by their own names.

    So the body can be a Sequential, a Concat, or a layer with none inside.
    """

    def __init__(self, body: nn.Module, shortcut: nn.Module, after: nn.Module) -> None:
        super().__init__()
        inside = dict(body.named_children()) or {"body": body}
        if not isinstance(body, nn.Sequential | Concat) and "body" not in inside:
            raise TypeError(f"to_torch: Residual of a {type(body).__name__} has no torch twin")
        self.inside, self.beside = tuple(inside), isinstance(body, Concat)
        for name, layer in inside.items():
            self.add_module(name, layer)
        self.downsample, self.after = shortcut, after

    def inner(self, x: Tensor) -> Tensor:
        """The body: the layers inside one after another, or side by side."""
        layers = [self.get_submodule(name) for name in self.inside]
        if self.beside:
            return torch.cat([layer(x) for layer in layers], dim=1)
        for layer in layers:
            x = layer(x)
        return x

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.after(self.inner(x) + self.downsample(x))
        return y


class Concat(nn.ModuleDict):
    """The branches' outputs, channels after channels."""

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([branch(x) for branch in self.values()], dim=1)


class Channels(nn.Module):
    """Some of the channels."""

    def __init__(self, indices: tuple[int, ...]) -> None:
        super().__init__()
        self.indices = indices

    def forward(self, x: Tensor) -> Tensor:
        return x[:, list(self.indices)]


class PadChannels(nn.Module):
    """Maps of zeros behind the channels."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self.after = after

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([x, x.new_zeros((len(x), self.after, *x.shape[2:]))], dim=1)


class Permute(nn.Module):
    """The axes in another order."""

    def __init__(self, dims: tuple[int, ...]) -> None:
        super().__init__()
        self.dims = dims

    def forward(self, x: Tensor) -> Tensor:
        return x.permute(self.dims)


class LayerScale(nn.Module):
    """Each channel times a learned number."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.channels = channels
        self.weight = nn.Parameter(torch.ones(channels, 1, 1))

    def forward(self, x: Tensor) -> Tensor:
        return x * self.weight


class LocallyConnected2d(nn.Module):
    """A convolution with a kernel for every place."""

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        input_size: Size,
        kernel_size: Size,
        stride: Size,
        padding: Size,
        dilation: Size,
        bias: bool,
    ) -> None:
        super().__init__()
        self.in_channels, self.out_channels, self.input_size = in_channels, out_channels, input_size
        self.kernel_size, self.stride = kernel_size, stride
        self.padding, self.dilation = padding, dilation
        places = [
            output_size(*axis)
            for axis in zip(input_size, kernel_size, stride, padding, dilation, strict=True)
        ]
        bound = 1 / math.sqrt(in_channels * math.prod(kernel_size))
        weight = torch.empty(*places, out_channels, in_channels, *kernel_size)
        self.weight = nn.Parameter(weight.uniform_(-bound, bound))
        drawn = torch.empty(out_channels, *places).uniform_(-bound, bound)
        self.bias = nn.Parameter(drawn) if bias else None

    def forward(self, x: Tensor) -> Tensor:
        p, q, o = self.weight.shape[:3]
        around = (self.dilation, self.padding, self.stride)
        patches = unfold(x, self.kernel_size, *around).reshape(len(x), -1, p, q)  # (N, C·K·L, P, Q)
        y = torch.einsum("ndpq,pqod->nopq", patches, self.weight.reshape(p, q, o, -1))
        return y if self.bias is None else y + self.bias


class LocalContrastNorm(nn.Module):
    """What differs from its surroundings, measured by how much differs."""

    def __init__(self, kernel_size: Size, sigma: float | None, eps: float) -> None:
        super().__init__()
        self.kernel_size, self.sigma, self.eps = kernel_size, sigma, eps

    def forward(self, x: Tensor) -> Tensor:
        vertical, horizontal = (
            torch.from_numpy(gaussian(length, size, self.sigma or size / 4)).to(x)
            for length, size in zip(x.shape[2:], self.kernel_size, strict=True)
        )
        v = x - vertical @ x.mean(dim=1, keepdim=True) @ horizontal.T
        squares = (v * v).mean(dim=1, keepdim=True)
        deviation = torch.sqrt(vertical @ squares @ horizontal.T)
        mean = deviation.mean(dim=(2, 3), keepdim=True)
        return v / torch.maximum(deviation, mean).clamp(min=self.eps)


class Maxout(nn.Module):
    """The largest of every ``pool_size`` channels; the first of equals takes the gradient."""

    def __init__(self, pool_size: int) -> None:
        super().__init__()
        self.pool_size = pool_size

    def forward(self, x: Tensor) -> Tensor:
        return _grouped(x, self.pool_size).max(dim=2).values


class L2OverFeatures(nn.Module):
    """The length of every ``pool_size`` channels."""

    def __init__(self, pool_size: int) -> None:
        super().__init__()
        self.pool_size = pool_size

    def forward(self, x: Tensor) -> Tensor:
        length: Tensor = torch.linalg.vector_norm(_grouped(x, self.pool_size), dim=2)
        return length


def _grouped(x: Tensor, size: int) -> Tensor:
    """(N, C, ...) to (N, C / size, size, ...)."""
    return x.reshape(len(x), x.shape[1] // size, size, *x.shape[2:])
