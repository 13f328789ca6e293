"""Windows as callers lay them: overlapping, with gaps between them, over the edge."""

from __future__ import annotations

from typing import Any, NamedTuple

from hypothesis import assume
from hypothesis import strategies as st

from tests.drawn import Arrays, arrays

small = st.integers(1, 3)


class Case(NamedTuple):
    """A pooling of an input (N, C, H, W)."""

    draw: Arrays
    shape: tuple[int, int, int, int]
    kernel: tuple[int, int]
    settings: dict[str, Any]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    kernel = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    stride = draw(st.none() | small | st.tuples(small, small))
    padding = tuple(draw(st.integers(0, k // 2)) for k in kernel)
    size = draw(st.tuples(st.integers(1, 10), st.integers(1, 10)))
    assume(all(m + 2 * p >= k for m, p, k in zip(size, padding, kernel, strict=True)))
    shape = (draw(small), draw(small), *size)
    return Case(draw(arrays()), shape, kernel, {"stride": stride, "padding": padding})
