"""Local connections: against torch, the loops, small steps, and a convolution."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st

from cnnlab.gradcheck import gradcheck
from cnnlab.ops import conv2d, locally_connected2d, locally_connected2d_backward
from cnnlab.shapes import ShapeError, output_size
from tests.drawn import Arrays, arrays, assert_close
from tests.ops.weighted import equals_the_loops, equals_torch

small = st.integers(1, 3)
pairs = st.tuples(small, small)


class Case(NamedTuple):
    """Local connections of any geometry."""

    draw: Arrays
    x: np.ndarray
    weight: np.ndarray
    bias: np.ndarray | None
    settings: dict[str, Any]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    make = draw(arrays())
    size, kernel = draw(st.tuples(*[st.integers(1, 6)] * 2)), draw(pairs)
    stride, dilation = draw(pairs), draw(pairs)
    padding = draw(st.tuples(*[st.integers(0, 2)] * 2))
    axes = list(zip(size, kernel, stride, padding, dilation, strict=True))
    assume(all(m + 2 * p > d * (k - 1) for m, k, _, p, d in axes))
    out = [output_size(*axis) for axis in axes]
    n, c, o = draw(small), draw(small), draw(small)
    settings = {"stride": stride, "padding": padding, "dilation": dilation}
    return Case(
        make,
        make(n, c, *size),
        make(*out, o, c, *kernel),
        make(o, *out) if draw(st.booleans()) else None,
        {k: v[0] if len(set(v)) == 1 else v for k, v in settings.items()},
    )


def by_unfolding(
    x: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None, **settings: Any
) -> torch.Tensor:
    """The same by torch: patches by ``unfold``, one product a place."""
    p, q, o = weight.shape[:3]
    cols = torch.nn.functional.unfold(x, weight.shape[4:], **settings)  # (N, C·K·L, P·Q)
    y = torch.einsum("nrp,por->nop", cols, weight.reshape(p * q, o, -1)).reshape(-1, o, p, q)
    return y if bias is None else y + bias


@given(cases())
def test_it_equals_torch_forwards_and_backwards(case: Case) -> None:
    draw, *given_arrays, settings = case
    equals_torch(draw, "locally_connected2d", by_unfolding, *given_arrays, settings)


@given(cases())
def test_it_equals_the_loops(case: Case) -> None:
    draw, x, weight, bias, settings = case
    assume(len(x) * weight.size < 800)
    equals_the_loops(draw, "locally_connected2d", x, weight, bias, settings)


@given(cases())
def test_its_gradient_is_what_a_small_step_shows(case: Case) -> None:
    _, x, weight, bias, settings = case
    gradcheck(
        locally_connected2d,
        locally_connected2d_backward,
        x,
        weight,
        bias,
        rng=np.random.default_rng(0),
        directions=2,
        **settings,
    )


def test_with_the_same_kernel_everywhere_it_is_a_convolution(rng: np.random.Generator) -> None:
    x, weight = rng.standard_normal((2, 3, 7, 9)), rng.standard_normal((4, 3, 3, 2))
    want, _ = conv2d(x, weight, stride=(1, 2), padding=1)
    y, _ = locally_connected2d(
        x, np.broadcast_to(weight, (*want.shape[2:], *weight.shape)), stride=(1, 2), padding=1
    )
    assert_close(y, want, 1e-12)


def test_an_empty_batch_is_no_error() -> None:
    y, cache = locally_connected2d(np.zeros((0, 2, 5, 6)), np.ones((3, 5, 4, 2, 3, 2)))
    assert y.shape == (0, 4, 3, 5)
    dx, dweight, dbias = locally_connected2d_backward(y, cache)
    assert dx.shape == (0, 2, 5, 6)
    assert not dweight.any()
    assert dbias is None


X, W = np.ones((2, 3, 8, 9)), np.ones((6, 8, 4, 3, 3, 2))
COMPLAINTS: dict[str, tuple[tuple[Any, ...], str]] = {
    "shared": (
        (X, W[0, 0]),
        (
            "locally_connected2d: weight has the wrong number of axes\n"
            "  expected weight (P, Q, O, C, K, L)\n"
            "  got      weight (4, 3, 3, 2)"
        ),
    ),
    "places": (
        (X, W[1:]),
        (
            "locally_connected2d: weight has not a kernel for every output\n"
            "  expected weight (6, 8, O, C, K, L) for x (2, 3, 8, 9)\n"
            "  got      weight (5, 8, 4, 3, 3, 2)"
        ),
    ),
    "channels last": (
        (X.transpose(0, 2, 3, 1), W),
        (
            "locally_connected2d: channels of x and weight differ\n"
            "  expected x (N, 3, H, W) for weight (6, 8, 4, 3, 3, 2)\n"
            "  got      x (2, 8, 9, 3)\n"
            "  hint     x looks channels-last: x.transpose(0, 3, 1, 2)"
        ),
    ),
    "bias": (
        (X, W, np.ones(4)),
        (
            "locally_connected2d: bias has not one number an output\n"
            "  expected bias (4, 6, 8)\n"
            "  got      bias (4,)"
        ),
    ),
    "too small": (
        (X[:, :, :2], W),
        (
            "locally_connected2d: the kernel is larger than the padded input\n"
            "  expected an extent of at most 2 (input 2, padding 0 + 0)\n"
            "  got      3 (kernel 3, dilation 1)\n"
            "  hint     pad more, or use a smaller kernel or dilation"
        ),
    ),
}


@pytest.mark.parametrize(("given_arrays", "message"), COMPLAINTS.values(), ids=COMPLAINTS)
def test_what_does_not_fit_is_explained(given_arrays: tuple[Any, ...], message: str) -> None:
    with pytest.raises(ShapeError) as raised:
        locally_connected2d(*given_arrays)
    assert str(raised.value) == message
