"""Upsampling: an image s times as high and wide.

Along one axis, with H inputs and P = s H outputs:

    y[p] = Σ_i max(0, 1 - |t(p) - i|) x[i]

Output p stands at the place t(p) among the inputs, and is interpolated linearly between the two
that are next to it:

    nearest                     t(p) = ⌊p / s⌋: an input itself
    bilinear                    t(p) = (p + 1/2) / s - 1/2, kept between 0 and H - 1
    bilinear, align_corners     t(p) = p (H - 1) / (P - 1): the first and last inputs stay in place

Both axes are done one after the other. It is a linear map: with the weights as matrices A (P, H)
and B (Q, W) each map becomes y = A x Bᵀ, and dx = Aᵀ dy B.

Source: Long, Shelhamer and Darrell 2015, "Fully Convolutional Networks for Semantic Segmentation",
arXiv:1411.4038, section 3.3.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np

from cnnlab.ops.arrays import Array, axes, floating, same_shape
from cnnlab.ops.settings import choice
from cnnlab.shapes import IntOrPair, Pair, ShapeError, pair

UpsampleMode = Literal["nearest", "bilinear"]


class Upsample2dCache(NamedTuple):
    """What the backward pass needs."""

    shape: tuple[int, ...]  # of y, (N, C, P, Q)
    rows: Array  # A (P, H)
    columns: Array  # B (Q, W)


def upsample2d(
    x: Array,
    scale_factor: IntOrPair,
    mode: UpsampleMode = "nearest",
    align_corners: bool = False,
) -> tuple[Array, Upsample2dCache]:
    """x (N, C, H, W) → y (N, C, s H, t W), for a ``scale_factor`` s = t or (s, t).

    Raises ShapeError for a wrong rank or type, an empty image, a scale that is no whole number, or
    an unknown mode.
    """
    floating("upsample2d", x=x)
    axes("upsample2d", "N C H W", x=x)
    s, t = scales(scale_factor, mode, align_corners, operation="upsample2d")
    n, c, h, w = x.shape
    if not h or not w:
        raise ShapeError(
            "upsample2d: there is nothing to enlarge",
            expected="x (N, C, H, W) with H and W at least 1",
            got=f"x {x.shape}",
        )
    rows = _weights(h, s, mode, align_corners).astype(x.dtype)
    columns = _weights(w, t, mode, align_corners).astype(x.dtype)
    y = _mapped(rows, x, columns)
    return y, Upsample2dCache((n, c, s * h, t * w), rows, columns)


def upsample2d_backward(dy: Array, cache: Upsample2dCache) -> Array:
    """dx (N, C, H, W)."""
    shape, rows, columns = cache
    same_shape("upsample2d_backward", dy, shape)
    return _mapped(rows.T, dy, columns.T)


def scales(
    scale_factor: IntOrPair, mode: UpsampleMode, align_corners: bool, *, operation: str
) -> Pair:
    """(vertical, horizontal). Raises ShapeError for what makes no upsampling."""
    choice(mode, ("nearest", "bilinear"), "mode", operation=operation)
    if align_corners and mode == "nearest":
        raise ShapeError(
            f"{operation}: only interpolation can align the corners",
            expected='align_corners=False for mode "nearest"',
            got=f"align_corners = {align_corners}",
            hint='mode="bilinear"',
        )
    return pair(scale_factor, "scale_factor", operation=operation)


def _weights(size: int, scale: int, mode: UpsampleMode, align_corners: bool) -> Array:
    """Of every input in every output: (P, H)."""
    p = np.arange(scale * size)
    if mode == "nearest":
        places = np.floor(p / scale)
    elif align_corners:
        places = p * (size - 1) / max(len(p) - 1, 1)
    else:
        places = ((p + 0.5) / scale - 0.5).clip(0, size - 1)
    weights: Array = np.maximum(0, 1 - np.abs(places[:, None] - np.arange(size)))
    return weights


def _mapped(rows: Array, x: Array, columns: Array) -> Array:
    """rows · x · columnsᵀ for every map of x (N, C, H, W), with the channels last in memory."""
    n, c, h, w = x.shape
    last = np.ascontiguousarray(x.transpose(0, 2, 3, 1))
    taller = rows @ last.reshape(n, h, w * c)  # (N, P, W C)
    wider = columns @ taller.reshape(n, len(rows), w, c)  # (N, P, Q, C)
    return wider.transpose(0, 3, 1, 2)
