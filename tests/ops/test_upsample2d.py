"""Upsampling against torch and against the loops."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from cnnlab.gradcheck import gradcheck
from cnnlab.ops import naive, upsample2d, upsample2d_backward
from cnnlab.shapes import ShapeError
from tests.drawn import Arrays, arrays, assert_close

MODES: dict[str, dict[str, Any]] = {
    "nearest": {"mode": "nearest"},
    "bilinear": {"mode": "bilinear"},
    "bilinear, corners aligned": {"mode": "bilinear", "align_corners": True},
}
each = pytest.mark.parametrize("settings", MODES.values(), ids=MODES)
scales = st.integers(1, 4)


@each
@given(
    draw=arrays(),
    shape=st.tuples(*[st.integers(1, 5)] * 4),
    scale=scales | st.tuples(scales, scales),
)
def test_it_equals_torch_and_the_loops(
    settings: dict[str, Any], draw: Arrays, shape: tuple[int, ...], scale: int | tuple[int, int]
) -> None:
    x = draw(*shape)
    leaf = torch.tensor(x.copy()).requires_grad_()
    factors = scale if isinstance(scale, int) else tuple(map(float, scale))
    want = torch.nn.functional.interpolate(leaf, scale_factor=factors, **settings)
    dy = draw(*want.shape)
    want.backward(torch.tensor(dy.copy()))
    y, cache = upsample2d(x, scale, **settings)
    dx = upsample2d_backward(dy, cache)
    assert y.dtype == dx.dtype == draw.dtype
    assert_close(y, want.detach().numpy(), 0 if settings["mode"] == "nearest" else draw.tolerance)
    assert_close(dx, leaf.grad.numpy(), draw.tolerance)
    assert_close(y, naive.upsample2d(x, scale, **settings), draw.tolerance)
    assert_close(dx, naive.upsample2d_backward(dy, x, scale, **settings), draw.tolerance)


@each
def test_its_gradient_is_what_a_small_step_shows(
    settings: dict[str, Any], rng: np.random.Generator
) -> None:
    x = rng.standard_normal((2, 3, 4, 5))
    gradcheck(upsample2d, upsample2d_backward, x, rng=rng, scale_factor=(3, 2), **settings)


def test_a_step_between_two_inputs_is_divided_as_the_formula_says() -> None:
    x = np.array([[[[0.0, 4]]]])
    rows = {name: upsample2d(x, (1, 2), **settings)[0] for name, settings in MODES.items()}
    assert_close(rows["nearest"], np.array([[[[0, 0, 4, 4]]]]), 0)
    assert_close(rows["bilinear"], np.array([[[[0, 1, 3, 4]]]]), 1e-15)
    assert_close(rows["bilinear, corners aligned"], np.array([[[[0, 4 / 3, 8 / 3, 4]]]]), 1e-15)


@each
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_far_out_it_is_still_a_number(settings: dict[str, Any], dtype: type) -> None:
    x = np.array([[[[1e4, -1e4], [-1e4, 1e4]]]], dtype)
    y, cache = upsample2d(x, 2, **settings)
    assert np.abs(y).max() == pytest.approx(1e4)
    assert np.isfinite(upsample2d_backward(y, cache)).all()


X = np.ones((2, 3, 4, 5))


@pytest.mark.parametrize(
    ("x", "scale", "problem"),
    [
        (X[0], 2, "upsample2d: x has the wrong number of axes"),
        (X.astype(int), 2, "upsample2d: x must hold floating-point numbers"),
        (X[..., :0], 2, "upsample2d: there is nothing to enlarge"),
        (X, 1.5, "upsample2d: scale_factor cannot be used"),
        (X, 0, "upsample2d: scale_factor cannot be used"),
        (X, (2, 2, 2), "upsample2d: scale_factor cannot be used"),
    ],
)
def test_what_does_not_fit_is_explained(x: np.ndarray, scale: Any, problem: str) -> None:
    with pytest.raises(ShapeError) as raised:
        upsample2d(x, scale)
    assert raised.value.problem == problem


def test_modes_that_there_are_not_are_explained() -> None:
    with pytest.raises(ShapeError) as raised:
        upsample2d(X, 2, "bicubic")  # type: ignore[arg-type]
    assert str(raised.value) == (
        "upsample2d: this mode has no meaning\n"
        '  expected "nearest" or "bilinear"\n'
        "  got      mode = 'bicubic'"
    )
    with pytest.raises(ShapeError) as raised:
        upsample2d(X, 2, align_corners=True)
    assert str(raised.value) == (
        "upsample2d: only interpolation can align the corners\n"
        '  expected align_corners=False for mode "nearest"\n'
        "  got      align_corners = True\n"
        '  hint     mode="bilinear"'
    )


def test_a_gradient_of_another_shape_is_explained() -> None:
    _, cache = upsample2d(X, 2)
    with pytest.raises(ShapeError, match="upsample2d_backward: dy has not the output's shape"):
        upsample2d_backward(X, cache)
