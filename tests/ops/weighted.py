"""How an operation with a weight and a bias is compared with torch and with its loops."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from cnnlab import ops
from cnnlab.ops import naive
from tests.drawn import Arrays, assert_close


def pair_of(name: str) -> tuple[Any, Any]:
    """The operation and its way back."""
    return getattr(ops, name), getattr(ops, f"{name}_backward")


def equals_torch(
    draw: Arrays,
    name: str,
    theirs: Callable[..., torch.Tensor],
    x: np.ndarray,
    weight: np.ndarray,
    bias: np.ndarray | None,
    settings: dict[str, Any],
) -> None:
    """y and every gradient, and their precision; torch computes in float64."""
    leaves = [
        None if a is None else torch.tensor(a.copy()).double().requires_grad_()
        for a in (x, weight, bias)
    ]
    want = theirs(*leaves, **settings)
    dy = draw(*want.shape)
    want.backward(torch.tensor(dy.copy()).double())
    forward, backward = pair_of(name)
    y, cache = forward(x, weight, bias, **settings)
    assert y.dtype == draw.dtype
    assert_close(y, want.detach().numpy(), draw.tolerance, "y")
    gradients = backward(dy, cache)
    for what, gradient, leaf in zip(("dx", "dweight", "dbias"), gradients, leaves, strict=True):
        if leaf is None:
            assert gradient is None
        else:
            assert gradient.dtype == draw.dtype
            assert_close(gradient, leaf.grad.numpy(), draw.tolerance, what)


def equals_the_loops(
    draw: Arrays,
    name: str,
    x: np.ndarray,
    weight: np.ndarray,
    bias: np.ndarray | None,
    settings: dict[str, Any],
) -> None:
    """y and every gradient."""
    forward, backward = pair_of(name)
    y, cache = forward(x, weight, bias, **settings)
    assert_close(y, getattr(naive, name)(x, weight, bias, **settings), draw.tolerance)
    dy = draw(*y.shape)
    wants = getattr(naive, f"{name}_backward")(dy, x, weight, **settings)
    for gradient, want in zip(backward(dy, cache), wants, strict=True):
        if gradient is not None:
            assert_close(gradient, want, draw.tolerance)
