"""What the convolutional layers have in common, in one, two and three dimensions."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np

from cnnlab.nn.init import kaiming_uniform, uniform
from cnnlab.nn.module import Module
from cnnlab.nn.parameter import Parameter
from cnnlab.nn.settings import written
from cnnlab.nn.sizes import takes, whole
from cnnlab.nn.window import Shape, Window
from cnnlab.ops.arrays import Array
from cnnlab.ops.conv.check import SPACE
from cnnlab.shapes import (
    PaddingMode,
    Pair,
    ShapeError,
    kernel_extent,
    output_size,
    per_axis,
    resolve_paddings,
)

Numbers = int | tuple[int, ...]  # for all axes, or one for each


class Convolution(Module):
    """An operation with a weight (O, C/G, ...) and a bias (O,) of its own.

    Both are drawn from torch's default distribution, uniform in ±1/√(C/G · size of the kernel).
    """

    dimensions: ClassVar[int]
    _op: ClassVar[Callable[..., tuple[Array, Any]]]
    _op_backward: ClassVar[Callable[..., tuple[Array, Array, Array | None]]]

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Numbers,
        stride: Numbers = 1,
        padding: Numbers | PaddingMode = 0,
        dilation: Numbers = 1,
        groups: int = 1,
        bias: bool = True,
        *,
        rng: np.random.Generator | None = None,
    ) -> None:
        name = type(self).__name__
        whole(name, in_channels=in_channels, out_channels=out_channels, groups=groups)
        if in_channels % groups or out_channels % groups:
            raise ShapeError(
                f"{name}: the channels cannot be divided into these groups",
                expected=f"groups that divide {in_channels} and {out_channels}",
                got=f"groups = {groups}",
            )
        self.in_channels, self.out_channels, self.groups = in_channels, out_channels, groups
        self.kernel_size = self._numbers(kernel_size, "kernel_size")
        self.stride = self._numbers(stride, "stride")
        self.dilation = self._numbers(dilation, "dilation")
        self.padding = padding
        shape = (*self._channels(), *self.kernel_size)
        self.weight = Parameter(shape, kaiming_uniform(), rng)
        bound = 1 / math.sqrt(math.prod(shape[1:]))
        self.bias = Parameter((out_channels,), uniform(bound), rng) if bias else None

    def output_shape(self, shape: Shape) -> Shape:
        self._takes(shape)
        size = (
            output_size(*axis, operation=type(self).__name__)
            for axis in zip(
                shape[2:],
                self.kernel_size,
                self.stride,
                self._around(),
                self.dilation,
                strict=True,
            )
        )
        return shape[0], self.out_channels, *size

    def multiply_adds(self, shape: Shape) -> int:
        """One product a weight and output place."""
        n, _, *places = self.output_shape(shape)
        return n * math.prod(places) * self.weight.size

    def window(self, shape: Shape) -> Window:
        extent = map(kernel_extent, self.kernel_size, self.dilation)
        return Window(tuple(extent), self.stride, tuple(before for before, _ in self._around()))

    def forward(self, x: Array) -> Array:
        """x (N, C, ...) → y (N, O, ...)."""
        bias = self.bias.data if self.bias else None
        y, cache = type(self)._op(x, self.weight.data, bias, **self._hyperparameters())
        self._keep(cache)
        return y

    def backward(self, dy: Array) -> Array:
        """dy (N, O, ...) → dx (N, C, ...)."""
        dx, dweight, dbias = type(self)._op_backward(dy, self._take())
        self._accumulate(dweight, dbias)
        return dx

    def _accumulate(self, dweight: Array, dbias: Array | None) -> None:
        self.weight.accumulate(dweight)
        if self.bias is not None and dbias is not None:
            self.bias.accumulate(dbias)

    def _channels(self) -> Pair:
        """The first two axes of the weight."""
        return self.out_channels, self.in_channels // self.groups

    def _hyperparameters(self) -> dict[str, Any]:
        """What the operation is told besides its arrays."""
        return {
            "stride": self.stride,
            "padding": self.padding,
            "dilation": self.dilation,
            "groups": self.groups,
        }

    def _around(self) -> tuple[Pair, ...]:
        """The zeros before and after, along each axis."""
        name, geometry = type(self).__name__, (self.kernel_size, self.stride, self.dilation)
        return resolve_paddings(self.padding, *geometry, operation=name)

    def _numbers(self, value: Numbers, name: str, minimum: int = 1) -> tuple[int, ...]:
        operation = type(self).__name__
        return per_axis(value, self.dimensions, name, operation=operation, minimum=minimum)

    def _takes(self, shape: Shape) -> None:
        axes = f"N C {SPACE[self.dimensions][0]}"
        takes(type(self).__name__, axes, shape, C=self.in_channels)

    def _settings(self) -> str:
        usual = {"padding": 0, "output_padding": (0,) * self.dimensions, "groups": 1}
        return written(
            self.in_channels,
            self.out_channels,
            self.kernel_size,
            **{
                name: (value, usual.get(name, (1,) * self.dimensions))
                for name, value in self._hyperparameters().items()
            },
            bias=(self.bias is not None, True),
        )
