"""Pooling across channels, as layers."""

from __future__ import annotations

from cnnlab import ops
from cnnlab.nn.module import Module
from cnnlab.nn.sizes import whole
from cnnlab.nn.window import Shape
from cnnlab.ops.arrays import Array
from cnnlab.ops.pooling.channels import groups


class ChannelPool(Module):
    """One output channel for every ``pool_size`` neighbouring channels.

    Raises ShapeError for a size that makes no layer.
    """

    def __init__(self, pool_size: int) -> None:
        whole(type(self).__name__, pool_size=pool_size)
        self.pool_size = pool_size

    def output_shape(self, shape: Shape) -> Shape:
        return shape[0], groups(type(self).__name__, shape, self.pool_size), *shape[2:]

    def _settings(self) -> str:
        return f"{self.pool_size}"


class Maxout(ChannelPool):
    """``ops.maxout``: the largest of every ``pool_size`` channels."""

    def forward(self, x: Array) -> Array:
        """x (N, C, ...) → y (N, C / pool_size, ...)."""
        y, cache = ops.maxout(x, self.pool_size)
        self._keep(cache)
        return y

    def backward(self, dy: Array) -> Array:
        """dy (N, C / pool_size, ...) → dx (N, C, ...)."""
        return ops.maxout_backward(dy, self._take())


class L2OverFeatures(ChannelPool):
    """``ops.l2_over_features``: the length of every ``pool_size`` channels."""

    def forward(self, x: Array) -> Array:
        """x (N, C, ...) → y (N, C / pool_size, ...)."""
        y, cache = ops.l2_over_features(x, self.pool_size)
        self._keep(cache)
        return y

    def backward(self, dy: Array) -> Array:
        """dy (N, C / pool_size, ...) → dx (N, C, ...)."""
        return ops.l2_over_features_backward(dy, self._take())
