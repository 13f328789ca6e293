"""The mathematics of the layers: pure functions in pairs.

``op(...) -> (y, cache)`` computes, and ``op_backward(dy, cache)`` hands the gradient of the loss
back from the output to whatever went in. ``naive`` holds the same operations as loops.
"""

from cnnlab.ops import naive
from cnnlab.ops.conv2d import conv2d, conv2d_backward
from cnnlab.ops.linear import linear, linear_backward
from cnnlab.ops.max_pool2d import max_pool2d, max_pool2d_backward
from cnnlab.ops.relu import relu, relu_backward
from cnnlab.ops.softmax_cross_entropy import (
    softmax_cross_entropy,
    softmax_cross_entropy_backward,
)

__all__ = [
    "conv2d",
    "conv2d_backward",
    "linear",
    "linear_backward",
    "max_pool2d",
    "max_pool2d_backward",
    "naive",
    "relu",
    "relu_backward",
    "softmax_cross_entropy",
    "softmax_cross_entropy_backward",
]
