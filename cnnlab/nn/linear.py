"""The fully connected layer."""

from __future__ import annotations

import math

import numpy as np

from cnnlab import ops
from cnnlab.nn.init import kaiming_uniform, uniform
from cnnlab.nn.module import Module
from cnnlab.nn.parameter import Parameter
from cnnlab.nn.sizes import takes, whole
from cnnlab.nn.window import Shape
from cnnlab.ops.arrays import Array


class Linear(Module):
    """``ops.linear`` with a weight (O, D) and a bias (O,) of its own.

    Both are drawn from torch's default distribution, uniform in ±1/√D.

    Raises ShapeError for sizes that make no layer.
    """

    def __init__(
        self,
        in_features: int,
        out_features: int,
        bias: bool = True,
        *,
        rng: np.random.Generator | None = None,
    ) -> None:
        whole("Linear", in_features=in_features, out_features=out_features)
        self.in_features, self.out_features = in_features, out_features
        self.weight = Parameter((out_features, in_features), kaiming_uniform(), rng)
        bound = 1 / math.sqrt(in_features)
        self.bias = Parameter((out_features,), uniform(bound), rng) if bias else None

    def output_shape(self, shape: Shape) -> Shape:
        if len(shape) < 2 or shape[-1] != self.in_features:
            takes("Linear", "N D", shape, D=self.in_features)
        return *shape[:-1], self.out_features

    def multiply_adds(self, shape: Shape) -> int:
        """One product a weight and row of x."""
        return math.prod(shape[:-1]) * self.weight.size

    def forward(self, x: Array) -> Array:
        """x (N, ..., D) → y (N, ..., O)."""
        y, cache = ops.linear(x, self.weight.data, self.bias.data if self.bias else None)
        self._keep(cache)
        return y

    def backward(self, dy: Array) -> Array:
        """dy (N, ..., O) → dx (N, ..., D)."""
        dx, dweight, dbias = ops.linear_backward(dy, self._take())
        self.weight.accumulate(dweight)
        if self.bias is not None and dbias is not None:
            self.bias.accumulate(dbias)
        return dx

    def _settings(self) -> str:
        return f"{self.in_features}, {self.out_features}" + ("" if self.bias else ", bias=False")
