"""Global average pooling as a layer."""

from __future__ import annotations

from cnnlab import ops
from cnnlab.nn.module import Module
from cnnlab.nn.sizes import takes
from cnnlab.nn.window import Shape, Window
from cnnlab.ops.arrays import Array


class GlobalAvgPool2d(Module):
    """``ops.global_avg_pool2d``: torch's ``AdaptiveAvgPool2d(1)``."""

    def output_shape(self, shape: Shape) -> Shape:
        takes("GlobalAvgPool2d", "N C H W", shape)
        return *shape[:2], 1, 1

    def window(self, shape: Shape) -> Window:
        """The whole map."""
        return Window(shape[2:], shape[2:], (0, 0))

    def forward(self, x: Array) -> Array:
        """x (N, C, H, W) → y (N, C, 1, 1)."""
        y, cache = ops.global_avg_pool2d(x)
        self._keep(cache)
        return y

    def backward(self, dy: Array) -> Array:
        """dy (N, C, 1, 1) → dx (N, C, H, W)."""
        return ops.global_avg_pool2d_backward(dy, self._take())
