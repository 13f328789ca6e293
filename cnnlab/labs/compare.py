"""How a check compares, and finds out what went wrong.

``expect_close(got, want, mistakes={hint: what that mistake would give})`` passes in silence or
raises Failed with a sentence and a hint. What a likely mistake would give on these very inputs is
computed and compared: who flips the kernel is told so. The expected values are never shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlab.labs.pattern import pattern_of
from cnnlab.labs.student import Failed

Floats = NDArray[np.float64]
ITERATORS = ("generator", "map", "zip", "filter", "enumerate", "reversed")
Named = Mapping[str, ArrayLike | Callable[[], ArrayLike]]
Mistakes = Named | Callable[[], Named]


def expect_close(
    got: object,
    want: ArrayLike,
    *,
    what: str = "the result",
    mistakes: Mistakes | None = None,
    hint: str = "",
    shape_hint: str = "",
    tolerance: float = 1e-5,
) -> None:
    """Raise Failed unless ``got`` is ``want``, to ``tolerance`` times the largest value.

    ``mistakes`` maps a hint to the array, or to a function that computes the array, that this
    mistake gives; or it is a function that makes all of this, called only where ``got`` is wrong,
    as most answers are right. The first that equals ``got`` names the hint; where none does, the
    pattern of the wrong values may; ``hint`` is for all others, and ``shape_hint`` for all other
    shapes.
    """
    right = np.asarray(want, np.float64)
    found = as_array(got, what)
    close = _closeness(right, tolerance)
    if found.shape == right.shape and close(found, right):
        return
    mistakes = mistakes() if callable(mistakes) else mistakes or {}
    wrong = {hint: _computed(value) for hint, value in mistakes.items()}
    named = next((h for h, w in wrong.items() if _same(found, w, close)), "")
    if found.shape != right.shape:
        message = f"{what} has the shape {found.shape}, expected {right.shape}"
        raise Failed(message, named or _shape_hint(found, right, wrong, shape_hint))
    if not np.isfinite(found).all() and np.isfinite(right).all():
        raise Failed(
            f"{what} holds NaN or infinity",
            named or "is something divided by zero, or an np.empty array never filled?",
        )
    differ = np.abs(found - right) > tolerance * _scale(right)
    first = tuple(int(i) for i in np.argwhere(differ)[0])
    place = f", the first at {list(first)}" if first else ""
    message = f"{what}: {differ.sum()} of {differ.size} values are wrong{place}"
    raise Failed(message, named or pattern_of(found, right, differ, tolerance) or hint)


def as_array(value: object, what: str = "the result") -> Floats:
    """``value`` as an array of float64: a number, an array, nested lists, a torch tensor.

    Raises Failed, with a sentence, for whatever is not made of numbers.
    """
    if value is None:
        raise Failed(f"{what} is None", "does the function end with a return?")
    if callable(value) and not hasattr(type(value), "shape"):
        raise Failed(f"{what} is a function", "is it called? The parentheses are missing.")
    if hasattr(value, "__next__") or type(value).__name__ in ITERATORS:
        raise Failed(f"{what} is an iterator", "collect the values: list(...) or np.array(...)")
    for method in ("detach", "numpy", "toarray"):  # torch tensors; SciPy's sparse matrices
        # Asked of the type: an object that stayed in another process answers for itself.
        if hasattr(type(value), method) and not isinstance(value, np.ndarray):
            value = getattr(value, method)()
    try:
        array = np.asarray(value)
        if array.dtype.kind == "c" and np.abs(array.imag).max(initial=0) <= 1e-9 * _scale(array):
            array = array.real  # what an FFT leaves
        if array.dtype.kind not in "biufO":
            raise Failed(f"{what} holds {_kind(array)}, not real numbers")
        return array.astype(np.float64)
    except (ValueError, TypeError) as error:
        raise Failed(
            f"{what} is not an array of numbers but a {type(value).__name__}",
            "is more returned than was asked for?"
            if isinstance(value, tuple)
            else "have all rows the same length, and is every entry a number?",
        ) from error


def _kind(array: NDArray[Any]) -> str:
    return {"c": "complex numbers", "U": "text", "S": "text"}.get(array.dtype.kind, "other things")


def _computed(value: ArrayLike | Callable[[], ArrayLike]) -> Floats:
    return np.asarray(value() if callable(value) else value, np.float64)


def _same(found: Floats, wrong: Floats, close: Callable[[Floats, Floats], bool]) -> bool:
    """True where ``found`` is what a mistake gives; NaNs and infinities say nothing about which."""
    return found.shape == wrong.shape and bool(np.isfinite(wrong).all()) and close(found, wrong)


def _scale(array: NDArray[Any]) -> float:
    """The largest magnitude; 1 where all are smaller, so that zeros are compared absolutely."""
    return float(max(1.0, np.abs(array).max(initial=0.0)))


def _closeness(right: Floats, tolerance: float) -> Callable[[Floats, Floats], bool]:
    bound = tolerance * _scale(right)

    def close(a: Floats, b: Floats) -> bool:
        return bool(np.allclose(a, b, rtol=0, atol=bound, equal_nan=True))

    return close


def _shape_hint(found: Floats, right: Floats, wrong: Mapping[str, Floats], given: str) -> str:
    """What the shape alone suggests: a mistake that has it, or a familiar exchange."""
    if found.size == 0 < right.size:
        return "the result is empty: does a slice end at -0, or a loop before it begins?"
    same = [hint for hint, array in wrong.items() if array.shape == found.shape]
    if len(same) == 1:
        return same[0]
    if found.ndim < right.ndim and found.size == right.size and 1 in right.shape:
        return f"the result has {right.ndim} axes, even where one of them has length 1"
    if given:
        return given
    if found.ndim > right.ndim and found.shape[: right.ndim] == right.shape:
        return "every output is one number: are the products added up?"
    if found.shape == right.shape[::-1]:
        return "are height and width exchanged?"
    if found.size == right.size:
        return "it has the right number of values in another shape"
    if found.ndim == right.ndim and all(
        abs(a - b) == 1 for a, b in zip(found.shape, right.shape, strict=True) if a != b
    ):
        return "one too many or one too few: count the outputs of a small example by hand"
    return ""
