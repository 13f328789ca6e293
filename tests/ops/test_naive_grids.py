"""The definitions on plain grids against SciPy and NumPy, which computed them independently."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.signal
from hypothesis import assume, given
from hypothesis import strategies as st

from cnnlab.ops.naive import convolve1d, convolve2d, correlate2d
from cnnlab.shapes import ShapeError
from tests.drawn import Arrays, arrays, assert_close

sizes = st.integers(1, 6)
modes = st.sampled_from(["full", "same", "valid"])


@given(arrays(), sizes, sizes, modes)
def test_convolve1d_equals_numpy(draw: Arrays, m: int, k: int, mode: str) -> None:
    assume(k <= m)  # NumPy exchanges the two otherwise
    x, w = draw(m), draw(k)
    assert_close(convolve1d(x, w, mode), np.convolve(x, w, mode), draw.tolerance)


@given(arrays(), sizes, sizes, sizes, sizes, modes)
def test_convolve2d_equals_scipy(draw: Arrays, h: int, w: int, k: int, l: int, mode: str) -> None:
    assume(k <= h and l <= w)
    x, kernel = draw(h, w), draw(k, l)
    want = scipy.signal.convolve2d(x, kernel, mode)
    assert_close(convolve2d(x, kernel, mode), want, draw.tolerance)


@given(arrays(), sizes, sizes, sizes, sizes)
def test_correlation_is_convolution_with_the_flipped_kernel(
    draw: Arrays, h: int, w: int, k: int, l: int
) -> None:
    assume(k <= h and l <= w)
    x, kernel = draw(h, w), draw(k, l)
    assert_close(correlate2d(x, kernel), convolve2d(x, kernel[::-1, ::-1]), draw.tolerance)
    assert_close(
        correlate2d(x, kernel), scipy.signal.correlate2d(x, kernel, "valid"), draw.tolerance
    )


@given(arrays(), sizes, sizes)
def test_full_convolution_commutes(draw: Arrays, m: int, k: int) -> None:
    x, w = draw(m), draw(k)
    assert_close(convolve1d(x, w), convolve1d(w, x), draw.tolerance)


def test_what_does_not_fit_is_explained() -> None:
    with pytest.raises(ShapeError) as raised:
        convolve1d(np.ones(2), np.ones(3), "valid")
    assert str(raised.value) == (
        "convolve1d: the kernel is larger than the input\n"
        "  expected at most 2 along each axis of the input\n"
        "  got      a kernel of 3"
    )
    with pytest.raises(ShapeError, match="correlate2d: the kernel is larger than the input"):
        correlate2d(np.ones((3, 2)), np.ones((2, 3)))
    with pytest.raises(ShapeError, match="convolve2d: x and w must be grids with 2 axes each"):
        convolve2d(np.ones(3), np.ones((2, 2)))
    with pytest.raises(ShapeError, match=r"convolve2d: x and w must be .* not empty"):
        convolve2d(np.ones((0, 3)), np.ones((2, 2)))
    with pytest.raises(ShapeError, match="convolve1d: this mode has no meaning"):
        convolve1d(np.ones(3), np.ones(2), "some")  # type: ignore[arg-type]
