"""Local connections without shared weights, as a layer."""

from __future__ import annotations

import math

import numpy as np

from cnnlab import ops
from cnnlab.nn.init import uniform
from cnnlab.nn.module import Module
from cnnlab.nn.parameter import Parameter
from cnnlab.nn.settings import written
from cnnlab.nn.sizes import takes, whole
from cnnlab.nn.window import Shape, Window
from cnnlab.ops.arrays import Array
from cnnlab.shapes import IntOrPair, kernel_extent, output_size, pair


class LocallyConnected2d(Module):
    """``ops.locally_connected2d`` with a weight (P, Q, O, C, K, L) and a bias (O, P, Q) of its own.

    There is a kernel for every place, so that the size of the images, ``input_size`` (H, W), has to
    be known. Both are drawn as a convolution's are, uniform in ±1/√(C · K · L). torch has no such
    layer.

    Raises ShapeError for sizes that make no layer.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        input_size: IntOrPair,
        kernel_size: IntOrPair,
        stride: IntOrPair = 1,
        padding: IntOrPair = 0,
        dilation: IntOrPair = 1,
        bias: bool = True,
        *,
        rng: np.random.Generator | None = None,
    ) -> None:
        name = "LocallyConnected2d"
        whole(name, in_channels=in_channels, out_channels=out_channels)
        self.in_channels, self.out_channels = in_channels, out_channels
        self.input_size = pair(input_size, "input_size", operation=name)
        self.kernel_size = pair(kernel_size, "kernel_size", operation=name)
        self.stride = pair(stride, "stride", operation=name)
        self.padding = pair(padding, "padding", operation=name, minimum=0)
        self.dilation = pair(dilation, "dilation", operation=name)
        geometry = self.kernel_size, self.stride, self.padding, self.dilation
        places = tuple(
            output_size(*axis, operation=name)
            for axis in zip(self.input_size, *geometry, strict=True)
        )
        kernel = (in_channels, *self.kernel_size)
        draw = uniform(1 / math.sqrt(math.prod(kernel)))
        self.weight = Parameter((*places, out_channels, *kernel), draw, rng)
        self.bias = Parameter((out_channels, *places), draw, rng) if bias else None

    def output_shape(self, shape: Shape) -> Shape:
        h, w = self.input_size
        takes("LocallyConnected2d", "N C H W", shape, C=self.in_channels, H=h, W=w)
        return shape[0], self.out_channels, *self.weight.shape[:2]

    def multiply_adds(self, shape: Shape) -> int:
        """One product a weight and image: no weight is used twice in one."""
        return shape[0] * self.weight.size

    def window(self, shape: Shape) -> Window:
        extent = map(kernel_extent, self.kernel_size, self.dilation)
        return Window(tuple(extent), self.stride, self.padding)

    def forward(self, x: Array) -> Array:
        """x (N, C, H, W) → y (N, O, P, Q)."""
        y, cache = ops.locally_connected2d(
            x,
            self.weight.data,
            self.bias.data if self.bias else None,
            stride=self.stride,
            padding=self.padding,
            dilation=self.dilation,
        )
        self._keep(cache)
        return y

    def backward(self, dy: Array) -> Array:
        """dy (N, O, P, Q) → dx (N, C, H, W)."""
        dx, dweight, dbias = ops.locally_connected2d_backward(dy, self._take())
        self.weight.accumulate(dweight)
        if self.bias is not None and dbias is not None:
            self.bias.accumulate(dbias)
        return dx

    def _settings(self) -> str:
        return written(
            self.in_channels,
            self.out_channels,
            self.input_size,
            self.kernel_size,
            stride=(self.stride, (1, 1)),
            padding=(self.padding, (0, 0)),
            dilation=(self.dilation, (1, 1)),
            bias=(self.bias is not None, True),
        )
