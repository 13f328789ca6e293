"""The activations against torch, against the loops, and far out."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtr
from torch.nn import functional

from cnnlab import ops
from cnnlab.gradcheck import gradcheck
from cnnlab.ops import naive
from cnnlab.ops.activations.normal import normal_cdf
from cnnlab.shapes import ShapeError
from tests.drawn import Arrays, arrays, assert_close

slopes = st.floats(0.01, 2)


class Activation(NamedTuple):
    """What an activation is to be equal to, and the numbers that set it."""

    torchs: Callable[..., torch.Tensor]
    settings: st.SearchStrategy[dict[str, Any]] = st.just({})


ACTIVATIONS = {
    "relu": Activation(functional.relu),
    "leaky_relu": Activation(
        functional.leaky_relu, st.fixed_dictionaries({}, optional={"negative_slope": slopes})
    ),
    "elu": Activation(functional.elu, st.fixed_dictionaries({}, optional={"alpha": slopes})),
    "sigmoid": Activation(torch.sigmoid),
    "tanh": Activation(torch.tanh),
    "gelu": Activation(
        functional.gelu, st.sampled_from([{}, {"approximate": "none"}, {"approximate": "tanh"}])
    ),
    "silu": Activation(functional.silu),
    "softplus": Activation(
        functional.softplus,
        st.fixed_dictionaries({}, optional={"beta": slopes, "threshold": st.floats(0, 2)}),
    ),
}
each = pytest.mark.parametrize("name", ACTIVATIONS)


def pair_of(name: str) -> tuple[Callable[..., Any], Callable[..., Any]]:
    return getattr(ops, name), getattr(ops, f"{name}_backward")


@each
@given(draw=arrays(), shape=st.lists(st.integers(0, 4), min_size=1, max_size=4), data=st.data())
def test_it_equals_torch_and_the_loops(
    name: str, draw: Arrays, shape: list[int], data: st.DataObject
) -> None:
    op, backward = pair_of(name)
    settings = data.draw(ACTIVATIONS[name].settings)
    x = draw.laid_out(draw.rng.integers(-6, 7, shape) / 2)  # zeros among them: there are corners
    leaf = torch.tensor(x.copy()).double().requires_grad_()  # torch's float32 GELU loses digits
    want = ACTIVATIONS[name].torchs(leaf, **settings)
    dy = draw(*shape)
    want.backward(torch.tensor(dy.copy()))
    y, cache = op(x, **settings)
    dx = backward(dy, cache)
    assert y.dtype == dx.dtype == draw.dtype
    assert_close(y, want.detach().numpy(), draw.tolerance)
    assert_close(dx, leaf.grad.numpy(), draw.tolerance)
    assert_close(y, getattr(naive, name)(x, **settings), draw.tolerance)
    want = getattr(naive, f"{name}_backward")(dy, x, **settings)
    assert_close(dx, want, draw.tolerance)


@each
def test_its_gradient_is_what_a_small_step_shows(name: str, rng: np.random.Generator) -> None:
    x = rng.uniform(0.1, 3, (4, 5)) * rng.choice([-1, 1], (4, 5))  # away from the corner
    gradcheck(*pair_of(name), x, rng=rng)


def test_the_other_gelu_has_a_gradient_too(rng: np.random.Generator) -> None:
    gradcheck(*pair_of("gelu"), rng.standard_normal((4, 5)), rng=rng, approximate="tanh")


@each
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_far_out_it_is_still_a_number(name: str, dtype: type) -> None:
    op, backward = pair_of(name)
    x = np.array([-1e4, -100, -30, 30, 100, 1e4], dtype)
    leaf = torch.tensor(x).requires_grad_()
    want = ACTIVATIONS[name].torchs(leaf)
    want.sum().backward()
    y, cache = op(x)
    dx = backward(np.ones_like(x), cache)
    for got, wanted in ((y, want.detach().numpy()), (dx, leaf.grad.numpy())):
        np.testing.assert_allclose(got, wanted, rtol=1e-5, atol=1e-30 if dtype is float else 1e-12)


def test_small_values_keep_their_digits() -> None:
    assert ops.sigmoid(np.array([-40.0]))[0][0] == pytest.approx(math.exp(-40), rel=1e-14)
    tail = math.erfc(10 / math.sqrt(2)) / 2  # Φ(-10); 1 + erf(-7.07) would be 0
    assert ops.gelu(np.array([-10.0]))[0][0] == pytest.approx(-10 * tail, rel=1e-14)


def test_the_fast_normal_distribution_is_scipys() -> None:
    x = np.concatenate([np.linspace(-13, 13, 100_003), [-1e30, 1e30, 0.0]]).astype(np.float32)
    with np.errstate(all="raise", under="ignore"):
        got = normal_cdf(x)
    want = ndtr(x.astype(np.float64))
    assert got.dtype == np.float32
    np.testing.assert_allclose(got, want, rtol=5e-6, atol=1e-37)
    np.testing.assert_allclose(got[x > -1], want[x > -1], rtol=5e-7)
    assert np.isnan(normal_cdf(np.full(1, np.nan, np.float32)))


@each
def test_whole_numbers_and_gradients_of_another_shape_are_explained(name: str) -> None:
    op, backward = pair_of(name)
    with pytest.raises(ShapeError) as raised:
        op(np.arange(3))
    assert str(raised.value) == (
        f"{name}: x must hold floating-point numbers\n"
        "  expected x an array of float32 or float64\n"
        "  got      x of int64\n"
        "  hint     np.asarray(x, dtype=np.float32)"
    )
    _, cache = op(np.ones((2, 3)))
    with pytest.raises(ShapeError, match=f"{name}_backward: dy has not the output's shape"):
        backward(np.ones((3, 2)), cache)


@pytest.mark.parametrize(
    ("name", "setting", "problem", "expected"),
    [
        ("leaky_relu", "0.1", "negative_slope cannot be used", "negative_slope a number"),
        ("leaky_relu", np.nan, "negative_slope cannot be used", "negative_slope a number"),
        ("elu", True, "alpha cannot be used", "alpha a number"),
        ("elu", np.ones(3), "alpha cannot be used", "alpha a number"),
        ("softplus", 0, "beta cannot be used", "beta a number > 0"),
        ("softplus", -1.0, "beta cannot be used", "beta a number > 0"),
        ("gelu", "erf", "this approximate has no meaning", '"none" or "tanh"'),
    ],
)
def test_settings_that_make_no_activation_are_explained(
    name: str, setting: Any, problem: str, expected: str
) -> None:
    with pytest.raises(ShapeError) as raised:
        pair_of(name)[0](np.ones(3), setting)
    assert raised.value.problem == f"{name}: {problem}"
    assert raised.value.expected == expected


def test_a_number_of_numpys_does_not_widen_the_output() -> None:
    x = np.ones(3, np.float32)
    assert ops.leaky_relu(x, np.float64(0.1))[0].dtype == np.float32
    assert ops.softplus(x, np.float64(2), np.float64(1))[0].dtype == np.float32
