"""Max pooling as a layer."""

from __future__ import annotations

from cnnlab import ops
from cnnlab.nn.pool2d import Pool2d
from cnnlab.ops.arrays import Array


class MaxPool2d(Pool2d):
    """``ops.max_pool2d``. ``stride`` is the window's size unless given.

    Raises ShapeError for sizes that make no layer.
    """

    def forward(self, x: Array) -> Array:
        """x (N, C, H, W) → y (N, C, P, Q)."""
        y, cache = ops.max_pool2d(x, self.kernel_size, stride=self.stride, padding=self.padding)
        self._keep(cache)
        return y

    def backward(self, dy: Array) -> Array:
        """dy (N, C, P, Q) → dx (N, C, H, W)."""
        return ops.max_pool2d_backward(dy, self._take())
