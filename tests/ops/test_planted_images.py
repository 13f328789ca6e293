"""Mistakes planted in borders and in upsampling."""

from __future__ import annotations

from typing import Any

import numpy as np

from cnnlab.ops import naive
from tests.drawn import assert_close
from tests.ops.planted import Mistakes, proofs

RNG = np.random.default_rng(0)
X = RNG.standard_normal((2, 3, 4, 5))


def borders(module: Any) -> None:
    """Every mode, with four different edges."""
    padding = (3, 1, 0, 2)
    for mode in ("zeros", "reflect", "replicate", "circular"):
        y, cache = module.pad2d(X, padding, mode)
        assert_close(y, naive.pad2d(X, padding, mode), 0)
        dy = RNG.standard_normal(y.shape)
        want = naive.pad2d_backward(dy, X, padding, mode)
        assert_close(module.pad2d_backward(dy, cache), want, 1e-12)


def enlarged(module: Any) -> None:
    """Every mode, with two different scales."""
    for settings in (("nearest", False), ("bilinear", False), ("bilinear", True)):
        y, cache = module.upsample2d(X, (3, 2), *settings)
        assert_close(y, naive.upsample2d(X, (3, 2), *settings), 1e-12)
        dy = RNG.standard_normal(y.shape)
        want = naive.upsample2d_backward(dy, X, (3, 2), *settings)
        assert_close(module.upsample2d_backward(dy, cache), want, 1e-12)


MISTAKES: Mistakes = {
    borders: (
        "pad2d",
        {
            "the border is doubled": ("2 * (m - 1) - i", "2 * m - 1 - i"),
            "one end is copied to both": ("0 if i < 0 else m - 1", "0"),
            "the rows are forgotten backwards": ("in (3, 2):", "in (3,):"),
            "a copied line overwrites backwards": ("d[source] += ", "d[source] = "),
            "left and right are exchanged": ("left, right, above", "right, left, above"),
            "the copies are forgotten backwards": ("d[source] += d[line]", "pass"),
        },
    ),
    enlarged: (
        "upsample2d",
        {
            "the half pixel is forgotten": ("(p + 0.5) / scale - 0.5", "p / scale"),
            "the edge is not kept": (".clip(0, size - 1)", ""),
            "the corners are never aligned": ("elif align_corners", "elif False"),
            "rows and columns are exchanged": ("_weights(h, s,", "_weights(h, t,"),
            "the nearest is rounded": ("np.floor(p / scale)", "np.round(p / scale)"),
        },
    ),
}

test_the_true_one_passes, test_a_mistake_is_seen = proofs(MISTAKES)
