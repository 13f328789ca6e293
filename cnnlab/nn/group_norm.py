"""Group normalisation as a layer."""

from __future__ import annotations

from cnnlab import ops
from cnnlab.nn.rescaled import Rescaled
from cnnlab.nn.settings import written
from cnnlab.nn.sizes import whole
from cnnlab.nn.window import Shape
from cnnlab.ops.arrays import Array
from cnnlab.shapes import ShapeError


class GroupNorm(Rescaled):
    """``ops.group_norm`` with a weight (C,), at first ones, and a bias (C,), at first zeros.

    ``affine=False`` leaves both out.

    Raises ShapeError for sizes that make no layer.
    """

    _op_backward = staticmethod(ops.group_norm_backward)

    def __init__(
        self, num_groups: int, num_channels: int, eps: float = 1e-5, affine: bool = True
    ) -> None:
        whole("GroupNorm", num_groups=num_groups, num_channels=num_channels)
        if num_channels % num_groups:
            raise ShapeError(
                "GroupNorm: the channels cannot be divided into these groups",
                expected=f"num_groups that divide {num_channels}",
                got=f"num_groups = {num_groups}",
            )
        self.num_groups, self.num_channels, self.eps = num_groups, num_channels, eps
        self._learns((num_channels,), weight=affine, bias=affine)

    def output_shape(self, shape: Shape) -> Shape:
        if len(shape) < 2 or shape[1] != self.num_channels:
            raise ShapeError(
                "GroupNorm: this is not what the layer takes",
                expected=f"(N, {self.num_channels}, ...)",
                got=shape,
            )
        return shape

    def forward(self, x: Array) -> Array:
        """x (N, C, ...) → y, of the same shape."""
        self.output_shape(x.shape)
        y, cache = ops.group_norm(x, self.num_groups, *self._learned(), eps=self.eps)
        self._keep(cache)
        return y

    def _settings(self) -> str:
        return written(
            self.num_groups,
            self.num_channels,
            eps=(self.eps, 1e-5),
            affine=(self.weight is not None, True),
        )
