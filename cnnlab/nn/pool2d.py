"""What the layers that pool over windows have in common."""

from __future__ import annotations

from cnnlab.nn.module import Module
from cnnlab.nn.sizes import takes
from cnnlab.nn.window import Shape, Window
from cnnlab.ops.pooling.windows import laid
from cnnlab.shapes import IntOrPair, pair


class Pool2d(Module):
    """The windows' size, stride (their size unless given) and padding.

    Raises ShapeError for sizes that make no layer.
    """

    def __init__(
        self, kernel_size: IntOrPair, stride: IntOrPair | None = None, padding: IntOrPair = 0
    ) -> None:
        name = type(self).__name__
        self.kernel_size = pair(kernel_size, "kernel_size", operation=name)
        self.stride = self.kernel_size if stride is None else pair(stride, "stride", operation=name)
        self.padding = pair(padding, "padding", operation=name, minimum=0)

    def output_shape(self, shape: Shape) -> Shape:
        name = type(self).__name__
        takes(name, "N C H W", shape)
        over = laid(name, shape[2:], self.kernel_size, self.stride, self.padding)
        return *shape[:2], *over.output

    def window(self, shape: Shape) -> Window:
        return Window(self.kernel_size, self.stride, self.padding)

    def _settings(self) -> str:
        text = f"{self.kernel_size}"
        if self.stride != self.kernel_size:
            text += f", stride={self.stride}"
        return text + (f", padding={self.padding}" if self.padding != (0, 0) else "")
