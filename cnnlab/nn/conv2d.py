"""The convolutional layer."""

from __future__ import annotations

import math

import numpy as np

from cnnlab import ops
from cnnlab.nn.init import kaiming_uniform, uniform
from cnnlab.nn.module import Module
from cnnlab.nn.parameter import Parameter
from cnnlab.nn.sizes import takes, whole
from cnnlab.nn.window import Shape, Window
from cnnlab.ops.arrays import Array
from cnnlab.ops.conv import Geometry
from cnnlab.shapes import (
    IntOrPair,
    Padding,
    ShapeError,
    kernel_extent,
    pair,
    resolve_padding,
)


class Conv2d(Module):
    """``ops.conv2d`` with a weight (O, C/G, K, L) and a bias (O,) of its own.

    Both are drawn from torch's default distribution, uniform in ±1/√(C/G · K · L).

    Raises ShapeError for sizes that make no layer.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: IntOrPair,
        stride: IntOrPair = 1,
        padding: Padding = 0,
        dilation: IntOrPair = 1,
        groups: int = 1,
        bias: bool = True,
        *,
        rng: np.random.Generator | None = None,
    ) -> None:
        whole("Conv2d", in_channels=in_channels, out_channels=out_channels, groups=groups)
        if in_channels % groups or out_channels % groups:
            raise ShapeError(
                "Conv2d: the channels cannot be divided into these groups",
                expected=f"groups that divide {in_channels} and {out_channels}",
                got=f"groups = {groups}",
            )
        self.in_channels, self.out_channels, self.groups = in_channels, out_channels, groups
        self.kernel_size = pair(kernel_size, "kernel_size", operation="Conv2d")
        self.stride = pair(stride, "stride", operation="Conv2d")
        self.dilation = pair(dilation, "dilation", operation="Conv2d")
        self.padding = padding
        shape = (out_channels, in_channels // groups, *self.kernel_size)
        self.weight = Parameter(shape, kaiming_uniform(), rng)
        bound = 1 / math.sqrt(math.prod(shape[1:]))
        self.bias = Parameter((out_channels,), uniform(bound), rng) if bias else None

    def output_shape(self, shape: Shape) -> Shape:
        takes("Conv2d", "N C H W", shape, C=self.in_channels)
        p, q = self._geometry().output(shape[2:], self.kernel_size)
        return shape[0], self.out_channels, p, q

    def multiply_adds(self, shape: Shape) -> int:
        """One product a weight and output place."""
        n, _, p, q = self.output_shape(shape)
        return n * p * q * self.weight.size

    def window(self, shape: Shape) -> Window:
        geometry = self._geometry()
        extent = map(kernel_extent, self.kernel_size, self.dilation)
        return Window(tuple(extent), self.stride, tuple(before for before, _ in geometry.padding))

    def _geometry(self) -> Geometry:
        around = resolve_padding(
            self.padding, self.kernel_size, self.stride, self.dilation, operation="Conv2d"
        )
        return Geometry(self.stride, around, self.dilation, self.groups)

    def forward(self, x: Array) -> Array:
        """x (N, C, H, W) → y (N, O, P, Q)."""
        y, cache = ops.conv2d(
            x,
            self.weight.data,
            self.bias.data if self.bias else None,
            stride=self.stride,
            padding=self.padding,
            dilation=self.dilation,
            groups=self.groups,
        )
        self._keep(cache)
        return y

    def backward(self, dy: Array) -> Array:
        """dy (N, O, P, Q) → dx (N, C, H, W)."""
        dx, dweight, dbias = ops.conv2d_backward(dy, self._take())
        self.weight.accumulate(dweight)
        if self.bias is not None and dbias is not None:
            self.bias.accumulate(dbias)
        return dx

    def _settings(self) -> str:
        chosen = {
            "stride": (self.stride, (1, 1)),
            "padding": (self.padding, 0),
            "dilation": (self.dilation, (1, 1)),
            "groups": (self.groups, 1),
            "bias": (self.bias is not None, True),
        }
        extra = [f", {name}={value!r}" for name, (value, usual) in chosen.items() if value != usual]
        return f"{self.in_channels}, {self.out_channels}, {self.kernel_size}" + "".join(extra)
