"""The comparison must be able to fail: mistakes planted in the core operations, each to be seen."""

from __future__ import annotations

from typing import Any

import numpy as np

from cnnlab.ops import naive
from cnnlab.ops.conv.geometry import Geometry
from tests.drawn import assert_close
from tests.ops.planted import Mistakes, proofs

RNG = np.random.default_rng(0)
X = RNG.standard_normal((3, 4, 9, 8))
TIES = RNG.integers(0, 2, (2, 3, 7, 8)).astype(float)


def im2col(module: Any) -> None:
    """Forward and both gradients, with every setting different from the next."""
    for stride, groups, few in (((2, 3), 2, 1), ((1, 1), 1, 1), ((1, 1), 2, 9), ((1, 2), 1, 9)):
        module.FEW = few  # both ways back to the input
        geometry = Geometry(stride, ((1, 2), (2, 1)), (2, 1), groups)
        weight = RNG.standard_normal((6, 4 // groups, 3, 2))
        last = np.ascontiguousarray(X.transpose(0, 2, 3, 1))
        y = module.forward(last, weight, geometry)
        padded = np.pad(X, ((0, 0), (0, 0), *geometry.padding))
        settings = {"stride": stride, "dilation": (2, 1), "groups": groups}
        assert_close(y.transpose(0, 3, 1, 2), naive.conv2d(padded, weight, **settings), 1e-12)
        dy = RNG.standard_normal(y.shape)
        dx, dweight, _ = naive.conv2d_backward(dy.transpose(0, 3, 1, 2), padded, weight, **settings)
        assert_close(
            module.backward_input(dy, weight, geometry, (9, 8)).transpose(0, 3, 1, 2),
            dx[:, :, 1:-2, 2:-1],
            1e-12,
        )
        assert_close(module.backward_weight(dy, last, geometry, (3, 2)), dweight, 1e-12)


def fully_connected(module: Any) -> None:
    x, weight, bias = X[0, :, :, 0], RNG.standard_normal((5, 9)), RNG.standard_normal(5)
    y, cache = module.linear(x, weight, bias)
    assert_close(y, naive.linear(x, weight, bias), 1e-12)
    dy = RNG.standard_normal(y.shape)
    wants = naive.linear_backward(dy, x, weight)
    for got, want in zip(module.linear_backward(dy, cache), wants, strict=True):
        assert_close(got, want, 1e-12)


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
            "a part of the batch is taken away": (
                "dmatrix += part",
                "dmatrix -= part",
            ),
            "only the first neighbour counts": ("dweight += bands", "dweight = bands"),
        },
    ),
    fully_connected: (
        "linear",
        {
            "the bias is forgotten": ("y += bias", "y += 0"),
            "dbias is averaged": ("rows.sum(axis=0)", "rows.mean(axis=0)"),
        },
    ),
}


test_the_true_one_passes, test_a_mistake_is_seen = proofs(MISTAKES)
