"""The definitions, as loops: what the fast operations are held to.

They are slow on purpose. Nothing in them is clever, so that they can be read beside the formula.
"""

from cnnlab.ops.naive.grids import convolve1d, convolve2d, correlate2d
from cnnlab.ops.naive.layers import (
    conv2d,
    conv2d_backward,
    linear,
    linear_backward,
    max_pool2d,
    max_pool2d_backward,
    relu,
    relu_backward,
    softmax_cross_entropy,
    softmax_cross_entropy_backward,
)

__all__ = [
    "conv2d",
    "conv2d_backward",
    "convolve1d",
    "convolve2d",
    "correlate2d",
    "linear",
    "linear_backward",
    "max_pool2d",
    "max_pool2d_backward",
    "relu",
    "relu_backward",
    "softmax_cross_entropy",
    "softmax_cross_entropy_backward",
]
