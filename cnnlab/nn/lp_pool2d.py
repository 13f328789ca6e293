"""Lp pooling as a layer."""

from __future__ import annotations

from cnnlab import ops
from cnnlab.nn.pool2d import Pool2d
from cnnlab.ops.arrays import Array
from cnnlab.ops.pooling.lp_pool2d import norm
from cnnlab.shapes import IntOrPair


class LPPool2d(Pool2d):
    """``ops.lp_pool2d``; with ``norm_type`` 2, L2 pooling. ``stride`` is the window's size.

    Raises ShapeError for sizes that make no layer.
    """

    def __init__(
        self, norm_type: int, kernel_size: IntOrPair, stride: IntOrPair | None = None
    ) -> None:
        super().__init__(kernel_size, stride)
        self.norm_type = norm("LPPool2d", norm_type)

    def forward(self, x: Array) -> Array:
        """x (N, C, H, W) → y (N, C, P, Q)."""
        y, cache = ops.lp_pool2d(x, self.norm_type, self.kernel_size, stride=self.stride)
        self._keep(cache)
        return y

    def backward(self, dy: Array) -> Array:
        """dy (N, C, P, Q) → dx (N, C, H, W)."""
        return ops.lp_pool2d_backward(dy, self._take())

    def _settings(self) -> str:
        return f"{self.norm_type}, {super()._settings()}"
