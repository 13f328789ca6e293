"""Mistakes planted in the activations, in dropout, in softmax and in the losses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from cnnlab.ops import naive
from tests.drawn import assert_close
from tests.ops.planted import Mistakes, proofs

RNG = np.random.default_rng(0)
X = np.concatenate([RNG.standard_normal((4, 6)), np.zeros((1, 6))])
DY = RNG.standard_normal(X.shape)
TARGET = np.array([0, 5, 3, 3, 1])
FAR = 1e4 * np.sign(RNG.standard_normal((5, 6)))


def equal(name: str, *settings: Any) -> Callable[[Any], None]:
    """Compares the pair ``name`` with its loops at small numbers, and looks far out."""

    def compare(module: Any) -> None:
        op, backward = getattr(module, name), getattr(module, f"{name}_backward")
        y, cache = op(X, *settings)
        assert_close(y, getattr(naive, name)(X, *settings), 1e-12)
        want = getattr(naive, f"{name}_backward")(DY, X, *settings)
        assert_close(backward(DY, cache), want, 1e-12)
        y, cache = op(FAR, *settings)
        assert np.isfinite(y).all()
        assert np.isfinite(backward(DY, cache)).all()

    compare.__name__ = " ".join([name, *map(str, settings)])
    return compare


def dropped(module: Any) -> None:
    """With the same random numbers as the loops."""
    y, cache = module.dropout(X, 0.3, rng=np.random.default_rng(1))
    assert_close(y, naive.dropout(X, 0.3, rng=np.random.default_rng(1)), 1e-12)
    want = naive.dropout_backward(DY, X, 0.3, rng=np.random.default_rng(1))
    assert_close(module.dropout_backward(DY, cache), want, 1e-12)
    assert_close(module.dropout(X, 0.3, rng=None, training=False)[0], X, 0)


def loss(name: str, x: Any, target: Any, **settings: float) -> Callable[[Any], None]:
    """Compares the loss ``name`` with its loops."""

    def compare(module: Any) -> None:
        value, cache = getattr(module, name)(x, target, **settings)
        assert_close(value, getattr(naive, name)(x, target, **settings), 1e-12)
        dx = getattr(module, f"{name}_backward")(2.5, cache)
        assert_close(dx, getattr(naive, f"{name}_backward")(2.5, x, target, **settings), 1e-12)

    compare.__name__ = name
    return compare


MAPS = RNG.standard_normal((2, 5, 3, 4))
CLASSES = RNG.integers(0, 5, (2, 3, 4))

MISTAKES: Mistakes = {
    equal("relu"): (
        "activations.relu",
        {
            "the unit is on at zero": ("(dy, y > 0,", "(dy, y >= 0,"),
            "the unit is never off": ("(dy, y > 0,", "(dy, 1,"),
        },
    ),
    equal("leaky_relu", 0.2): (
        "activations.leaky_relu",
        {
            "it does not leak backwards": ("on + slope * (1 - on)", "on"),
            "the corner is on the wrong side": ("x > 0", "x >= 0"),
        },
    ),
    equal("elu", 0.7): (
        "activations.elu",
        {
            "alpha is forgotten backwards": ("alpha * np.exp(", "np.exp("),
            "the one is forgotten": ("np.expm1(", "np.exp("),
            "both sides count above zero": (" * (1 - on)", ""),
        },
    ),
    equal("sigmoid"): (
        "activations.sigmoid",
        {
            "the exponential overflows": (
                "np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))",
                "np.exp(x) / (1 + np.exp(x))",
            ),
            "the derivative of tanh": ("dy * y * (1 - y)", "dy * (1 - y * y)"),
        },
    ),
    equal("tanh"): (
        "activations.tanh",
        {"the square is forgotten": ("1 - y * y", "1 - y")},
    ),
    equal("gelu"): (
        "activations.gelu",
        {
            "the density is not normalised": ("1 / math.sqrt(2 * math.pi)", "1"),
            "the product rule is forgotten": ("    dx *= x\n", ""),
        },
    ),
    equal("gelu", "tanh"): (
        "activations.gelu",
        {
            "the chain rule is forgotten": ("(1 - share) * du", "(1 - share)"),
            "the product rule is forgotten": ("share + x * dshare", "share"),
        },
    ),
    equal("silu"): (
        "activations.silu",
        {"the product rule is forgotten": ("dy * s * (1 + x * (1 - s))", "dy * s")},
    ),
    equal("softplus", 2.0, 1.0): (
        "activations.softplus",
        {
            "beta is forgotten": ("smooth / beta", "smooth"),
            "the threshold is forgotten": ("scaled > threshold", "scaled > 1e9"),
        },
    ),
    equal("softmax"): (
        "softmax",
        {
            "nothing is subtracted first": ("x - x.max(axis, keepdims=True)", "x"),
            "the other scores are forgotten": (
                "dy - (dy * y).sum(axis, keepdims=True)",
                "dy * (1 - y)",
            ),
            "another axis": ("exponentials.sum(axis,", "exponentials.sum(0,"),
        },
    ),
    equal("log_softmax"): (
        "log_softmax",
        {
            "nothing is subtracted first": ("x - x.max(axis, keepdims=True)", "x"),
            "y is taken for the probability": ("np.exp(y) *", "y *"),
        },
    ),
    dropped: (
        "dropout",
        {
            "nothing is scaled": ("/ (1 - p if p < 1 else 1)", "/ 1"),
            "p is kept, not dropped": (">= p", "< p"),
            "backwards nothing is dropped": ("dy * cache.scale", "dy"),
            "in use it drops too": ("if not training:", "if training and rng is None:"),
        },
    ),
    loss("softmax_cross_entropy", MAPS, CLASSES, label_smoothing=0.1): (
        "losses.softmax_cross_entropy",
        {
            "pixels are not counted": ("dloss / target.size", "dloss / len(target)"),
            "dloss is forgotten": ("dloss / target.size", "1 / target.size"),
            "the target is not subtracted": ("right - (1 - smoothing)", "right"),
            "the smoothing is forgotten": ("if smoothing:", "if False:"),
            "the smoothing is not shared out": ("smoothing / dlogits.shape[1]", "smoothing"),
        },
    ),
    loss("mse", X, DY): (
        "losses.mse",
        {
            "the two is forgotten": ("(2 * dloss", "(dloss"),
            "the mean runs over rows alone": ("/ error.size", "/ len(error)"),
        },
    ),
    loss("multi_margin", X, TARGET, margin=0.5): (
        "losses.multi_margin",
        {
            "the target is counted": ("gap[rows, target] = 0", "gap[rows, target] += 0"),
            "the target gets no gradient": ("= -dx.sum(axis=1)", "= 0"),
            "the classes are not counted": ("dloss / gap.size", "dloss / len(gap)"),
            "the margin is always 1": ("gap = margin", "gap = 1.0"),
        },
    ),
}

test_the_true_one_passes, test_a_mistake_is_seen = proofs(MISTAKES)
