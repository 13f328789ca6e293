"""Arrays as callers really hand them over: in any memory layout and precision, and read-only.

Because they are read-only, an operation that writes to its inputs raises.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st
from numpy.testing import assert_allclose

LAYOUTS = ("C", "F", "channels last", "batch last", "every other", "backwards")


@dataclass(frozen=True)
class Arrays:
    """Draws arrays of one precision and layout."""

    rng: np.random.Generator
    dtype: type
    layout: str

    def __call__(self, *shape: int) -> np.ndarray:
        """Normally distributed numbers of that shape."""
        return self.laid_out(self.rng.standard_normal(shape))

    def laid_out(self, values: np.ndarray) -> np.ndarray:
        """``values`` in this precision and layout."""
        values = values.astype(self.dtype)
        if self.layout == "F":
            values = np.asfortranarray(values)
        elif self.layout == "channels last" and values.ndim > 2:
            values = np.moveaxis(np.ascontiguousarray(np.moveaxis(values, 1, -1)), -1, 1)
        elif self.layout == "batch last" and values.ndim > 2:
            values = np.moveaxis(np.ascontiguousarray(np.moveaxis(values, 0, -1)), -1, 0)
        elif self.layout == "every other":
            values = values.repeat(2, axis=-1)[..., ::2]
        elif self.layout == "backwards":
            values = np.ascontiguousarray(values[::-1])[::-1]
        values.flags.writeable = False
        return values

    @property
    def tolerance(self) -> float:
        """The largest error that rounding explains, over the largest value."""
        return 1e-12 if self.dtype is np.float64 else 2e-5


@st.composite
def arrays(draw: st.DrawFn) -> Arrays:
    """Any precision, any layout."""
    return Arrays(
        np.random.default_rng(draw(st.integers(0, 2**32))),
        draw(st.sampled_from([np.float32, np.float64])),
        draw(st.sampled_from(LAYOUTS)),
    )


def assert_close(
    got: np.ndarray, want: np.ndarray, tolerance: float, what: str = "", *, terms: float = 1e-30
) -> None:
    """Equal shapes, and no error larger than ``tolerance`` times the largest value.

    Where values are what is left of larger ``terms`` that cancel, it is those that are rounded.
    """
    assert np.shape(got) == np.shape(want), what
    scale = np.abs(want).max(initial=terms)
    assert_allclose(got / scale, want / scale, rtol=0, atol=tolerance, err_msg=what)
