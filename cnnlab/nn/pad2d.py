"""A border as a layer."""

from __future__ import annotations

from cnnlab import ops
from cnnlab.nn.module import Module
from cnnlab.nn.sizes import takes
from cnnlab.nn.window import Shape, Window
from cnnlab.ops.arrays import Array
from cnnlab.ops.pad2d import MODES, Edges, PadMode, around, sides
from cnnlab.ops.settings import choice


class Pad2d(Module):
    """``ops.pad2d``: torch's ZeroPad2d, ReflectionPad2d, ReplicationPad2d or CircularPad2d.

    ``padding`` is a number, (vertical, horizontal), or (left, right, above, below).

    Raises ShapeError for what makes no layer.
    """

    def __init__(self, padding: Edges, mode: PadMode = "zeros") -> None:
        choice(mode, MODES, "mode", operation="Pad2d")
        (above, below), (left, right) = sides(padding, operation="Pad2d")
        self.padding, self.mode = (left, right, above, below), mode

    def output_shape(self, shape: Shape) -> Shape:
        takes("Pad2d", "N C H W", shape)
        edges = around(self.padding, self.mode, shape[2:], operation="Pad2d")
        return *shape[:2], *(m + sum(ends) for m, ends in zip(shape[2:], edges, strict=True))

    def window(self, shape: Shape) -> Window:
        left, _, above, _ = self.padding
        return Window((1, 1), (1, 1), (above, left))

    def forward(self, x: Array) -> Array:
        """x (N, C, H, W) → y (N, C, above + H + below, left + W + right)."""
        y, cache = ops.pad2d(x, self.padding, self.mode)
        self._keep(cache)
        return y

    def backward(self, dy: Array) -> Array:
        """dy, in the shape of y → dx (N, C, H, W)."""
        return ops.pad2d_backward(dy, self._take())

    def _settings(self) -> str:
        return f"{self.padding}" + (f", mode={self.mode!r}" if self.mode != "zeros" else "")
