"""Layer normalisation as a layer."""

from __future__ import annotations

from collections.abc import Iterable

from cnnlab import ops
from cnnlab.nn.rescaled import Rescaled
from cnnlab.nn.settings import written
from cnnlab.nn.sizes import whole
from cnnlab.nn.window import Shape
from cnnlab.ops.arrays import Array
from cnnlab.shapes import ShapeError


class LayerNorm(Rescaled):
    """``ops.layer_norm`` of the last axes, with a weight and a bias of their shape.

    At first the weight is ones and the bias zeros. ``elementwise_affine=False`` leaves both out,
    ``bias=False`` the bias.

    Raises ShapeError for sizes that make no layer.
    """

    _op_backward = staticmethod(ops.layer_norm_backward)

    def __init__(
        self,
        normalized_shape: int | tuple[int, ...],
        eps: float = 1e-5,
        elementwise_affine: bool = True,
        bias: bool = True,
    ) -> None:
        shape = normalized_shape if isinstance(normalized_shape, Iterable) else (normalized_shape,)
        shape = tuple(shape)
        for size in shape or (0,):
            whole("LayerNorm", normalized_shape=size)
        self.normalized_shape, self.eps = shape, eps
        self._learns(shape, weight=elementwise_affine, bias=elementwise_affine and bias)

    def output_shape(self, shape: Shape) -> Shape:
        if shape[-len(self.normalized_shape) :] != self.normalized_shape:
            raise ShapeError(
                "LayerNorm: this is not what the layer takes",
                expected=f"(..., {', '.join(map(str, self.normalized_shape))})",
                got=shape,
            )
        return shape

    def forward(self, x: Array) -> Array:
        """x → y of the same shape, whose last axes are ``normalized_shape``."""
        y, cache = ops.layer_norm(x, self.normalized_shape, *self._learned(), eps=self.eps)
        self._keep(cache)
        return y

    def _settings(self) -> str:
        return written(
            self.normalized_shape,
            eps=(self.eps, 1e-5),
            elementwise_affine=(self.weight is not None, True),
            bias=(self.bias is not None or self.weight is None, True),
        )
