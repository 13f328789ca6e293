"""The lab, its exercises, and the definitions that several checks use."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy import signal

from cnnlab.labs import Failed, Lab, Raised

Array = NDArray[np.float64]
Pair = tuple[int, int]
Shape = tuple[int, ...]
Mistakes = dict[str, Array | Callable[[], Array]]

lab = Lab("03_layers", title="Layers")

READY_MADE = ("scipy", "torch", "cnnlab.ops", "cnnlab.nn", "skimage", "cv2")
lab.exercise("im2col", forbid=READY_MADE)
lab.exercise("col2im", forbid=READY_MADE)
lab.exercise("conv2d", builds_on=("im2col",), forbid=READY_MADE)
lab.exercise("relu", forbid=READY_MADE)
lab.exercise("max_pool2d", builds_on=("im2col",), forbid=READY_MADE)
lab.exercise("avg_pool2d", builds_on=("im2col", "max_pool2d"), forbid=READY_MADE)
lab.exercise("l2_pool2d", builds_on=("im2col", "avg_pool2d"), forbid=READY_MADE)
lab.exercise("maxout", forbid=READY_MADE)
lab.exercise("conv_transpose2d", builds_on=("col2im", "conv2d"), forbid=READY_MADE)
lab.exercise("batch_norm", forbid=READY_MADE)
lab.exercise("equivariance_gap", forbid=READY_MADE)


def drawn(rng: Generator, *shape: int) -> Array:
    """Numbers of either sign, none of them near 0 and no two alike."""
    return rng.uniform(0.5, 2, shape) * rng.choice([-1, 1], shape)


def correlated(
    x: Array, weight: Array, stride: int = 1, padding: int = 0, dilation: int = 1
) -> Array:
    """A convolutional layer without groups: zeros between the weights, then every s-th output."""
    o, c, k, l = weight.shape
    spread = np.zeros((o, c, dilation * (k - 1) + 1, dilation * (l - 1) + 1))
    spread[:, :, ::dilation, ::dilation] = weight
    wide = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    maps = [signal.correlate(wide, one[None], "valid", "direct") for one in spread]
    return np.concatenate(maps, axis=1)[:, :, ::stride, ::stride]


def columns_of(
    x: Array, kernel_size: Pair, stride: int = 1, padding: int = 0, dilation: int = 1
) -> Array:
    """What kernels see that have a single 1: (N, C K L, P Q)."""
    c, (k, l) = x.shape[1], kernel_size
    single = np.eye(c * k * l).reshape(-1, c, k, l)
    seen = correlated(x, single, stride, padding, dilation)
    return seen.reshape(*seen.shape[:2], -1)


def twice(trial: Callable[[], None]) -> None:
    """Run ``trial``, which draws new numbers, and again: nothing may stay from the first time."""
    trial()
    try:
        trial()
    except (Failed, Raised) as error:
        hint = "right at first, wrong with other numbers: what stays from one call to the next?"
        raise Failed(error.message, hint) from None
