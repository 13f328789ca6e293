"""The arithmetic of output sizes, and the error that explains a wrong one."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cnnlab.shapes import (
    ExplainedError,
    ShapeError,
    fits,
    kernel_extent,
    output_size,
    pair,
    resolve_padding,
    scheme_padding,
)

sizes = st.integers(1, 12)


@given(sizes, st.integers(1, 5), st.integers(1, 4), st.integers(0, 3), st.integers(1, 3))
def test_output_size_counts_the_places_where_the_kernel_fits(
    size: int, kernel: int, stride: int, padding: int, dilation: int
) -> None:
    last = [start + dilation * (kernel - 1) for start in range(0, size + 2 * padding, stride)]
    places = [end for end in last if end < size + 2 * padding]
    assume(places)
    assert output_size(size, kernel, stride, padding, dilation) == len(places)
    assert fits(size, kernel, stride, padding, dilation) == (places[-1] == size + 2 * padding - 1)


@given(sizes, st.integers(1, 5), st.integers(1, 3))
def test_the_schemes_do_what_their_names_say(size: int, kernel: int, dilation: int) -> None:
    extent = kernel_extent(kernel, dilation)
    lengths = {
        scheme: output_size(size, kernel, 1, scheme_padding(scheme, kernel, dilation), dilation)
        for scheme in ("same", "full")
    }
    assert lengths == {"same": size, "full": size + extent - 1}
    assert scheme_padding("valid", kernel, dilation) == (0, 0)


def test_the_odd_zero_of_an_even_kernel_goes_after() -> None:
    assert scheme_padding("same", 4) == (1, 2)


def test_a_kernel_that_never_fits() -> None:
    assert not fits(2, 3)
    with pytest.raises(ShapeError) as raised:
        output_size(5, 3, dilation=3, padding=(1, 0), operation="pool")
    assert str(raised.value) == (
        "pool: the kernel is larger than the padded input\n"
        "  expected an extent of at most 6 (input 5, padding 1 + 0)\n"
        "  got      7 (kernel 3, dilation 3)\n"
        "  hint     pad more, or use a smaller kernel or dilation"
    )


@pytest.mark.parametrize("value", [3, np.int64(3), (3, 3), [3, 3], np.array([3, 3])])
def test_a_number_stands_for_both_axes(value: object) -> None:
    assert pair(value, "stride", operation="f") == (3, 3)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [0, 1.0, True, (1,), (1, 2, 3), (1, 0), "12", None, (1, None)])
def test_what_is_no_pair_is_explained(value: object) -> None:
    with pytest.raises(ShapeError) as raised:
        pair(value, "stride", operation="f")  # type: ignore[arg-type]
    assert str(raised.value) == (
        "f: stride cannot be used\n"
        "  expected stride a whole number ≥ 1, or a pair of them (vertical, horizontal)\n"
        f"  got      stride = {value!r}"
    )


def test_padding_is_resolved_axis_by_axis() -> None:
    one = (1, 1)
    assert resolve_padding((2, 0), (3, 3), one, one, operation="f") == ((2, 2), (0, 0))
    assert resolve_padding("same", (4, 3), one, (1, 2), operation="f") == ((1, 2), (2, 2))
    assert resolve_padding("full", (4, 3), one, (1, 2), operation="f") == ((3, 3), (4, 4))
    with pytest.raises(ShapeError) as raised:
        resolve_padding("same", (3, 3), (1, 2), one, operation="f")
    assert str(raised.value) == (
        'f: padding "same" is for stride 1\n'
        "  expected stride 1\n"
        "  got      stride = (1, 2)\n"
        "  hint     with a stride, give the padding as a number"
    )


class OurError(ExplainedError):
    """Some other room's."""


@pytest.mark.parametrize("kind", [ShapeError, OurError])
def test_an_error_survives_the_way_between_processes(kind: type[ExplainedError]) -> None:
    error = kind("f: wrong", expected=(1, 2), got=3, hint="turn it")
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind
    assert str(again) == str(error)
    assert (again.expected, again.got, again.hint) == ((1, 2), 3, "turn it")


def test_there_is_no_line_for_a_hint_that_nobody_has() -> None:
    assert "hint" not in str(ShapeError("f: wrong", expected=1, got=2))
