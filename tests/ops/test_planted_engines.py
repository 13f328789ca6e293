"""Mistakes planted in the convolution's engines, each seen by the comparison with the loops."""

from __future__ import annotations

from typing import Any

import numpy as np

from cnnlab.ops import naive
from cnnlab.ops.conv.geometry import Geometry
from tests.drawn import assert_close
from tests.ops.planted import Mistakes, proofs

RNG = np.random.default_rng(0)
X = RNG.standard_normal((3, 4, 9, 8))
AROUND = ((1, 2), (2, 1))


def convolves(module: Any, weight: tuple[int, ...], geometry: Geometry) -> None:
    """Forward and both gradients on X."""
    kernels = RNG.standard_normal(weight)
    bias = RNG.standard_normal(len(kernels))
    last = np.ascontiguousarray(X.transpose(0, 2, 3, 1))
    y = module.forward(last, kernels, geometry, bias)
    padded = np.pad(X, ((0, 0), (0, 0), *geometry.padding))
    names = ("stride", "dilation", "groups")
    settings = {name: getattr(geometry, name) for name in names}
    assert_close(y.transpose(0, 3, 1, 2), naive.conv2d(padded, kernels, bias, **settings), 1e-12)
    dy = RNG.standard_normal(y.shape)
    dx, dweight, _ = naive.conv2d_backward(dy.transpose(0, 3, 1, 2), padded, kernels, **settings)
    (above, below), (left, right) = geometry.padding
    assert_close(
        module.backward_input(dy, kernels, geometry, (9, 8)).transpose(0, 3, 1, 2),
        dx[:, :, above : dx.shape[2] - below, left : dx.shape[3] - right],
        1e-12,
    )
    assert_close(module.backward_weight(dy, last, geometry, weight[2:]), dweight, 1e-12)


def im2col(module: Any) -> None:
    """With every setting different from the next, and both ways back to the input."""
    for stride, groups, few in (((2, 3), 2, 1), ((1, 1), 1, 1), ((1, 1), 2, 9), ((1, 2), 1, 9)):
        module.FEW = few
        convolves(module, (6, 4 // groups, 3, 2), Geometry(stride, AROUND, (2, 1), groups))


def batch_inner(module: Any) -> None:
    """Several lines and columns at a time, and a last part that is smaller."""
    module.TALL, module.CACHE = 12, 1 << 12
    for stride, dilation in (((2, 3), (1, 1)), ((1, 1), (1, 1)), ((1, 2), (2, 1))):
        convolves(module, (3, 4, 3, 2), Geometry(stride, AROUND, dilation))


def winograd(module: Any) -> None:
    """Sizes that are no whole number of tiles, and several parts."""
    module.parts = lambda n, *_: [slice(0, 2), slice(2, n)]
    convolves(module, (5, 4, 3, 3), Geometry((1, 1), AROUND))


def depthwise(module: Any) -> None:
    convolves(module, (4, 1, 3, 2), Geometry((1, 1), AROUND, groups=4))


MISTAKES: Mistakes = {
    im2col: (
        "conv.im2col",
        {
            "the kernel is not flipped backwards": (
                "flipped(weight,",
                "flipped(weight[:, :, ::-1, ::-1],",
            ),
            "the stride is ignored across": ("t * sh * column", "t * column"),
            "the strides are exchanged": (
                "(sv, sh), (dv, dh), groups = ",
                "(sh, sv), (dv, dh), groups = ",
            ),
            "the dilations are exchanged": (
                "(sv, sh), (dv, dh), groups = ",
                "(sv, sh), (dh, dv), groups = ",
            ),
            "the crop is wrong": (
                "frame[:, top : top + h, left",
                "frame[:, bottom : bottom + h, left",
            ),
            "what overlaps is overwritten": ("columns] += dcols", "columns] = dcols"),
            "the last input is not 1": ("cols[..., -1] = 1", "cols[..., -1] = 0"),
            "only the first neighbour counts": ("dweight += bands", "dweight = bands"),
            "the bias is added once for all neighbours": ("1, -1), t)", "1, -1), t) / t"),
        },
    ),
    batch_inner: (
        "conv.batch_inner",
        {
            "the strides are exchanged": (
                "(sv, sh), (dv, dh) = geometry.stride",
                "(sh, sv), (dv, dh) = geometry.stride",
            ),
            "lines that overlap are overwritten": (": sh] += taps", ": sh] = taps"),
            "every line meets the kernel at the same place": ("first = i *", "first = 0 *"),
            "only the last line teaches the kernel": ("shares += product", "shares = product"),
            "columns begin anew in every part": ("band.columns.start * sh + l", "l"),
            "the crop is wrong": ("frame[top : top + h", "frame[bottom : bottom + h"),
            "the bias goes to the wrong lines": ("np.tile(bias, t)", "bias.repeat(t)"),
            "the last input is not 1": ("cols[lines:] = 1", "cols[lines:] = 0"),
        },
    ),
    winograd: (
        "conv.winograd",
        {
            "a fraction is wrong": ("[1, -2, 4], [0, 0, 24]", "[1, 2, 4], [0, 0, 24]"),
            "the kernel is not flipped backwards": ("G_G[:, ::-1]", "G_G"),
            "what hangs over the edge is kept": ("[:, :p, :q]", "[:, :p, -q:]"),
            "the bias goes where only some outputs see it": ("ALL_ONES = 7", "ALL_ONES = 8"),
            "tiles overlap too far": ("STEP * column, column", "column, column"),
        },
    ),
    depthwise: (
        "conv.depthwise",
        {
            "rows and columns are exchanged": (
                "(image, row, row, column,",
                "(image, row, column, row,",
            ),
            "the last image alone counts": ("range(n), np.zeros", "range(n - 1, n), np.zeros"),
            "the kernel is not flipped backwards": ("flipped(weight, geometry.groups)", "weight"),
        },
    ),
}


test_the_true_one_passes, test_a_mistake_is_seen = proofs(MISTAKES)
