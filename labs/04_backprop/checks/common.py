"""The lab, and how its checks look at gradients."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlab.labs import Failed, Lab, Raised
from cnnlab.labs.compare import expect_close
from cnnlab.labs.narrow import Trial, first_passed

Array = NDArray[np.float64]
Pair = tuple[int, int]
Mistakes = Mapping[str, ArrayLike]

lab = Lab("04_backprop", title="Backpropagation")

READY_MADE = ("scipy", "torch", "jax", "tensorflow", "autograd", "cnnlab.ops", "cnnlab.nn")
READY_MADE += ("cnnlab.gradcheck",)
lab.exercise("numerical_gradient", forbid=READY_MADE)
lab.exercise("relu_backward", forbid=READY_MADE)
lab.exercise("matmul_backward", forbid=READY_MADE)
lab.exercise("softmax_cross_entropy", forbid=READY_MADE)
lab.exercise("max_pool2d_backward", forbid=READY_MADE)
lab.exercise("conv2d_backward", forbid=READY_MADE)
lab.exercise("conv2d_backward_fast", forbid=READY_MADE, seconds=10)
lab.exercise("batch_norm_backward", forbid=READY_MADE)
lab.exercise("is_gradient", builds_on=("numerical_gradient",), forbid=READY_MADE)


class Recognised(Failed):
    """The answer is what a mistake known by name would give."""


def expect(
    got: object,
    want: ArrayLike,
    *,
    what: str,
    mistakes: Callable[[], Mistakes] = dict,
    hint: str = "",
    tolerance: float = 1e-5,
) -> None:
    """``expect_close``, with ``mistakes`` computed for wrong answers only.

    A mistake known by name is told from all others: Recognised.
    """
    try:
        expect_close(got, want, what=what, tolerance=tolerance)
    except Failed:
        with np.errstate(all="ignore"):
            known = mistakes()
        try:
            expect_close(
                got,
                want,
                what=what,
                mistakes=known,
                hint=hint,
                shape_hint="a gradient has the shape of what it is the gradient of",
                tolerance=tolerance,
            )
        except Failed as error:
            if error.hint in known:
                raise Recognised(error.message, error.hint) from None
            raise


def parts(result: object, names: Sequence[str]) -> list[object]:
    """The results by their names, from a tuple or a list."""
    advice = f"return {len(names)} things: return {', '.join(names)}"
    if result is None:
        raise Failed("the result is None", "does the function end with a return?")
    if not isinstance(result, tuple | list):
        raise Failed(f"the result is a single {type(result).__name__}", advice)
    if len(result) != len(names):
        raise Failed(f"the result has {len(result)} parts, expected {len(names)}", advice)
    return list(result)


def or_what_is_right(attempt: Trial, easier: Mapping[str, Trial]) -> None:
    """``narrow``, for attempts that tell the mistakes known by name themselves."""
    try:
        attempt()
    except Recognised:
        raise
    except (Failed, Raised) as error:
        raise Failed(error.message, first_passed(easier) or error.hint) from None
