"""A checker is proved by what it must refuse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from cnnlab import ops
from cnnlab.gradcheck import GradientError, gradcheck

Backward = Callable[..., Any]
X, W, B = (np.random.default_rng(1).standard_normal(s) for s in ((2, 4, 5, 6), (6, 2, 3, 2), 6))
CONV = {"stride": (1, 2), "padding": (1, 2), "groups": 2}


def conv(change: Callable[..., Any]) -> Backward:
    """The convolution's backward pass, with its gradients changed."""
    return lambda dy, cache: change(*ops.conv2d_backward(dy, cache))


def one_element(dx: np.ndarray) -> np.ndarray:
    wrong = dx.copy()
    wrong[1, 2, 3, 4] *= 1.01
    return wrong


MISTAKES: dict[str, Backward] = {
    "one element of dx is one per cent too large": conv(
        lambda dx, dw, db: (one_element(dx), dw, db)
    ),
    "dx has its sign turned": conv(lambda dx, dw, db: (-dx, dw, db)),
    "dx lies one column off": conv(lambda dx, dw, db: (np.roll(dx, 1, axis=3), dw, db)),
    "dx is zero": conv(lambda dx, dw, db: (0 * dx, dw, db)),
    "dx is not a number": conv(lambda dx, dw, db: (dx * np.nan, dw, db)),
    "dweight is flipped": conv(lambda dx, dw, db: (dx, dw[:, :, ::-1, ::-1], db)),
    "dweight is averaged over the batch": conv(lambda dx, dw, db: (dx, dw / len(X), db)),
    "dbias is averaged over the batch": conv(lambda dx, dw, db: (dx, dw, db / len(X))),
    "dy is forgotten": lambda dy, cache: ops.conv2d_backward(np.ones_like(dy), cache),
    "the groups are exchanged": conv(lambda dx, dw, db: (dx, np.roll(dw, 3, axis=0), db)),
}


def test_the_right_one_passes(rng: np.random.Generator) -> None:
    assert gradcheck(ops.conv2d, ops.conv2d_backward, X, W, B, rng=rng, **CONV) < 1e-7


@pytest.mark.parametrize("backward", MISTAKES.values(), ids=MISTAKES)
def test_a_planted_mistake_is_refused(backward: Backward, rng: np.random.Generator) -> None:
    with pytest.raises(GradientError, match="is not what op does"):
        gradcheck(ops.conv2d, backward, X, W, B, rng=rng, **CONV)


def test_single_precision_is_checked_in_double(rng: np.random.Generator) -> None:
    single = [a.astype(np.float32) for a in (X, W, B)]
    assert gradcheck(ops.conv2d, ops.conv2d_backward, *single, rng=rng, **CONV) < 1e-7


def test_a_gradient_of_another_shape_is_refused(rng: np.random.Generator) -> None:
    def transposed(dy: np.ndarray, cache: Any) -> tuple[np.ndarray, np.ndarray, None]:
        dx, dweight, _ = ops.linear_backward(dy, cache)
        return dx, dweight.T, None

    with pytest.raises(GradientError) as raised:
        gradcheck(ops.linear, transposed, np.ones((2, 3)), np.ones((4, 3)), rng=rng)
    assert str(raised.value) == (
        "transposed: the gradients have not the inputs' shapes\n"
        "  expected [(2, 3), (4, 3)]\n"
        "  got      [(2, 3), (3, 4)]"
    )


def test_the_message_says_which_input_and_how_far(rng: np.random.Generator) -> None:
    def doubled(dy: np.ndarray, cache: Any) -> np.ndarray:
        return 2 * ops.relu_backward(dy, cache)

    with pytest.raises(GradientError) as raised:
        gradcheck(ops.relu, doubled, np.ones((2, 3)), rng=rng)
    assert raised.value.problem == "doubled: the gradient of input 0 is not what op does"
    assert "relative error 5.0e-01, tolerance 1e-06" in str(raised.value)
