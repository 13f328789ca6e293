"""The rectified linear unit as a layer."""

from __future__ import annotations

from cnnlab import ops
from cnnlab.nn.module import Module
from cnnlab.ops.arrays import Array


class ReLU(Module):
    """``ops.relu``: any shape in, the same out."""

    def forward(self, x: Array) -> Array:
        """max(x, 0)."""
        y, cache = ops.relu(x)
        self._keep(cache)
        return y

    def backward(self, dy: Array) -> Array:
        """dy where the unit was on."""
        return ops.relu_backward(dy, self._take())
