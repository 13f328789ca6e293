"""Checks of lab 3, "Layers"."""

from . import (  # noqa: F401 (each declares the checks of its exercise)
    batch_norm,
    col2im,
    conv2d,
    conv_transpose2d,
    equivariance,
    im2col,
    maxout,
    pooling,
    relu,
)
from .common import lab  # noqa: F401 (what a lab is loaded for)
