"""Convolution in one and in three dimensions: against torch, the loops, and small steps."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st

from cnnlab.gradcheck import gradcheck
from cnnlab.shapes import ShapeError
from tests.drawn import Arrays, arrays, assert_close
from tests.ops.weighted import equals_the_loops, equals_torch, pair_of

small = st.integers(1, 3)


class Case(NamedTuple):
    """A convolution of any geometry."""

    draw: Arrays
    name: str
    x: np.ndarray
    weight: np.ndarray
    bias: np.ndarray | None
    settings: dict[str, Any]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    make, dimensions, groups = draw(arrays()), draw(st.sampled_from([1, 3])), draw(small)

    def numbers(least: int, most: int) -> tuple[int, ...]:
        return draw(st.tuples(*[st.integers(least, most)] * dimensions))

    size, kernel = numbers(1, 9 if dimensions == 1 else 6), numbers(1, 4)
    dilation, zeros = numbers(1, 3), numbers(0, 3)
    padding = draw(st.sampled_from([zeros, zeros, "same", "valid"]))
    stride = (1,) * dimensions if padding == "same" else numbers(1, 3)
    extra = {"same": 99, "valid": 0}.get(padding) if isinstance(padding, str) else None
    rooms = [z if extra is None else extra for z in zeros]
    axes = zip(size, kernel, dilation, rooms, strict=True)
    assume(all(m + 2 * room > d * (k - 1) for m, k, d, room in axes))
    settings = {"stride": stride, "padding": padding, "dilation": dilation}
    plain = {
        k: v[0] if not isinstance(v, str) and len(set(v)) == 1 else v for k, v in settings.items()
    }
    c, o = draw(small), draw(small)
    return Case(
        make,
        f"conv{dimensions}d",
        make(draw(st.integers(1, 2)), c * groups, *size),
        make(o * groups, c, *kernel),
        make(o * groups) if draw(st.booleans()) else None,
        plain | {"groups": groups},
    )


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")  # torch may copy
@given(cases())
def test_it_equals_torch_forwards_and_backwards(case: Case) -> None:
    draw, name, *given_arrays, settings = case
    equals_torch(draw, name, getattr(torch.nn.functional, name), *given_arrays, settings)


@given(cases())
def test_it_equals_the_loops(case: Case) -> None:
    draw, name, x, weight, bias, settings = case
    assume(x.size * weight.size < 3000)
    equals_the_loops(draw, name, x, weight, bias, settings)


@given(cases())
def test_its_gradient_is_what_a_small_step_shows(case: Case) -> None:
    _, name, x, weight, bias, settings = case
    rng = np.random.default_rng(0)
    gradcheck(*pair_of(name), x, weight, bias, rng=rng, directions=1, **settings)


@pytest.mark.parametrize(
    ("x", "weight", "settings"),
    [
        ((2, 3, 9), (4, 3, 4), {"padding": "full", "dilation": 2}),
        ((2, 3, 4, 6, 5), (4, 3, 2, 3, 4), {"padding": "full", "dilation": (2, 1, 1)}),
        ((2, 16, 4, 18, 20), (16, 16, 3, 3, 3), {"padding": 1}),  # frames by Winograd
    ],
)
def test_full_padding_and_fast_engines_equal_torch(
    x: tuple[int, ...],
    weight: tuple[int, ...],
    settings: dict[str, Any],
    rng: np.random.Generator,
) -> None:
    values, kernels = rng.standard_normal(x), rng.standard_normal(weight)
    y, _ = pair_of(f"conv{len(x) - 2}d")[0](values, kernels, **settings)
    if settings["padding"] == "full":
        dilations = np.broadcast_to(settings["dilation"], len(x) - 2)
        settings = settings | {
            "padding": tuple(d * (k - 1) for d, k in zip(dilations, weight[2:], strict=True))
        }
    torch_conv = getattr(torch.nn.functional, f"conv{len(x) - 2}d")
    want = torch_conv(torch.tensor(values), torch.tensor(kernels), **settings)
    assert_close(y, want.numpy(), 1e-11)


def test_an_empty_batch_is_no_error() -> None:
    for name, space, kernel in (("conv1d", (6,), (3,)), ("conv3d", (4, 5, 6), (2, 3, 3))):
        forward, backward = pair_of(name)
        y, cache = forward(np.zeros((0, 2, *space)), np.ones((3, 2, *kernel)), np.ones(3))
        out = tuple(m - k + 1 for m, k in zip(space, kernel, strict=True))
        assert y.shape == (0, 3, *out)
        dx, dweight, dbias = backward(y, cache)
        assert dx.shape == (0, 2, *space)
        assert not dweight.any()
        assert not dbias.any()


SIGNAL, CLIP = np.ones((2, 3, 9)), np.ones((2, 3, 4, 8, 9))
COMPLAINTS: dict[str, tuple[tuple[Any, ...], dict[str, Any], str]] = {
    "an image": (
        (np.ones((2, 3, 8, 9)), np.ones((4, 3, 3))),
        {},
        (
            "conv1d: x has the wrong number of axes\n"
            "  expected x (N, C, W)\n"
            "  got      x (2, 3, 8, 9)"
        ),
    ),
    "a flat weight": (
        (CLIP, np.ones((4, 3, 3, 3))),
        {},
        (
            "conv3d: weight has the wrong number of axes\n"
            "  expected weight (O, C/G, J, K, L)\n"
            "  got      weight (4, 3, 3, 3)"
        ),
    ),
    "channels last": (
        (CLIP.transpose(0, 2, 3, 4, 1), np.ones((4, 3, 3, 3, 2))),
        {},
        (
            "conv3d: channels of x and weight differ\n"
            "  expected x (N, 3, D, H, W) for weight (4, 3, 3, 3, 2)\n"
            "  got      x (2, 4, 8, 9, 3)\n"
            "  hint     x looks channels-last: x.transpose(0, 4, 1, 2, 3)"
        ),
    ),
    "a signal's channels last": (
        (SIGNAL.transpose(0, 2, 1), np.ones((4, 3, 2))),
        {},
        (
            "conv1d: channels of x and weight differ\n"
            "  expected x (N, 3, W) for weight (4, 3, 2)\n"
            "  got      x (2, 9, 3)\n"
            "  hint     x looks channels-last: x.transpose(0, 2, 1)"
        ),
    ),
    "too short": (
        (SIGNAL, np.ones((4, 3, 5))),
        {"dilation": 3},
        (
            "conv1d: the kernel is larger than the padded input\n"
            "  expected an extent of at most 9 (input 9, padding 0 + 0)\n"
            "  got      13 (kernel 5, dilation 3)\n"
            "  hint     pad more, or use a smaller kernel or dilation"
        ),
    ),
    "a pair": (
        (CLIP, np.ones((4, 3, 3, 3, 2))),
        {"stride": (1, 2)},
        (
            "conv3d: stride cannot be used\n"
            "  expected stride a whole number ≥ 1, or three of them, depth first\n"
            "  got      stride = (1, 2)"
        ),
    ),
    "a signal's stride": (
        (SIGNAL, np.ones((4, 3, 3))),
        {"stride": 0},
        (
            "conv1d: stride cannot be used\n"
            "  expected stride a whole number ≥ 1\n"
            "  got      stride = 0"
        ),
    ),
    "same with a stride": (
        (SIGNAL, np.ones((4, 3, 3))),
        {"stride": 2, "padding": "same"},
        (
            'conv1d: padding "same" is for stride 1\n'
            "  expected stride 1\n"
            "  got      stride = (2,)\n"
            "  hint     with a stride, give the padding as a number"
        ),
    ),
    "some padding": (
        (CLIP, np.ones((4, 3, 3, 3, 2))),
        {"padding": "some"},
        (
            "conv3d: this padding has no meaning\n"
            '  expected "valid", "same", "full", a number, or three numbers\n'
            "  got      padding = 'some'"
        ),
    ),
    "bias": (
        (CLIP, np.ones((4, 3, 3, 3, 2)), np.ones(3)),
        {},
        (
            "conv3d: bias has not one number an output channel\n"
            "  expected bias (4,)\n"
            "  got      bias (3,)"
        ),
    ),
}


@pytest.mark.parametrize(
    ("given_arrays", "settings", "message"), COMPLAINTS.values(), ids=COMPLAINTS
)
def test_what_does_not_fit_is_explained(
    given_arrays: tuple[Any, ...], settings: dict[str, Any], message: str
) -> None:
    with pytest.raises(ShapeError) as raised:
        pair_of(message.partition(":")[0])[0](*given_arrays, **settings)
    assert str(raised.value) == message
