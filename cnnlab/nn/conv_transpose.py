"""The transposed convolutional layers."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np

from cnnlab import ops
from cnnlab.nn.convolution import Convolution, Numbers
from cnnlab.nn.window import Shape, Window
from cnnlab.shapes import Pair, transposed_size


class _ConvTranspose(Convolution):
    """What the two have in common; they differ in the number of dimensions."""

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Numbers,
        stride: Numbers = 1,
        padding: Numbers = 0,
        output_padding: Numbers = 0,
        groups: int = 1,
        bias: bool = True,
        dilation: Numbers = 1,
        *,
        rng: np.random.Generator | None = None,
    ) -> None:
        super().__init__(
            in_channels, out_channels, kernel_size, stride, padding, dilation, groups, bias, rng=rng
        )
        self.cut = self._numbers(padding, "padding", 0)
        self.output_padding = self._numbers(output_padding, "output_padding", 0)

    def output_shape(self, shape: Shape) -> Shape:
        self._takes(shape)
        geometry = self.kernel_size, self.stride, self.cut, self.output_padding, self.dilation
        size = (
            transposed_size(*axis, operation=type(self).__name__)
            for axis in zip(shape[2:], *geometry, strict=True)
        )
        return shape[0], self.out_channels, *size

    def multiply_adds(self, shape: Shape) -> int:
        """One product a weight and input place."""
        return shape[0] * math.prod(shape[2:]) * self.weight.size

    def window(self, shape: Shape) -> Window:
        """An input meets outputs s · its place - padding to d (K - 1) further on: so, backwards."""
        reach = [d * (k - 1) for k, d in zip(self.kernel_size, self.dilation, strict=True)]
        axes = list(zip(reach, self.stride, self.cut, strict=True))
        return Window(
            tuple(1 + Fraction(far, s) for far, s, _ in axes),
            tuple(Fraction(1, s) for _, s, _ in axes),
            tuple(Fraction(far - zeros, s) for far, s, zeros in axes),
        )

    def _channels(self) -> Pair:
        return self.in_channels, self.out_channels // self.groups

    def _hyperparameters(self) -> dict[str, Any]:
        return {
            "stride": self.stride,
            "padding": self.padding,
            "output_padding": self.output_padding,
            "groups": self.groups,
            "dilation": self.dilation,
        }


class ConvTranspose1d(_ConvTranspose):
    """``ops.conv_transpose1d`` with a weight (C, O/G, L) and a bias (O,) of its own.

    Both are drawn from torch's default distribution, uniform in ±1/√(O/G · L). x (N, C, W) becomes
    y (N, O, Q).

    Raises ShapeError for sizes that make no layer.
    """

    dimensions = 1
    _op = staticmethod(ops.conv_transpose1d)
    _op_backward = staticmethod(ops.conv_transpose1d_backward)


class ConvTranspose2d(_ConvTranspose):
    """``ops.conv_transpose2d`` with a weight (C, O/G, K, L) and a bias (O,) of its own.

    Both are drawn from torch's default distribution, uniform in ±1/√(O/G · K · L). x (N, C, H, W)
    becomes y (N, O, P, Q).

    Raises ShapeError for sizes that make no layer.
    """

    dimensions = 2
    _op = staticmethod(ops.conv_transpose2d)
    _op_backward = staticmethod(ops.conv_transpose2d_backward)
