"""The transposed convolutions against torch, the loops, and what they are the transposes of."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st

from cnnlab import ops
from cnnlab.gradcheck import gradcheck
from cnnlab.shapes import ShapeError
from tests.drawn import Arrays, arrays, assert_close
from tests.ops.weighted import equals_the_loops, equals_torch, pair_of

small = st.integers(1, 3)


class Case(NamedTuple):
    """A transposed convolution of any geometry, in one or two dimensions."""

    draw: Arrays
    name: str
    x: np.ndarray
    weight: np.ndarray
    bias: np.ndarray | None
    settings: dict[str, Any]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    make, dimensions, groups = draw(arrays()), draw(st.sampled_from([1, 2])), draw(small)

    def numbers(least: int, most: int) -> tuple[int, ...]:
        return draw(st.tuples(*[st.integers(least, most)] * dimensions))

    size, kernel, stride, dilation = numbers(1, 7), numbers(1, 4), numbers(1, 3), numbers(1, 3)
    padding, room = numbers(0, 3), numbers(0, 2)
    axes = list(zip(size, kernel, stride, dilation, padding, room, strict=True))
    assume(all(r < max(s, d) for _, _, s, d, _, r in axes))
    assume(all((m - 1) * s + d * (k - 1) + 1 + r > 2 * p for m, k, s, d, p, r in axes))
    c, o = draw(small), draw(small)
    settings = {"stride": stride, "padding": padding, "output_padding": room, "dilation": dilation}
    plain = {k: v[0] if len(set(v)) == 1 else v for k, v in settings.items()}  # a number, if one
    return Case(
        make,
        f"conv_transpose{dimensions}d",
        make(draw(small), c * groups, *size),
        make(c * groups, o, *kernel),
        make(o * groups) if draw(st.booleans()) else None,
        plain | {"groups": groups},
    )


@given(cases())
def test_it_equals_torch_forwards_and_backwards(case: Case) -> None:
    draw, name, *given_arrays, settings = case
    equals_torch(draw, name, getattr(torch.nn.functional, name), *given_arrays, settings)


@given(cases())
def test_it_equals_the_loops(case: Case) -> None:
    draw, name, x, weight, bias, settings = case
    assume(x.size * weight.size < 2000)
    equals_the_loops(draw, name, x, weight, bias, settings)


@given(cases())
def test_its_gradient_is_what_a_small_step_shows(case: Case) -> None:
    _, name, x, weight, bias, settings = case
    rng = np.random.default_rng(0)
    gradcheck(*pair_of(name), x, weight, bias, rng=rng, directions=2, **settings)


@pytest.mark.parametrize(
    ("weight", "settings", "engine"),
    [
        ((16, 16, 3, 3), {"padding": 1}, "winograd"),
        ((16, 16, 3, 3), {"dilation": 2, "padding": 1}, "dilated"),
        ((16, 16, 3, 3), {"dilation": 2, "output_padding": 1}, "dilated"),
        ((6, 1, 3, 2), {"groups": 6}, "depthwise"),
        ((2, 3, 13, 14), {"padding": (2, 15)}, "fft"),
        ((2, 3, 4, 4), {"stride": 2, "padding": 1}, "im2col"),
        ((2, 3, 3, 4), {"stride": 2, "padding": 1}, "batch"),
        ((2, 3, 3, 2), {"stride": 3, "output_padding": 2}, "batch"),
        ((2, 3, 3, 2), {"stride": 2, "dilation": 3, "output_padding": (0, 2)}, "batch"),
    ],
)
def test_every_engine_has_a_transpose(
    weight: tuple[int, ...], settings: dict[str, Any], engine: str, rng: np.random.Generator
) -> None:
    images = 40 if engine == "batch" else 5
    x, kernels = rng.standard_normal((images, weight[0], 18, 21)), rng.standard_normal(weight)
    y, cache = ops.conv_transpose2d(x, kernels, **settings)
    assert cache.engine == engine
    want = torch.nn.functional.conv_transpose2d(torch.tensor(x), torch.tensor(kernels), **settings)
    assert_close(y, want.numpy(), 1e-12)


def test_it_is_the_transpose_of_the_convolution(rng: np.random.Generator) -> None:
    """⟨conv(x), y⟩ = ⟨x, convᵀ(y)⟩ for all x and y."""
    settings = {"stride": (2, 3), "padding": (1, 2), "groups": 2}
    x, weight = rng.standard_normal((2, 4, 9, 13)), rng.standard_normal((6, 2, 3, 4))
    convolved, _ = ops.conv2d(x, weight, **settings)
    y = rng.standard_normal(convolved.shape)
    back, _ = ops.conv_transpose2d(y, weight, output_padding=(0, 1), **settings)
    assert back.shape == x.shape
    assert np.sum(convolved * y) == pytest.approx(np.sum(x * back), rel=1e-12)


def test_an_empty_batch_is_no_error() -> None:
    y, cache = ops.conv_transpose2d(np.zeros((0, 2, 5, 6)), np.ones((2, 3, 3, 2)), np.ones(3))
    assert y.shape == (0, 3, 7, 7)
    dx, dweight, dbias = ops.conv_transpose2d_backward(y, cache)
    assert dx.shape == (0, 2, 5, 6)
    assert not dweight.any()
    assert not dbias.any()


X, W = np.ones((2, 4, 8, 9)), np.ones((4, 3, 3, 2))
COMPLAINTS = {
    "channels last": (
        (X.transpose(0, 2, 3, 1), W, None, {}),
        (
            "conv_transpose2d: channels of x and weight differ\n"
            "  expected x (N, 4, H, W) for weight (4, 3, 3, 2)\n"
            "  got      x (2, 8, 9, 4)\n"
            "  hint     x looks channels-last: x.transpose(0, 3, 1, 2)"
        ),
    ),
    "no batch": (
        (X[0], W, None, {}),
        (
            "conv_transpose2d: x has the wrong number of axes\n"
            "  expected x (N, C, H, W)\n"
            "  got      x (4, 8, 9)\n"
            "  hint     a single one needs a batch axis: x[None]"
        ),
    ),
    "flat weight": (
        (X, W[0], None, {}),
        (
            "conv_transpose2d: weight has the wrong number of axes\n"
            "  expected weight (C, O/G, K, L)\n"
            "  got      weight (3, 3, 2)"
        ),
    ),
    "bias": (
        (X, W, np.ones(3), {"groups": 2}),
        (
            "conv_transpose2d: bias has not one number an output channel\n"
            "  expected bias (6,)\n"
            "  got      bias (3,)"
        ),
    ),
    "groups": (
        (X, W, None, {"groups": 3}),
        (
            "conv_transpose2d: the input channels cannot be divided into these groups\n"
            "  expected groups ≥ 1 that divide the 4 input channels\n"
            "  got      groups = 3"
        ),
    ),
    "padding": (
        (X, W, None, {"padding": "same"}),
        (
            "conv_transpose2d: padding cannot be used\n"
            "  expected padding a whole number ≥ 0, or a pair of them (vertical, horizontal)\n"
            "  got      padding = 'same'"
        ),
    ),
    "output padding": (
        (X, W, None, {"stride": 2, "output_padding": 2}),
        (
            "conv_transpose2d: output_padding is too large\n"
            "  expected output_padding below the stride or the dilation, 2\n"
            "  got      output_padding = 2"
        ),
    ),
    "nothing left": (
        (X, W, None, {"padding": 5}),
        (
            "conv_transpose2d: the padding cuts everything off\n"
            "  expected an output of at least 1\n"
            "  got      0 (input 8, kernel 3, stride 1, padding 5)"
        ),
    ),
}


@pytest.mark.parametrize(("arguments", "message"), COMPLAINTS.values(), ids=COMPLAINTS)
def test_what_does_not_fit_is_explained(arguments: tuple[Any, ...], message: str) -> None:
    *given_arrays, settings = arguments
    with pytest.raises(ShapeError) as raised:
        ops.conv_transpose2d(*given_arrays, **settings)
    assert str(raised.value) == message
