"""Average pooling as a layer."""

from __future__ import annotations

from cnnlab import ops
from cnnlab.nn.pool2d import Pool2d
from cnnlab.ops.arrays import Array
from cnnlab.shapes import IntOrPair


class AvgPool2d(Pool2d):
    """``ops.avg_pool2d``. ``stride`` is the window's size unless given.

    Raises ShapeError for sizes that make no layer.
    """

    def __init__(
        self,
        kernel_size: IntOrPair,
        stride: IntOrPair | None = None,
        padding: IntOrPair = 0,
        *,
        count_include_pad: bool = True,
    ) -> None:
        super().__init__(kernel_size, stride, padding)
        self.count_include_pad = count_include_pad

    def forward(self, x: Array) -> Array:
        """x (N, C, H, W) → y (N, C, P, Q)."""
        y, cache = ops.avg_pool2d(
            x,
            self.kernel_size,
            stride=self.stride,
            padding=self.padding,
            count_include_pad=self.count_include_pad,
        )
        self._keep(cache)
        return y

    def backward(self, dy: Array) -> Array:
        """dy (N, C, P, Q) → dx (N, C, H, W)."""
        return ops.avg_pool2d_backward(dy, self._take())

    def _settings(self) -> str:
        text = super()._settings()
        return text + ("" if self.count_include_pad else ", count_include_pad=False")
