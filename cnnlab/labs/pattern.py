"""What the wrong values have in common: the hint where no named mistake fits."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def pattern_of(found: Floats, right: Floats, differ: NDArray[np.bool_], tolerance: float) -> str:
    """A hint at how ``found`` misses ``right``; both have one shape and ``differ`` says where."""

    def equal(a: Floats, b: Floats | float) -> bool:
        scale = max(1.0, float(np.abs(right).max(initial=0.0)))
        return bool(np.allclose(a, b, rtol=0, atol=tolerance * scale))

    if not found.any():
        return "all values are zero: is the result ever filled?"
    if not (found % 1).any() and (right % 1).any() and np.abs(found).max() < 1e9:
        return (
            "it holds whole numbers only: is the result an array of integers? "
            "Make it with dtype=float"
        )
    if equal(found, -right):
        return "right but for the sign"
    if right.size == 1:
        return ""
    if equal(found, found.ravel()[0]) and not equal(right, right.ravel()[0]):
        return "all values are the same"
    factor = float((found * right).sum() / max(float((right * right).sum()), 1e-300))
    if equal(found, factor * right) and abs(factor) > 1e-6:
        return f"every value is {factor:.4g} times what it should be"
    offset = float((found - right).mean())
    if equal(found - offset, right):
        return "every value is off by the same amount"
    for axis in range(right.ndim):
        if equal(found, np.flip(right, axis)):
            return "the right values, in reverse order" + (f" along axis {axis}" if axis else "")
    if right.ndim == 2 and equal(found, right[::-1, ::-1]):
        return "the right values, turned by half a turn"
    if equal(found.ravel(), np.cumsum(right)):
        return "each value holds all before it: is the sum set back to zero for each output?"
    if equal(np.sort(found, axis=None), np.sort(right, axis=None)):
        return "the right values, in the wrong places"
    if np.abs(found - right).max() < 1e-3 * float(np.abs(right).max()):
        return "close, but not right to five digits: is anything rounded, or stopped too soon?"
    if equal(found, np.abs(right)):
        return "right but for the sign, which is lost: is there an abs or a square too much?"
    if right.size > 1 and not differ.flat[0] and not found.flat[1:].any():
        return "only the first value is filled: does return stand inside the loops?"
    if right.ndim == 2 and not differ[0].any() and len(found) > 1 and not found[1:].any():
        return "only the first row is filled: does return stand inside the loop?"
    return _where(differ)


def _where(differ: NDArray[np.bool_]) -> str:
    """A hint from where the wrong values lie; of more than two axes, along the last two."""
    if differ.ndim > 2:
        differ = np.asarray(differ.any(axis=tuple(range(differ.ndim - 2))))
    names = ("row", "column") if differ.ndim == 2 else ("value",)
    for axis, name in enumerate(names):
        others = tuple(i for i in range(differ.ndim) if i != axis)
        lines = np.asarray(differ.any(axis=others))
        wrong = int(lines.sum())
        if not 0 < wrong < len(lines):
            continue
        which = f"{name} is" if wrong == 1 else f"{wrong} {name}s are"
        if lines[-wrong:].all():
            return f"only the last {which} wrong: does a loop end too early?"
        if lines[:wrong].all():
            return f"only the first {which} wrong: where does the loop begin?"
    inside = differ[tuple(slice(1, -1) for _ in range(differ.ndim))]
    if inside.size and not inside.any():
        return "right inside and wrong at the border: what stands beyond the edge?"
    return ""
