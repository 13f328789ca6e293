"""Borders against torch, against the loops, and on images too small for them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from cnnlab.gradcheck import gradcheck
from cnnlab.ops import naive, pad2d, pad2d_backward
from cnnlab.shapes import ShapeError
from tests.drawn import Arrays, arrays, assert_close

MODES = {
    "zeros": "constant",
    "reflect": "reflect",
    "replicate": "replicate",
    "circular": "circular",
}
each = pytest.mark.parametrize("mode", MODES)


@each
@given(draw=arrays(), shape=st.tuples(*[st.integers(1, 5)] * 4), data=st.data())
def test_it_equals_torch_and_the_loops(
    mode: str, draw: Arrays, shape: tuple[int, ...], data: st.DataObject
) -> None:
    _, _, h, w = shape
    most = {"reflect": (h - 1, w - 1), "circular": (h, w)}.get(mode, (4, 4))
    above, below, left, right = (data.draw(st.integers(0, most[i // 2])) for i in range(4))
    padding = (left, right, above, below)
    x = draw(*shape)
    leaf = torch.tensor(x.copy()).requires_grad_()
    want = torch.nn.functional.pad(leaf, padding, "constant" if mode == "zeros" else mode)
    dy = draw(*want.shape)
    want.backward(torch.tensor(dy.copy()))
    y, cache = pad2d(x, padding, mode)
    dx = pad2d_backward(dy, cache)
    assert y.dtype == dx.dtype == draw.dtype
    assert_close(y, want.detach().numpy(), 0)
    assert_close(dx, leaf.grad.numpy(), draw.tolerance)
    assert_close(y, naive.pad2d(x, padding, mode), 0)
    assert_close(dx, naive.pad2d_backward(dy, x, padding, mode), draw.tolerance)


@each
def test_its_gradient_is_what_a_small_step_shows(mode: str, rng: np.random.Generator) -> None:
    x = rng.standard_normal((2, 3, 4, 5))
    gradcheck(pad2d, pad2d_backward, x, rng=rng, padding=(3, 1, 0, 2), mode=mode)


@pytest.mark.parametrize(
    ("mode", "row"),
    [
        ("zeros", [0, 0, 0, 1, 2, 3, 4, 0, 0, 0]),
        ("reflect", [4, 3, 2, 1, 2, 3, 4, 3, 2, 1]),
        ("replicate", [1, 1, 1, 1, 2, 3, 4, 4, 4, 4]),
        ("circular", [2, 3, 4, 1, 2, 3, 4, 1, 2, 3]),
    ],
)
def test_the_four_borders_are_what_the_docstring_shows(mode: str, row: list[int]) -> None:
    y, _ = pad2d(np.array([[[[1.0, 2, 3, 4]]]]), (3, 3, 0, 0), mode)
    assert y[0, 0, 0].tolist() == row


def test_one_number_a_pair_and_four_say_the_same() -> None:
    x = np.ones((1, 1, 3, 4))
    assert pad2d(x, 2)[0].shape == pad2d(x, (2, 2, 2, 2))[0].shape == (1, 1, 7, 8)
    assert pad2d(x, (1, 2))[0].shape == pad2d(x, (2, 2, 1, 1))[0].shape == (1, 1, 5, 8)


X = np.ones((2, 3, 4, 5))


@pytest.mark.parametrize(
    ("mode", "padding", "least", "widest"),
    [("reflect", (0, 0, 4, 0), 5, 4), ("circular", (0, 0, 0, 5), 5, 5)],
)
def test_an_image_too_small_for_its_border_is_explained(
    mode: str, padding: Any, least: int, widest: int
) -> None:
    with pytest.raises(ShapeError) as raised:
        pad2d(X, padding, mode)
    assert str(raised.value) == (
        f'pad2d: the image is too small for this padding in mode "{mode}"\n'
        f"  expected H of at least {least}, for a padding of {widest}\n"
        "  got      H = 4"
    )


@pytest.mark.parametrize(
    ("x", "padding", "mode", "problem"),
    [
        (X[0], 1, "zeros", "pad2d: x has the wrong number of axes"),
        (X.astype(int), 1, "zeros", "pad2d: x must hold floating-point numbers"),
        (X, -1, "zeros", "pad2d: padding cannot be used"),
        (X, 1.0, "zeros", "pad2d: padding cannot be used"),
        (X, (1, 2, 3), "zeros", "pad2d: padding cannot be used"),
        (X, "same", "zeros", "pad2d: padding cannot be used"),
        (X, 1, "constant", "pad2d: this mode has no meaning"),
        (X, 1, None, "pad2d: this mode has no meaning"),
        (
            X[:, :, :0],
            1,
            "replicate",
            'pad2d: the image is too small for this padding in mode "replicate"',
        ),
    ],
)
def test_what_does_not_fit_is_explained(
    x: np.ndarray, padding: Any, mode: Any, problem: str
) -> None:
    with pytest.raises(ShapeError) as raised:
        pad2d(x, padding, mode)
    assert raised.value.problem == problem


def test_a_gradient_of_another_shape_is_explained() -> None:
    _, cache = pad2d(X, 1)
    with pytest.raises(ShapeError, match="pad2d_backward: dy has not the output's shape"):
        pad2d_backward(X, cache)
