"""Max pooling as a layer."""

from __future__ import annotations

from cnnlab import ops
from cnnlab.nn.module import Module
from cnnlab.nn.sizes import takes
from cnnlab.nn.window import Shape, Window
from cnnlab.ops.arrays import Array
from cnnlab.shapes import IntOrPair, output_size, pair


class MaxPool2d(Module):
    """``ops.max_pool2d``. ``stride`` is the window's size unless given.

    Raises ShapeError for sizes that make no layer.
    """

    def __init__(
        self, kernel_size: IntOrPair, stride: IntOrPair | None = None, padding: IntOrPair = 0
    ) -> None:
        self.kernel_size = pair(kernel_size, "kernel_size", operation="MaxPool2d")
        self.stride = (
            self.kernel_size if stride is None else pair(stride, "stride", operation="MaxPool2d")
        )
        self.padding = pair(padding, "padding", operation="MaxPool2d", minimum=0)

    def output_shape(self, shape: Shape) -> Shape:
        takes("MaxPool2d", "N C H W", shape)
        windows = zip(shape[2:], self.kernel_size, self.stride, self.padding, strict=True)
        return *shape[:2], *(output_size(*axis, operation="MaxPool2d") for axis in windows)

    def window(self, shape: Shape) -> Window:
        return Window(self.kernel_size, self.stride, self.padding)

    def forward(self, x: Array) -> Array:
        """x (N, C, H, W) → y (N, C, P, Q)."""
        y, cache = ops.max_pool2d(x, self.kernel_size, stride=self.stride, padding=self.padding)
        self._keep(cache)
        return y

    def backward(self, dy: Array) -> Array:
        """dy (N, C, P, Q) → dx (N, C, H, W)."""
        return ops.max_pool2d_backward(dy, self._take())

    def _settings(self) -> str:
        text = f"{self.kernel_size}"
        if self.stride != self.kernel_size:
            text += f", stride={self.stride}"
        return text + (f", padding={self.padding}" if self.padding != (0, 0) else "")
