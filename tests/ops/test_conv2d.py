"""The convolution against torch, against the loops, and against its own forward pass."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st

from cnnlab.gradcheck import gradcheck
from cnnlab.ops import conv2d, conv2d_backward
from cnnlab.shapes import ShapeError
from tests.drawn import Arrays, arrays, assert_close
from tests.ops.weighted import equals_the_loops, equals_torch

small = st.integers(1, 3)
pairs = st.tuples(small, small)


class Case(NamedTuple):
    """A convolution of any geometry."""

    draw: Arrays
    x: np.ndarray
    weight: np.ndarray
    bias: np.ndarray | None
    settings: dict[str, Any]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    make = draw(arrays())
    kernel = draw(st.tuples(st.integers(1, 5), st.integers(1, 5)))
    dilation, groups = draw(small | pairs), draw(small)
    numbers = st.integers(0, 3)
    padding = draw(numbers | st.tuples(numbers, numbers) | st.sampled_from(["same", "valid"]))
    stride = 1 if padding == "same" else draw(small | pairs)
    size = draw(st.tuples(st.integers(1, 12), st.integers(1, 12)))
    zeros = {"valid": 0, "same": 99}.get(padding, padding)
    zeros, spread = np.broadcast_to(zeros, 2), np.broadcast_to(dilation, 2)
    assume(all(size[i] + 2 * zeros[i] > spread[i] * (kernel[i] - 1) for i in (0, 1)))
    c, o = draw(small), draw(small)
    return Case(
        make,
        make(draw(small), c * groups, *size),
        make(o * groups, c, *kernel),
        make(o * groups) if draw(st.booleans()) else None,
        {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups},
    )


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")  # torch may copy
@given(cases())
def test_it_equals_torch_forwards_and_backwards(case: Case) -> None:
    draw, *given_arrays, settings = case
    equals_torch(draw, "conv2d", torch.nn.functional.conv2d, *given_arrays, settings)


@given(cases())
def test_it_equals_the_loops(case: Case) -> None:
    draw, x, weight, bias, settings = case
    assume(x.size * weight.size < 3000)
    equals_the_loops(draw, "conv2d", x, weight, bias, settings)


@given(cases())
def test_its_gradient_is_what_a_small_step_shows(case: Case) -> None:
    _, x, weight, bias, settings = case
    rng = np.random.default_rng(0)
    gradcheck(conv2d, conv2d_backward, x, weight, bias, rng=rng, directions=2, **settings)


def test_full_padding_lets_every_input_meet_every_weight(rng: np.random.Generator) -> None:
    x, weight = rng.standard_normal((2, 3, 5, 7)), rng.standard_normal((4, 3, 3, 2))
    y, _ = conv2d(x, weight, padding="full", dilation=(1, 2))
    want = torch.nn.functional.conv2d(
        torch.tensor(x), torch.tensor(weight), padding=(2, 2), dilation=(1, 2)
    )
    assert_close(y, want.numpy(), 1e-12)


@pytest.mark.parametrize("engine", ["im2col", "winograd", "dilated", "fft"])
def test_the_engine_can_be_named(engine: str, rng: np.random.Generator) -> None:
    x, weight = rng.standard_normal((2, 3, 6, 7)), rng.standard_normal((4, 3, 3, 3))
    y, cache = conv2d(x, weight, padding=1, engine=engine)
    assert cache.engine == engine
    assert_close(y, conv2d(x, weight, padding=1)[0], 1e-12)


def test_an_empty_batch_is_no_error() -> None:
    y, cache = conv2d(np.zeros((0, 2, 5, 6)), np.ones((3, 2, 3, 2)), np.ones(3))
    assert y.shape == (0, 3, 3, 5)
    dx, dweight, dbias = conv2d_backward(y, cache)
    assert dx.shape == (0, 2, 5, 6)
    assert not dweight.any()
    assert not dbias.any()


X, W = np.ones((2, 3, 8, 9)), np.ones((4, 3, 3, 2))
COMPLAINTS = {
    "channels last": (
        (np.ones((2, 8, 9, 3)), W, None, {}),
        (
            "conv2d: channels of x and weight differ\n"
            "  expected x (N, 3, H, W) for weight (4, 3, 3, 2)\n"
            "  got      x (2, 8, 9, 3)\n"
            "  hint     x looks channels-last: x.transpose(0, 3, 1, 2)"
        ),
    ),
    "no batch": (
        (X[0], W, None, {}),
        (
            "conv2d: x has the wrong number of axes\n"
            "  expected x (N, C, H, W)\n"
            "  got      x (3, 8, 9)\n"
            "  hint     a single one needs a batch axis: x[None]"
        ),
    ),
    "flat weight": (
        (X, W[0], None, {}),
        (
            "conv2d: weight has the wrong number of axes\n"
            "  expected weight (O, C/G, K, L)\n"
            "  got      weight (3, 3, 2)"
        ),
    ),
    "whole numbers": (
        (X.astype(int), W, None, {}),
        (
            "conv2d: x must hold floating-point numbers\n"
            "  expected x an array of float32 or float64\n"
            "  got      x of int64\n"
            "  hint     np.asarray(x, dtype=np.float32)"
        ),
    ),
    "half precision": (
        (X, W.astype(np.float16), None, {}),
        (
            "conv2d: weight must hold floating-point numbers\n"
            "  expected weight an array of float32 or float64\n"
            "  got      weight of float16\n"
            "  hint     np.asarray(weight, dtype=np.float32)"
        ),
    ),
    "a list": (
        (X, W, [0.0] * 4, {}),
        (
            "conv2d: bias must hold floating-point numbers\n"
            "  expected bias an array of float32 or float64\n"
            "  got      bias of list\n"
            "  hint     np.asarray(bias, dtype=np.float32)"
        ),
    ),
    "bias": (
        (X, W, np.ones(3), {}),
        (
            "conv2d: bias has not one number an output channel\n"
            "  expected bias (4,)\n"
            "  got      bias (3,)"
        ),
    ),
    "groups": (
        (X, W, None, {"groups": 3}),
        (
            "conv2d: the output channels cannot be divided into these groups\n"
            "  expected groups ≥ 1 that divide the 4 output channels\n"
            "  got      groups = 3"
        ),
    ),
    "stride": (
        (X, W, None, {"stride": 0}),
        (
            "conv2d: stride cannot be used\n"
            "  expected stride a whole number ≥ 1, or a pair of them (vertical, horizontal)\n"
            "  got      stride = 0"
        ),
    ),
    "padding": (
        (X, W, None, {"padding": "some"}),
        (
            "conv2d: this padding has no meaning\n"
            '  expected "valid", "same", "full", a number, or a pair of numbers\n'
            "  got      padding = 'some'"
        ),
    ),
    "too small": (
        (X[:, :, :2], W, None, {}),
        (
            "conv2d: the kernel is larger than the padded input\n"
            "  expected an extent of at most 2 (input 2, padding 0 + 0)\n"
            "  got      3 (kernel 3, dilation 1)\n"
            "  hint     pad more, or use a smaller kernel or dilation"
        ),
    ),
    "engine": (
        (X, W, None, {"engine": "winograd"}),
        (
            "conv2d: this engine cannot compute this convolution\n"
            "  expected engine one of auto, im2col, batch, fft\n"
            "  got      engine = 'winograd' for weight (4, 3, 3, 2), stride (1, 1), "
            "dilation (1, 1), groups 1"
        ),
    ),
}


@pytest.mark.parametrize(("arguments", "message"), COMPLAINTS.values(), ids=COMPLAINTS)
def test_what_does_not_fit_is_explained(arguments: tuple[Any, ...], message: str) -> None:
    *given_arrays, settings = arguments
    with pytest.raises(ShapeError) as raised:
        conv2d(*given_arrays, **settings)
    assert str(raised.value) == message


def test_a_gradient_of_another_shape_is_explained() -> None:
    y, cache = conv2d(X, W)
    with pytest.raises(ShapeError) as raised:
        conv2d_backward(y[:, :, :-1], cache)
    assert str(raised.value) == (
        "conv2d_backward: dy has not the output's shape\n"
        "  expected dy (2, 4, 6, 8)\n"
        "  got      dy (2, 4, 5, 8)"
    )


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.float16])
def test_the_gradient_of_the_bias_does_not_overflow_with_dy(dtype: type) -> None:
    x, weight = np.ones((3, 2, 18, 18)), np.ones((2, 2, 1, 1))
    y, cache = conv2d(x, weight, np.zeros(2))
    dy = np.full(y.shape, 100, dtype)
    assert conv2d_backward(dy, cache)[2].tolist() == [97_200, 97_200]


def test_a_bias_of_double_precision_does_not_widen_the_rest() -> None:
    x, weight = np.ones((40, 3, 9, 9), np.float32), np.ones((5, 3, 3, 3), np.float32)
    for engine in ("im2col", "batch", "winograd"):
        y, _ = conv2d(x, weight, np.full(5, 0.5), engine=engine)
        assert y.dtype == np.float32
        assert (y == 27.5).all()
