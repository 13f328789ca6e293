"""Is a backward pass right? Ask the forward pass.

The derivative of the loss along a direction v is what a small step along v changes:

    ( L(x + ε v) - L(x - ε v) ) / 2ε   =   Σ dx · v   +   O(ε²)

On the left stand two runs of the forward pass, on the right the gradient under test. v is random,
so that one wrong element among thousands shows. The loss is L = Σ dy · y with random dy: with
dy = 1 everywhere, a backward pass that forgets dy would pass.

It is done in float64. In float32 the difference of two nearly equal losses is mostly rounding.
Keep inputs away from kinks: there the two sides differ, and both are right.

Source: Griewank and Walther 2008, "Evaluating Derivatives", on difference quotients and their ε.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnlab.shapes import ExplainedError

STEP = 1e-5  # ε: halfway, in digits, between rounding and the O(ε²) that is left out


class GradientError(ExplainedError):
    """The backward pass and the forward pass disagree."""


def gradcheck(
    op: Callable[..., tuple[Any, Any]],
    backward: Callable[..., Any],
    *inputs: Any,
    rng: np.random.Generator,
    directions: int = 5,
    tolerance: float = 1e-6,
    **hyperparameters: Any,
) -> float:
    """Check ``backward`` against ``op``, and return the largest relative error found.

    ``op(*inputs, **hyperparameters)`` gives (y, cache), and ``backward(dy, cache)`` one gradient
    for each input that is an array of floating-point numbers, in their order (alone, or in a
    tuple). Other inputs, such as labels or a bias of None, have no gradient.

    The relative error of a and b is ``|a - b| / max(|a|, |b|)``.

    Raises GradientError where it is larger than ``tolerance``, or a gradient's shape is not its
    input's.
    """
    inputs = tuple(_double(given) for given in inputs)
    places = [i for i, given in enumerate(inputs) if _is_floating(given)]
    name = getattr(backward, "__name__", "backward")
    y, cache = op(*inputs, **hyperparameters)
    dy = rng.standard_normal(np.shape(y))
    gradients = _gradients(backward(dy if np.ndim(y) else float(dy), cache))
    if [g.shape for g in gradients] != [inputs[i].shape for i in places]:
        raise GradientError(
            f"{name}: the gradients have not the inputs' shapes",
            expected=[inputs[i].shape for i in places],
            got=[g.shape for g in gradients],
        )
    worst = 0.0
    for place, gradient in zip(places, gradients, strict=True):
        for _ in range(directions):
            v = rng.standard_normal(gradient.shape)
            losses = []
            for step in (STEP, -STEP):
                moved = (*inputs[:place], inputs[place] + step * v, *inputs[place + 1 :])
                losses.append(np.sum(dy * op(*moved, **hyperparameters)[0]))
            numerical = float(losses[0] - losses[1]) / (2 * STEP)
            analytic = float(np.sum(gradient * v))
            error = _relative(numerical, analytic)
            if not error <= tolerance:  # so that NaN fails
                raise GradientError(
                    f"{name}: the gradient of input {place} is not what op does",
                    expected=f"{numerical:.9g} along a random direction, by differences",
                    got=f"{analytic:.9g} (relative error {error:.1e}, tolerance {tolerance:.0e})",
                )
            worst = max(worst, error)
    return worst


def _relative(a: float, b: float) -> float:
    """|a - b| / max(|a|, |b|); 0 where both are 0."""
    larger = max(abs(a), abs(b))
    return abs(a - b) / larger if larger else 0.0


def _is_floating(value: object) -> bool:
    return isinstance(value, np.ndarray) and value.dtype.kind == "f"


def _double(value: Any) -> Any:
    return value.astype(np.float64) if _is_floating(value) else value


def _gradients(handed_back: Any) -> list[NDArray[Any]]:
    """The gradients as a list, without the None of a bias that was not there."""
    gradients = handed_back if isinstance(handed_back, tuple) else (handed_back,)
    return [np.asarray(gradient) for gradient in gradients if gradient is not None]
