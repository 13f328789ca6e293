"""Upsampling as a layer."""

from __future__ import annotations

from fractions import Fraction

from cnnlab import ops
from cnnlab.nn.module import Module
from cnnlab.nn.sizes import takes
from cnnlab.nn.window import Shape, Window
from cnnlab.ops.arrays import Array
from cnnlab.ops.upsample2d import UpsampleMode, scales
from cnnlab.shapes import IntOrPair


class Upsample(Module):
    """``ops.upsample2d``. ``scale_factor`` is a number or (vertical, horizontal).

    It is given by name: torch's first argument is a size.

    Raises ShapeError for what makes no layer.
    """

    def __init__(
        self,
        *,
        scale_factor: IntOrPair,
        mode: UpsampleMode = "nearest",
        align_corners: bool = False,
    ) -> None:
        self.scale_factor = scales(scale_factor, mode, align_corners, operation="Upsample")
        self.mode, self.align_corners = mode, align_corners

    def output_shape(self, shape: Shape) -> Shape:
        takes("Upsample", "N C H W", shape)
        return *shape[:2], *(m * s for m, s in zip(shape[2:], self.scale_factor, strict=True))

    def window(self, shape: Shape) -> Window:
        """The one or two inputs that an output is made of; outputs lie less than one apart."""
        steps = tuple(Fraction(1, s) for s in self.scale_factor)
        if self.mode == "nearest":
            return Window((1, 1), steps, (0, 0))
        if not self.align_corners:
            return Window((2, 2), steps, tuple((1 - step) / 2 for step in steps))
        ends = [(m, m * s) for m, s in zip(shape[2:], self.scale_factor, strict=True)]
        return Window((2, 2), tuple(Fraction(m - 1, max(p - 1, 1)) for m, p in ends), (0, 0))

    def forward(self, x: Array) -> Array:
        """x (N, C, H, W) → y (N, C, s H, t W)."""
        y, cache = ops.upsample2d(x, self.scale_factor, self.mode, self.align_corners)
        self._keep(cache)
        return y

    def backward(self, dy: Array) -> Array:
        """dy (N, C, s H, t W) → dx (N, C, H, W)."""
        return ops.upsample2d_backward(dy, self._take())

    def _settings(self) -> str:
        text = f"scale_factor={self.scale_factor}, mode={self.mode!r}"
        return text + (", align_corners=True" if self.align_corners else "")
