"""Dilated 3×3 convolution by Winograd's algorithm: space to batch.

With dilation d, an output meets only inputs that lie a multiple of d away. The image falls apart
into d · d images that know nothing of each other, each every d-th row and column. Together they are
a larger batch of smaller images, and on that the convolution is an ordinary one.
"""

from __future__ import annotations

from collections.abc import Iterator

from cnnlab.memory import empty, workspace
from cnnlab.ops.conv import winograd
from cnnlab.ops.conv.geometry import Array, Geometry, flipped, put
from cnnlab.shapes import Pair
from cnnlab.threads import for_each

PLAIN = Geometry()
CORNER = ((0, 0), (0, 0))


def forward(x: Array, weight: Array, geometry: Geometry, bias: Array | None = None) -> Array:
    """y (N, P, Q, O) from x (N, H, W, C), bias (O,) and weight (O, C, 3, 3)."""
    n, o, dilation = len(x), len(weight), geometry.dilation
    p, q = geometry.output(x.shape[1:3], weight.shape[2:])
    height, width = small((p, q), dilation)
    images = apart(x, geometry.padding, dilation, (height + 2, width + 2), "space")
    outputs = winograd.forward(images, weight, PLAIN, bias).reshape(-1, n, height, width, o)
    y = empty((n, p, q, o), x.dtype)

    def put_back(phase: tuple[int, Pair]) -> None:
        i, (a, b) = phase
        every = y[:, a :: dilation[0], b :: dilation[1]]
        every[...] = outputs[i, :, : every.shape[1], : every.shape[2]]

    for_each(put_back, enumerate(phases(dilation)))
    return y


def backward_input(dy: Array, weight: Array, geometry: Geometry, size: Pair) -> Array:
    """dx (N, H, W, C): the convolution of dy with the flipped kernels, just as dilated."""
    return forward(dy, flipped(weight), geometry.transposed(weight.shape[2:]))


def backward_weight(dy: Array, x: Array, geometry: Geometry, kernel: Pair) -> Array:
    """dweight (O, C, 3, 3): every phase met the same kernel, so their gradients add up."""
    dilation = geometry.dilation
    height, width = small((dy.shape[1], dy.shape[2]), dilation)
    images = apart(x, geometry.padding, dilation, (height + 2, width + 2), "space")
    upstream = apart(dy, CORNER, dilation, (height, width), "upstream")
    return winograd.backward_weight(upstream, images, PLAIN, kernel)


def apart(x: Array, padding: tuple[Pair, Pair], dilation: Pair, size: Pair, name: str) -> Array:
    """The images that x (N, H, W, C) falls apart into, each of ``size``: (d · d · N, ·, ·, C)."""
    ((top, _), (left, _)), (dv, dh) = padding, dilation
    n, _, _, c = x.shape
    space = workspace(name, (dv * dh, n, *size, c), x.dtype)

    def take(phase: tuple[int, Pair]) -> None:
        i, (a, b) = phase
        above, before = -((a - top) // dv), -((b - left) // dh)  # zeros that come first
        put(x[:, a + above * dv - top :: dv, b + before * dh - left :: dh], space[i], above, before)

    for_each(take, enumerate(phases(dilation)))
    return space.reshape(-1, *size, c)


def small(size: Pair, dilation: Pair) -> Pair:
    """The size of one image's outputs, of all outputs' ``size``, filled up to whole tiles."""
    rows, columns = winograd.tile_counts(*(-(-m // d) for m, d in zip(size, dilation, strict=True)))
    return rows * winograd.STEP, columns * winograd.STEP


def phases(dilation: Pair) -> Iterator[Pair]:
    """Where an image can begin: each of the d · d first places."""
    return ((a, b) for a in range(dilation[0]) for b in range(dilation[1]))
