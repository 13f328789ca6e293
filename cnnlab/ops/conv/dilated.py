"""Dilated 3×3 convolution by Winograd's algorithm: space to batch.

With dilation d, an output meets only inputs that lie a multiple of d away. The image falls apart
into d · d images that know nothing of each other, each every d-th row and column. Together they are
a larger batch of smaller images, and on that the convolution is an ordinary one.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cnnlab.memory import empty, workspace
from cnnlab.ops.conv import tiles, winograd
from cnnlab.ops.conv.geometry import Array, Geometry, put
from cnnlab.shapes import Pair
from cnnlab.threads import for_each, total

PLAIN = Geometry()
CORNER = ((0, 0), (0, 0))


def forward(x: Array, weight: Array, geometry: Geometry, bias: Array | None = None) -> Array:
    """y (N, P, Q, O) from x (N, H, W, C), bias (O,) and weight (O, C, 3, 3)."""
    return _convolve(x, tiles.kernels(weight), geometry, bias)


def backward_input(dy: Array, weight: Array, geometry: Geometry, size: Pair) -> Array:
    """dx (N, H, W, C): the convolution of dy with the flipped kernels, just as dilated."""
    return _convolve(dy, tiles.flipped_kernels(weight), geometry.transposed(weight.shape[2:]))


def backward_weight(dy: Array, x: Array, geometry: Geometry, kernel: Pair) -> Array:
    """dweight (O, C, 3, 3): every phase met the same kernel, so their gradients add up."""
    o, c = dy.shape[3], x.shape[3]
    height, width = small((dy.shape[1], dy.shape[2]), geometry.dilation)

    def share(part: slice) -> Array:
        images = apart(x[part], geometry, (height + 2, width + 2), "space")
        corner = geometry._replace(padding=CORNER)
        upstream = apart(dy[part], corner, (height, width), "upstream")
        return winograd.gradient(upstream, images, PLAIN)

    batch = parts(len(x), (height, width), c, o, geometry.dilation)
    return tiles.of_kernels(total(share, batch, np.zeros((36, o, c), x.dtype)))


def _convolve(x: Array, u: Array, geometry: Geometry, bias: Array | None = None) -> Array:
    """y (N, P, Q, O) from x (N, H, W, C) and transformed kernels u (36, C, O)."""
    (_, c, o), (dv, dh) = u.shape, geometry.dilation
    p, q = geometry.output(x.shape[1:3], (3, 3))
    height, width = small((p, q), geometry.dilation)
    y = empty((len(x), p, q, o), x.dtype)

    def convolve(part: slice) -> None:
        images = apart(x[part], geometry, (height + 2, width + 2), "space")
        outputs = winograd.convolve(images, u, PLAIN, bias).reshape(dv * dh, -1, height, width, o)
        for output, (a, b) in zip(outputs, phases(geometry.dilation), strict=True):
            every = y[part, a::dv, b::dh]
            every[...] = output[:, : every.shape[1], : every.shape[2]]

    for_each(convolve, parts(len(x), (height, width), c, o, geometry.dilation))
    return y


def apart(x: Array, geometry: Geometry, size: Pair, name: str) -> Array:
    """The images that x (n, H, W, C) falls apart into, each of ``size``: (d · d · n, ·, ·, C)."""
    ((top, _), (left, _)), (dv, dh) = geometry.padding, geometry.dilation
    n, _, _, c = x.shape
    space = workspace(name, (dv * dh, n, *size, c), x.dtype)
    for image, (a, b) in zip(space, phases(geometry.dilation), strict=True):
        above, before = -((a - top) // dv), -((b - left) // dh)  # zeros that come first
        put(x[:, a + above * dv - top :: dv, b + before * dh - left :: dh], image, above, before)
    return space.reshape(-1, *size, c)


def small(size: Pair, dilation: Pair) -> Pair:
    """The size of one image's outputs, of all outputs' ``size``, filled up to whole tiles."""
    rows, columns = tiles.tile_counts(*(-(-m // d) for m, d in zip(size, dilation, strict=True)))
    return rows * tiles.STEP, columns * tiles.STEP


def phases(dilation: Pair) -> Iterator[Pair]:
    """Where an image can begin: each of the d · d first places."""
    return ((a, b) for a in range(dilation[0]) for b in range(dilation[1]))


def parts(n: int, size: Pair, c: int, o: int, dilation: Pair) -> list[slice]:
    """The batch in pieces as large as Winograd's, which all go through the cache together."""
    an_image = size[0] * size[1] * dilation[0] * dilation[1] // tiles.STEP**2
    return tiles.parts(n, an_image, c, o)
