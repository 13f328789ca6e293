"""Average pooling: the mean of each window.

    y[n, c, p, q] = 1/(K L) Σ_kl x[n, c, s p + k - pad, s q + l - pad]

Places outside the image count as zeros, as in torch. With ``count_include_pad=False`` they do not
count at all: the sum is divided by how many places of the window lie in the image.

Backwards a window hands each of its inputs the same share of its dy.

Source: LeCun et al. 1998, "Gradient-Based Learning Applied to Document Recognition", section II.B,
where a learned factor and a bias follow.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cnnlab.ops.arrays import Array, same_shape
from cnnlab.ops.pooling.windows import Windows, reduced, spread, windows
from cnnlab.shapes import IntOrPair


class AvgPool2dCache(NamedTuple):
    """What the backward pass needs."""

    shape: tuple[int, ...]  # of y, (N, C, P, Q)
    over: Windows
    share: Array  # of a window's sum that is its mean, (P, Q) or (1, 1)


def avg_pool2d(
    x: Array,
    kernel_size: IntOrPair,
    *,
    stride: IntOrPair | None = None,
    padding: IntOrPair = 0,
    count_include_pad: bool = True,
) -> tuple[Array, AvgPool2dCache]:
    """x (N, C, H, W) → y (N, C, P, Q). ``stride`` is the window's size unless given.

    Raises ShapeError for a wrong rank or type, a window that does not fit, or a padding of more
    than half the window.
    """
    over = windows("avg_pool2d", x, kernel_size, stride, padding)
    k, l = over.kernel
    counts = np.full((1, 1), k * l, x.dtype) if count_include_pad else _in_image(over, x.dtype)
    share = 1 / counts
    y = reduced(np.add, over.bordered(x, 0), over)
    y *= share
    return y, AvgPool2dCache(y.shape, over, share)


def avg_pool2d_backward(dy: Array, cache: AvgPool2dCache) -> Array:
    """dx (N, C, H, W)."""
    shape, over, share = cache
    same_shape("avg_pool2d_backward", dy, shape)
    return spread(dy * share, over)


def _in_image(over: Windows, dtype: np.dtype[np.floating]) -> Array:
    """How many places of each window lie in the image: (P, Q)."""
    ones = np.ones((1, 1, *over.image), dtype)
    counts: Array = reduced(np.add, over.bordered(ones, 0), over)[0, 0]
    return counts
