"""Checks of lab 5, "A first network"."""

from . import (  # noqa: F401 (each declares the checks of its exercise)
    confusion_matrix,
    conv2d,
    find_learning_rate,
    he_normal,
    lenet5,
    linear,
    sequential,
    sgd,
    train_epoch,
)
from .common import lab  # noqa: F401 (what a lab is loaded for)
