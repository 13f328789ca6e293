"""Local contrast normalisation: against the loops, small steps, and what it is meant to do."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cnnlab.gradcheck import gradcheck
from cnnlab.ops import local_contrast_norm, local_contrast_norm_backward, naive
from cnnlab.ops.normalisation.local_contrast_norm import gaussian
from cnnlab.shapes import ShapeError
from tests.drawn import Arrays, arrays, assert_close


class Case(NamedTuple):
    """Images, and a window that may be larger than they are."""

    draw: Arrays
    x: np.ndarray
    kernel: tuple[int, int]
    sigma: float | None


@st.composite
def cases(draw: st.DrawFn) -> Case:
    make, odd = draw(arrays()), st.sampled_from([1, 3, 5])
    shape = draw(st.tuples(*[st.integers(1, 2)] * 2, *[st.integers(2, 7)] * 2))
    kernel = draw(st.tuples(odd, odd))
    assume(kernel != (1, 1) or shape[1] > 1)  # else nothing is left of x
    return Case(make, make.laid_out(make(*shape) + 2), kernel, draw(st.sampled_from([None, 0.8])))


@given(cases())
def test_it_equals_the_loops(case: Case) -> None:
    draw, x, kernel, sigma = case
    y, _ = local_contrast_norm(x, kernel, sigma=sigma)
    assert y.dtype == draw.dtype
    exact = x.astype(np.float64)
    assert_close(y, naive.local_contrast_norm(exact, kernel, sigma=sigma), draw.tolerance)
    dy = draw.rng.standard_normal(x.shape)
    _, cache = local_contrast_norm(exact, kernel, sigma=sigma)
    want = naive.local_contrast_norm_backward(dy, exact, kernel, sigma=sigma)
    terms = float(np.abs(dy / cache.divisor).max())
    assert_close(local_contrast_norm_backward(dy, cache), want, 1e-11, terms=terms)


@given(cases())
def test_its_gradient_is_what_a_small_step_shows(case: Case) -> None:
    _, x, kernel, sigma = case
    gradcheck(
        local_contrast_norm,
        local_contrast_norm_backward,
        x,
        kernel,
        rng=np.random.default_rng(0),
        directions=2,
        tolerance=1e-5,
        sigma=sigma,
    )


@given(cases())
def test_its_gradient_has_the_inputs_precision(case: Case) -> None:
    draw, x, kernel, sigma = case
    y, cache = local_contrast_norm(x, kernel, sigma=sigma)
    dy = draw(*y.shape)
    dx = local_contrast_norm_backward(dy, cache)
    assert dx.dtype == draw.dtype
    _, exact = local_contrast_norm(x.astype(np.float64), kernel, sigma=sigma)
    want = local_contrast_norm_backward(dy.astype(np.float64), exact)
    assert_close(dx, want, 10 * draw.tolerance, terms=float(np.abs(dy / cache.divisor).max()))


def test_brightness_and_contrast_go(rng: np.random.Generator) -> None:
    x = rng.standard_normal((1, 3, 12, 14))
    y, _ = local_contrast_norm(x)
    brighter, _ = local_contrast_norm(x + 100)
    stronger, _ = local_contrast_norm(10 * x)
    assert_close(brighter, y, 1e-10)
    assert_close(stronger, y, 1e-12)


def test_a_flat_image_stays_flat() -> None:
    y, cache = local_contrast_norm(np.full((2, 3, 6, 5), 7.0), 3)
    assert np.abs(y).max() < 1e-9
    assert np.isfinite(local_contrast_norm_backward(np.ones_like(y), cache)).all()


def test_a_flat_place_is_not_blown_up(rng: np.random.Generator) -> None:
    """Its own deviation is tiny; the image's mean deviation divides."""
    x = rng.standard_normal((1, 1, 20, 20))
    x[:, :, :10] *= 1e-6
    y, _ = local_contrast_norm(x, 5)
    assert np.abs(y[:, :, :6]).max() < 1e-4
    assert np.abs(y[:, :, 13:]).max() > 1


def test_where_nothing_differs_at_all_the_gradient_is_right_too(rng: np.random.Generator) -> None:
    x = rng.standard_normal((1, 2, 12, 11))
    x[:, :, :7] = 0  # a deviation of exactly zero has no derivative, and none is handed on
    pair = local_contrast_norm, local_contrast_norm_backward
    gradcheck(*pair, x, 3, rng=rng, tolerance=1e-3)  # the step meets a kink


def test_the_window_is_a_gaussian_that_adds_up_to_one_at_the_edges_too() -> None:
    weights = gaussian(8, 5, 1.25)
    assert_close(weights.sum(axis=1), np.ones(8), 1e-15)
    inner = np.exp(-0.5 * (np.arange(-2, 3) / 1.25) ** 2)
    assert_close(weights[4, 2:7], inner / inner.sum(), 1e-15)
    assert_close(weights[0, :3], inner[2:] / inner[2:].sum(), 1e-15)
    assert not weights[4, [0, 1, 7]].any()


def test_an_empty_batch_is_no_error() -> None:
    y, cache = local_contrast_norm(np.zeros((0, 3, 6, 5)), 3)
    assert y.shape == local_contrast_norm_backward(y, cache).shape == (0, 3, 6, 5)


X = np.ones((2, 3, 8, 9))
COMPLAINTS: dict[str, tuple[tuple[Any, ...], dict[str, Any], str]] = {
    "even": (
        (X, (5, 4)),
        {},
        (
            "local_contrast_norm: the window has no middle\n"
            "  expected an odd kernel_size\n"
            "  got      kernel_size = (5, 4)"
        ),
    ),
    "no batch": (
        (X[0], 5),
        {},
        (
            "local_contrast_norm: x has the wrong number of axes\n"
            "  expected x (N, C, H, W)\n"
            "  got      x (3, 8, 9)\n"
            "  hint     a single one needs a batch axis: x[None]"
        ),
    ),
    "whole numbers": (
        (X.astype(int), 5),
        {},
        (
            "local_contrast_norm: x must hold floating-point numbers\n"
            "  expected x an array of float32 or float64\n"
            "  got      x of int64\n"
            "  hint     np.asarray(x, dtype=np.float32)"
        ),
    ),
    "sigma": (
        (X, 5),
        {"sigma": 0},
        (
            "local_contrast_norm: sigma cannot be used\n"
            "  expected sigma a number > 0\n"
            "  got      sigma = 0"
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
        local_contrast_norm(*given_arrays, **settings)
    assert str(raised.value) == message
