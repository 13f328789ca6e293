"""The lab, its exercises, and what several checks use."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from cnnlab.labs import Failed, Lab, Raised
from cnnlab.labs.compare import as_array

Array = NDArray[np.float64]
Indices = NDArray[np.intp]
Pair = tuple[int, int]
Shape = tuple[int, ...]

lab = Lab("02_volumes", title="Volumes")

READY_MADE = ("scipy", "torch", "cnnlab.ops", "cnnlab.nn", "skimage", "cv2")
lab.exercise("to_nchw", forbid=READY_MADE)
lab.exercise("to_nhwc", builds_on=("to_nchw",), forbid=READY_MADE)
lab.exercise("output_size", forbid=READY_MADE)
lab.exercise("same_padding", forbid=READY_MADE)
lab.exercise("count_parameters", forbid=READY_MADE)
lab.exercise("count_multiply_adds", builds_on=("output_size",), forbid=READY_MADE)
lab.exercise("conv_volume", forbid=READY_MADE)
lab.exercise("conv_einsum", builds_on=("conv_volume",), forbid=READY_MADE)
lab.exercise("conv1x1", builds_on=("conv_volume", "conv_einsum"), forbid=READY_MADE)
lab.exercise("as_fully_connected", builds_on=("conv_volume", "conv_einsum"), forbid=READY_MADE)
lab.exercise("fully_connected_as_conv", forbid=READY_MADE)
lab.exercise("receptive_field", builds_on=("output_size",), forbid=READY_MADE)


def as_number(value: object, what: str) -> float:
    """``value`` as one number; Failed, in words, for anything else."""
    array = as_array(value, what)
    if array.shape:
        raise Failed(f"{what} has the shape {array.shape}", "return one number")
    return float(array)


def expect_numbers(
    function: Callable[..., Any],
    cases: Sequence[tuple[Any, ...]],
    right: Callable[..., float],
    mistakes: Mapping[str, Callable[..., float]],
    *,
    of: str,
    hint: str = "",
    refused: str = "this one fits: nothing is to be refused here",
) -> None:
    """Hold a function that gives one number to ``right``, on all ``cases`` together.

    ``of`` names a case: it is formatted with the case's values. A mistake is named where it gives
    what the function gave in every case; ``refused`` is the hint where it raises ValueError.
    """
    got = []
    for case in cases:
        try:
            got.append(as_number(function(*case), f"the result for {of.format(*case)}"))
        except Raised as error:
            if "raised ValueError" in error.message:
                sentence = f"{of.format(*case)}: {error.message}"
                raise Failed(sentence, refused) from None
            raise
    want = [right(*case) for case in cases]
    if got == want:
        return
    wrong = next(case for case, a, b in zip(cases, got, want, strict=True) if a != b)
    named = (h for h, mistake in mistakes.items() if got == [mistake(*case) for case in cases])
    raise Failed(f"the result for {of.format(*wrong)} is wrong", next(named, hint))


def correlated(x: Array, weight: Array, bias: Array | None = None) -> Array:
    """The convolution of chapter 4: x (N, C, H, W), weight (O, C, K, L), bias (O,)."""
    maps = [signal.correlate(x, one[None], "valid", "direct") for one in weight]  # (N, 1, P, Q)
    return np.concatenate(maps, axis=1) + (0 if bias is None else bias[:, None, None])
