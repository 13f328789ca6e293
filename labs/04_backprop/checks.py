"""Checks of lab 4, "Backpropagation"."""

from . import (  # noqa: F401 (each declares the checks of its exercise)
    batch_norm_backward,
    conv2d_backward,
    conv2d_backward_fast,
    is_gradient,
    matmul_backward,
    max_pool2d_backward,
    numerical_gradient,
    relu_backward,
    softmax_cross_entropy,
)
from .common import lab  # noqa: F401 (what a lab is loaded for)
