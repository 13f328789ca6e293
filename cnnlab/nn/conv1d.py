"""The convolutional layer for signals."""

from __future__ import annotations

from cnnlab import ops
from cnnlab.nn.convolution import Convolution


class Conv1d(Convolution):
    """``ops.conv1d`` with a weight (O, C/G, L) and a bias (O,) of its own.

    Both are drawn from torch's default distribution, uniform in ±1/√(C/G · L). x (N, C, W) becomes
    y (N, O, Q).

    Raises ShapeError for sizes that make no layer.
    """

    dimensions = 1
    _op = staticmethod(ops.conv1d)
    _op_backward = staticmethod(ops.conv1d_backward)
