"""Facts: numbers that a page computes, asserts, and leaves behind for the back matter.

``fact`` shows one line and records the fact in that output's metadata under ``KEY``, so that a
later page can gather the facts of the whole book out of the executed chapters.
"""

from __future__ import annotations

from html import escape
from typing import Any

import numpy as np
from IPython.display import display
from numpy.typing import ArrayLike

KEY = "cnnlab.fact"


def fact(name: str, statement: str, value: ArrayLike, expected: ArrayLike, atol: float = 0) -> None:
    """Assert that ``value`` is ``expected`` (to within ``atol``), show it and record it."""
    computed, known = np.asarray(value), np.asarray(expected)
    agree = computed.shape == known.shape and (
        np.allclose(computed, known, rtol=0, atol=atol)
        if np.issubdtype(known.dtype, np.number)
        else np.array_equal(computed, known)
    )
    if not agree:
        raise AssertionError(f"fact {name!r}: computed {computed!r}, expected {known!r}")
    text = f"{statement}: {_written(computed.tolist())}"
    record = {"id": name, "statement": statement, "value": computed.tolist()}
    line = f'<p class="cnn-fact" id="fact-{escape(name)}">{escape(text)}</p>'
    display({"text/html": line, "text/plain": text}, metadata={KEY: record}, raw=True)


def _written(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ("; " if _nested(value) else ", ").join(map(_written, value)) + "]"
    if isinstance(value, float):
        return f"{value + 0.0:.6g}".replace("-", "−")  # + 0.0: a zero has no sign
    whole = isinstance(value, int) and not isinstance(value, bool)
    return f"{value:,}".replace("-", "−") if whole else str(value)


def _nested(value: list[Any]) -> bool:
    return any(isinstance(item, list) for item in value)
