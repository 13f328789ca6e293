"""The convolutional layer."""

from __future__ import annotations

from cnnlab import ops
from cnnlab.nn.convolution import Convolution
from cnnlab.ops.arrays import Array
from cnnlab.shapes import Padding, Pair


class Conv2d(Convolution):
    """``ops.conv2d`` with a weight (O, C/G, K, L) and a bias (O,) of its own.

    Both are drawn from torch's default distribution, uniform in ±1/√(C/G · K · L). x (N, C, H, W)
    becomes y (N, O, P, Q).

    Raises ShapeError for sizes that make no layer.
    """

    dimensions = 2
    kernel_size: Pair
    stride: Pair
    dilation: Pair
    padding: Padding
    _op = staticmethod(ops.conv2d)
    _op_backward = staticmethod(ops.conv2d_backward)

    def backward_parameters(self, dy: Array) -> None:
        self._accumulate(*ops.conv2d_backward_parameters(dy, self._take()))
