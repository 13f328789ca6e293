"""Three-dimensional convolution, of clips and volumes: D frames of H × W.

    y[n, o, r, p, q] = b[o] + Σ_cjkl x[n, c, s r + d j - pad, s p + d k - pad, s q + d l - pad]
                              · w[o, c, j, k, l]

with stride s and dilation d, each by axis. The sum over c and j together is a sum over channels:
for output frame r, stack the J frames that it sees as the channels of one image,

    z[n r, (j, c), ...] = x[n, c, s r + d j - pad, ...]

and what is left is a two-dimensional convolution of z, with w's depth beside its channels. It costs
the memory of J copies of x. Backwards a stacked frame hands its share to the frame that it was.

Source: Tran et al. 2015, "Learning Spatiotemporal Features with 3D Convolutional Networks",
arXiv:1412.0767, for networks of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from cnnlab.ops.arrays import Array, same_shape
from cnnlab.ops.conv import Geometry
from cnnlab.ops.conv.check import convolvable
from cnnlab.ops.conv2d import Conv2dCache, conv2d_backward, convolve
from cnnlab.shapes import PaddingMode, output_size, per_axis, resolve_paddings


class Depth(NamedTuple):
    """How a kernel moves along the frames."""

    frames: int  # D
    taps: int  # J
    outputs: int  # R
    stride: int
    before: int  # padding
    dilation: int

    def meetings(self) -> Iterator[tuple[int, slice, slice]]:
        """For each tap j, the outputs r for which there is a frame s r + d j - pad, and those."""
        for j in range(self.taps):
            shift = self.dilation * j - self.before
            first = max(0, -(shift // self.stride))
            last = min(self.outputs - 1, (self.frames - 1 - shift) // self.stride)
            if first <= last:
                frames = self.stride * first + shift, self.stride * last + shift + 1, self.stride
                yield j, slice(first, last + 1), slice(*frames)


class Conv3dCache(NamedTuple):
    """What the backward pass needs."""

    stacked: Conv2dCache  # of the convolution of z
    depth: Depth
    y: tuple[int, ...]  # (N, O, R, P, Q), the output's shape


def conv3d(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: int | tuple[int, ...] = 1,
    padding: int | tuple[int, ...] | PaddingMode = 0,
    dilation: int | tuple[int, ...] = 1,
    groups: int = 1,
) -> tuple[Array, Conv3dCache]:
    """x (N, C, D, H, W), weight (O, C/G, J, K, L), bias (O,) → y (N, O, R, P, Q).

    ``padding`` is a number, three of them (depth first), "valid", "same" or "full". The result is a
    view of channels-last memory.

    Raises ShapeError for ranks, channels, types or sizes that do not fit together.
    """
    convolvable("conv3d", 3, x, weight, bias, groups)
    steps = per_axis(stride, 3, "stride", operation="conv3d")
    spread = per_axis(dilation, 3, "dilation", operation="conv3d")
    (n, c, d, h, w), (o, _, *kernel) = x.shape, weight.shape
    around = resolve_paddings(padding, tuple(kernel), steps, spread, operation="conv3d")
    r, p, q = (
        output_size(*axis, operation="conv3d")
        for axis in zip(x.shape[2:], kernel, steps, around, spread, strict=True)
    )
    depth = Depth(d, kernel[0], r, steps[0], around[0][0], spread[0])
    frames = x.transpose(0, 2, 3, 4, 1).reshape(n, d, h, w, groups, c // groups)
    z = np.zeros((n, r, h, w, groups, depth.taps, c // groups), np.result_type(x, weight))
    for j, outputs, seen in depth.meetings():
        z[:, outputs, :, :, :, j] = frames[:, seen]
    images = z.reshape(n * r, h, w, c * depth.taps).transpose(0, 3, 1, 2)
    kernels = weight.transpose(0, 2, 1, 3, 4).reshape(o, -1, *kernel[1:])  # (O, J · C/G, K, L)
    geometry = Geometry(
        (steps[1], steps[2]), (around[1], around[2]), (spread[1], spread[2]), groups
    )
    y, stacked = convolve(images, kernels, bias, geometry)
    y = y.transpose(0, 2, 3, 1).reshape(n, r, p, q, o).transpose(0, 4, 1, 2, 3)
    return y, Conv3dCache(stacked, depth, y.shape)


def conv3d_backward(dy: Array, cache: Conv3dCache) -> tuple[Array, Array, Array | None]:
    """dx (N, C, D, H, W), dweight (O, C/G, J, K, L) and dbias (O,), or None without a bias."""
    stacked, depth, (n, o, r, p, q) = cache
    same_shape("conv3d_backward", dy, (n, o, r, p, q))
    upstream = dy.transpose(0, 2, 1, 3, 4).reshape(n * r, o, p, q)
    dimages, dkernels, dbias = conv2d_backward(upstream, stacked)
    groups, (_, channels, h, w) = stacked.geometry.groups, dimages.shape
    c = channels // depth.taps
    dz = dimages.transpose(0, 2, 3, 1).reshape(n, r, h, w, groups, depth.taps, c // groups)
    dframes = np.zeros((n, depth.frames, h, w, groups, c // groups), dz.dtype)
    for j, outputs, seen in depth.meetings():
        dframes[:, seen] += dz[:, outputs, :, :, :, j]
    dx = dframes.reshape(n, depth.frames, h, w, c).transpose(0, 4, 1, 2, 3)
    dweight = dkernels.reshape(o, depth.taps, c // groups, *dkernels.shape[2:])
    return dx, dweight.transpose(0, 2, 1, 3, 4), dbias
