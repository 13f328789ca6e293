"""Checks of lab 2, "Volumes"."""

from . import (  # noqa: F401 (each declares the checks of its exercise)
    as_fully_connected,
    conv1x1,
    conv_volume,
    counts,
    fully_connected_as_conv,
    layouts,
    output_size,
    receptive_field,
    same_padding,
)
from .common import lab  # noqa: F401 (what a lab is loaded for)
