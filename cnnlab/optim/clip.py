"""Gradient clipping: a bound on the gradients before a step.

    by norm     g ← g · min(1, c / (‖G‖ + 10⁻⁶))     G: all parameters' gradients as one vector
    by value    g ← min(max(g, -c), c)

The first keeps the direction of the step, the second does not. The names are torch's: the
underscore says that the parameters' ``grad`` is replaced.

Source: Pascanu, Mikolov and Bengio 2013, "On the difficulty of training Recurrent Neural Networks",
arXiv:1211.5063, algorithm 1.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from cnnlab.nn import Parameter
from cnnlab.optim.settings import ensure, is_number

EPS = 1e-6  # torch's: no division by zero


def clip_grad_norm_(
    parameters: Iterable[Parameter], max_norm: float, norm_type: float = 2.0
) -> float:
    """Scale all gradients so that their common norm is ``max_norm`` at most; return what it was.

    ``norm_type`` is p of the p-norm, ``math.inf`` for the largest absolute value.

    Raises ExplainedError for a ``max_norm`` < 0 or a ``norm_type`` ≤ 0.
    """
    ensure(
        "clip_grad_norm_", "a number ≥ 0", is_number(max_norm) and max_norm >= 0, max_norm=max_norm
    )
    ensure(
        "clip_grad_norm_",
        "a number > 0",
        is_number(norm_type) and norm_type > 0,
        norm_type=norm_type,
    )
    clipped = [(p, p.grad) for p in parameters if p.grad is not None]
    norms = [np.linalg.norm(g.ravel(), norm_type) for _, g in clipped]
    total = float(np.linalg.norm(norms, norm_type)) if norms else 0.0
    factor = max_norm / (total + EPS)
    if factor < 1 or math.isnan(factor):
        for p, g in clipped:
            p.grad = g * factor
    return total


def clip_grad_value_(parameters: Iterable[Parameter], clip_value: float) -> None:
    """Bring every element of every gradient into [-``clip_value``, ``clip_value``].

    Raises ExplainedError for a ``clip_value`` < 0.
    """
    ensure(
        "clip_grad_value_",
        "a number ≥ 0",
        is_number(clip_value) and clip_value >= 0,
        clip_value=clip_value,
    )
    for p in parameters:
        if p.grad is not None:
            p.grad = np.clip(p.grad, -clip_value, clip_value)
