"""Mistakes planted in the poolings."""

from __future__ import annotations

from typing import Any

import numpy as np

from cnnlab.ops import naive
from tests.drawn import assert_close
from tests.ops.planted import Mistakes, proofs

RNG = np.random.default_rng(0)
X = RNG.standard_normal((2, 6, 7, 8))
TIES = RNG.integers(0, 2, (2, 3, 7, 8)).astype(float)
OVERLAPPING: dict[str, Any] = {"kernel_size": (3, 2), "stride": (2, 1), "padding": (1, 0)}


def windows(module: Any) -> None:
    """Sums over windows, overlapping ones and some with gaps between, and their way back."""
    for settings in (OVERLAPPING, {"kernel_size": (2, 3), "stride": (3, 1), "padding": (0, 1)}):
        over = module.windows("windows", X, **settings)
        size = over.kernel[0] * over.kernel[1]
        sums = module.reduced(np.add, over.bordered(X, 0), over)
        assert_close(sums, size * naive.avg_pool2d(X, **settings), 1e-12)
        dy = RNG.standard_normal(sums.shape)
        want = size * naive.avg_pool2d_backward(dy, X, **settings)
        assert_close(module.spread(dy, over), want, 1e-12)


def largest(module: Any) -> None:
    """Overlapping windows over an edge, and ties everywhere; backwards an image at a time."""
    module.CACHE = 1
    y, cache = module.max_pool2d(TIES - 3, **OVERLAPPING)
    assert_close(y, naive.max_pool2d(TIES - 3, **OVERLAPPING), 0)
    dy = RNG.standard_normal(y.shape)
    want = naive.max_pool2d_backward(dy, TIES - 3, **OVERLAPPING)
    assert_close(module.max_pool2d_backward(dy, cache), want, 1e-12)


def average(module: Any) -> None:
    """With the edge counted and not."""
    for counted in (True, False):
        settings = OVERLAPPING | {"count_include_pad": counted}
        y, cache = module.avg_pool2d(X, **settings)
        assert_close(y, naive.avg_pool2d(X, **settings), 1e-12)
        dy = RNG.standard_normal(y.shape)
        want = naive.avg_pool2d_backward(dy, X, **settings)
        assert_close(module.avg_pool2d_backward(dy, cache), want, 1e-12)


def lengths(module: Any) -> None:
    """Windows of zeros among the others, and no root forgotten."""
    x = X * TIES.repeat(2, axis=1)
    for power in (1, 2, 4):
        y, cache = module.lp_pool2d(x, power, (2, 1), stride=(1, 2))
        want = naive.lp_pool2d(x, power, (2, 1), stride=(1, 2))
        assert_close(y, want, 1e-12)
        dy = RNG.standard_normal(y.shape)
        want = naive.lp_pool2d_backward(dy, x, power, (2, 1), stride=(1, 2))
        assert_close(module.lp_pool2d_backward(dy, cache), want, 1e-12)


def across(module: Any) -> None:
    """Whichever pools across channels: ties, and groups of zeros."""
    name = "maxout" if hasattr(module, "maxout") else "l2_over_features"
    x = TIES.repeat(2, axis=1) - (name == "maxout")
    y, cache = getattr(module, name)(x, 3)
    assert_close(y, getattr(naive, name)(x, 3), 1e-12)
    dy = RNG.standard_normal(y.shape)
    want = getattr(naive, f"{name}_backward")(dy, x, 3)
    assert_close(getattr(module, f"{name}_backward")(dy, cache), want, 1e-12)


def whole_map(module: Any) -> None:
    y, cache = module.global_avg_pool2d(X)
    assert_close(y, naive.global_avg_pool2d(X), 1e-12)
    dy = RNG.standard_normal(y.shape)
    want = naive.global_avg_pool2d_backward(dy, X)
    assert_close(module.global_avg_pool2d_backward(dy, cache), want, 1e-12)


def features(module: Any) -> None:
    """The same as ``across``, for the other of the two."""
    across(module)


MISTAKES: Mistakes = {
    windows: (
        "pooling.windows",
        {
            "the strides are exchanged": (
                "(self.kernel, self.stride, self.output)",
                "(self.kernel, self.stride[::-1], self.output)",
            ),
            "the last line of a window is left out": ("range(k)", "range(k - 1)"),
            "what overlaps is overwritten": ("d[line] += lines", "d[line] = lines"),
            "the gradient is cropped elsewhere": ("above : above + h", ": h"),
            "the border is half as wide": ("w + 2 * left", "w + left"),
        },
    ),
    largest: (
        "pooling.max_pool2d",
        {
            "ties are doubled": ("won &= left_over", "won &= True"),
            "overlapping windows overwrite": ("dbordered[place] += ", "dbordered[place] = "),
            "outside counts as zero": ("-np.inf", "0.0"),
            "the last in a window wins": ("over.places()", "reversed(list(over.places()))"),
            "every image gets the first one's gradient": ("(dy[part]", "(dy[:1]"),
            "windows that overlap are taken for apart": ("if apart:", "if True:"),
        },
    ),
    average: (
        "pooling.avg_pool2d",
        {
            "the edge always counts": ("if count_include_pad", "if True"),
            "the edge never counts": ("if count_include_pad", "if False"),
            "the mean is forgotten backwards": ("spread(dy * share", "spread(dy"),
            "the kernel is taken for square": ("k * l", "k * k"),
        },
    ),
    lengths: (
        "pooling.lp_pool2d",
        {
            "the root is forgotten": ("y **= 1 / power", "y *= 1"),
            "the mean in place of the sum": (
                "np.add, x**power, over)",
                "np.add, x**power, over) / 2",
            ),
            "the sign is lost backwards": ("dx: Array = x **", "dx: Array = abs(x) **"),
            "a window of zeros divides by zero": ("where=y != 0", "where=y == y"),
        },
    ),
    across: (
        "pooling.maxout",
        {
            "the last wins a tie": ("range(size)", "reversed(range(size))"),
            "ties are doubled": ("won &= left_over", "won &= True"),
            "the smallest wins": ("groups.max(", "groups.min("),
        },
    ),
    features: (
        "pooling.l2_over_features",
        {
            "the root is forgotten": ("np.sqrt(", "abs("),
            "a group of zeros divides by zero": ("where=y > 0", "where=y >= 0"),
        },
    ),
    whole_map: (
        "pooling.global_avg_pool2d",
        {"the mean is forgotten backwards": ("dy / (h * w)", "dy * 1")},
    ),
}

test_the_true_one_passes, test_a_mistake_is_seen = proofs(MISTAKES)
