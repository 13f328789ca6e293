"""From maps to a vector."""

from __future__ import annotations

import math

from cnnlab.nn.module import Module
from cnnlab.nn.sizes import takes
from cnnlab.nn.window import Shape, Window
from cnnlab.ops.arrays import Array


class Flatten(Module):
    """(N, ...) to (N, D): all axes but the batch's in one, the last one running fastest."""

    def output_shape(self, shape: Shape) -> Shape:
        if not shape:
            takes("Flatten", "N ...", shape)
        return shape[0], math.prod(shape[1:])

    def window(self, shape: Shape) -> Window:
        """Whoever comes after sees everything."""
        size = shape[2:]
        return Window(size, (1,) * len(size), (0,) * len(size))

    def forward(self, x: Array) -> Array:
        """x (N, ...) → y (N, D)."""
        y = x.reshape(self.output_shape(x.shape))
        self._keep(x.shape)
        return y

    def backward(self, dy: Array) -> Array:
        """dy (N, D) → dx (N, ...)."""
        shape: tuple[int, ...] = self._take()
        return dy.reshape(shape)
