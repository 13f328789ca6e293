"""The way back from patches to the image: col2im.

Every dy is handed back along the patch that it came from, by the product with the transposed
matrix of kernels:

    dcols[(n p q), r] = Σ_o dy[(n p q), o] · matrix[r, o]          r = (k, l, c)

and where patches overlap, their shares add up.
"""

from __future__ import annotations

from cnnlab.memory import empty, workspace
from cnnlab.ops.conv.geometry import Array, Geometry
from cnnlab.ops.conv.patches import banded, by_group, neighbours, parts, taps
from cnnlab.ops.conv.product import product
from cnnlab.shapes import Pair
from cnnlab.threads import for_each

FEW = 16  # channels


def col2im(dy: Array, weight: Array, geometry: Geometry, size: Pair) -> Array:
    """dx (N, H, W, C) for an input of ``size`` (H, W)."""
    (top, bottom), (left, right) = geometry.padding
    (n, p, q, o), (h, w), groups = dy.shape, size, geometry.groups
    (sv, sh), (dv, dh) = geometry.stride, geometry.dilation
    height = top + h + max(bottom, 0)  # a negative padding cuts: inputs that met no kernel
    k, l, c = *weight.shape[2:], weight.shape[1]
    few = c * groups < FEW  # then taps are short runs, and are better handed back together
    t = neighbours(geometry, o, q, least=(4 if sh == 1 else 2) if few else 1)
    tiles, wide = -(-q // t), taps(l, t, geometry)
    matrix_t = banded(weight, t, geometry).transpose(0, 2, 1)  # (G, t·O/G, R)
    width = max(left + w + max(right, 0), (tiles - 1) * t * sh + dh * (wide - 1) + 1)
    dx = empty((n, h, w, groups * c), dy.dtype)

    def hand_back(part: slice) -> None:
        upstream = by_group(dy[part], t, groups)  # (G, n'·P·tiles, t·O/G)
        dcols = workspace("cols", (*upstream.shape[:2], matrix_t.shape[2]), dy.dtype)
        product(upstream, matrix_t, dcols)
        dcols = dcols.reshape(groups, -1, p, tiles, k, wide, c).transpose(1, 2, 3, 4, 5, 0, 6)
        frame = workspace("frame", (len(dcols), height, width, groups, c), dy.dtype)
        frame[...] = 0
        for i in range(k):
            rows = slice(dv * i, dv * i + sv * (p - 1) + 1, sv)
            if t == 1:  # tap by tap, all patches at once
                for j in range(l):
                    columns = slice(dh * j, dh * j + sh * (q - 1) + 1, sh)
                    frame[:, rows, columns] += dcols[:, :, :, i, j]
            else:  # tile by tile, all taps at once
                for j in range(tiles):
                    columns = slice(j * t * sh, j * t * sh + wide)
                    frame[:, rows, columns] += dcols[:, :, j, i]
        dx[part] = frame[:, top : top + h, left : left + w].reshape(-1, h, w, groups * c)

    for_each(hand_back, parts(n, p * tiles * groups * matrix_t.shape[2] * dy.itemsize))
    return dx
