"""What the layers have in common that normalise, and then scale and shift by what they learn."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from cnnlab.nn.module import Module
from cnnlab.nn.parameter import Parameter
from cnnlab.ops.arrays import Array


class Rescaled(Module):
    """A layer with a weight, at first ones, and a bias, at first zeros, or without."""

    _op_backward: ClassVar[Callable[..., tuple[Array, Array | None, Array | None]]]
    weight: Parameter | None
    bias: Parameter | None

    def _learns(self, shape: tuple[int, ...], *, weight: bool, bias: bool) -> None:
        self.weight = Parameter(shape, 1.0) if weight else None
        self.bias = Parameter(shape, 0.0) if bias else None

    def _learned(self) -> tuple[Array | None, Array | None]:
        """The weight and the bias, as the operation takes them."""
        weight = None if self.weight is None else self.weight.data
        return weight, None if self.bias is None else self.bias.data

    def backward(self, dy: Array) -> Array:
        """dy → dx, of the same shape."""
        dx, dweight, dbias = type(self)._op_backward(dy, self._take())
        if self.weight is not None and dweight is not None:
            self.weight.accumulate(dweight)
        if self.bias is not None and dbias is not None:
            self.bias.accumulate(dbias)
        return dx
