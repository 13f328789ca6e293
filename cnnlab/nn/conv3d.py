"""The convolutional layer for clips and volumes."""

from __future__ import annotations

from cnnlab import ops
from cnnlab.nn.convolution import Convolution


class Conv3d(Convolution):
    """``ops.conv3d`` with a weight (O, C/G, J, K, L) and a bias (O,) of its own.

    Both are drawn from torch's default distribution, uniform in ±1/√(C/G · J · K · L). x
    (N, C, D, H, W) becomes y (N, O, R, P, Q).

    Raises ShapeError for sizes that make no layer.
    """

    dimensions = 3
    _op = staticmethod(ops.conv3d)
    _op_backward = staticmethod(ops.conv3d_backward)
