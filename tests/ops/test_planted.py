"""The comparison must be able to fail: mistakes planted in the core operations, each to be seen."""

from __future__ import annotations

from typing import Any

import numpy as np

from cnnlab.ops import naive
from tests.drawn import assert_close
from tests.ops.planted import Mistakes, proofs

RNG = np.random.default_rng(0)
X = RNG.standard_normal((3, 4, 9, 8))


def fully_connected(module: Any) -> None:
    x, weight, bias = X[0, :, :, 0], RNG.standard_normal((5, 9)), RNG.standard_normal(5)
    y, cache = module.linear(x, weight, bias)
    assert_close(y, naive.linear(x, weight, bias), 1e-12)
    dy = RNG.standard_normal(y.shape)
    wants = naive.linear_backward(dy, x, weight)
    for got, want in zip(module.linear_backward(dy, cache), wants, strict=True):
        assert_close(got, want, 1e-12)


MISTAKES: Mistakes = {
    fully_connected: (
        "linear",
        {
            "the bias is forgotten": ("y += bias", "y += 0"),
            "dbias is averaged": ("rows.sum(axis=0)", "rows.mean(axis=0)"),
        },
    ),
}


test_the_true_one_passes, test_a_mistake_is_seen = proofs(MISTAKES)
