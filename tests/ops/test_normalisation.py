"""Layer, group and local response normalisation against torch, the loops, and small steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st

from cnnlab import ops
from cnnlab.gradcheck import gradcheck
from cnnlab.ops import lines, naive
from cnnlab.shapes import ShapeError
from tests.drawn import Arrays, arrays, assert_close


class Case(NamedTuple):
    """One of the operations, and what it is given."""

    draw: Arrays
    name: str
    x: np.ndarray
    learned: tuple[np.ndarray | None, ...]  # weight and bias, if it has them
    settings: dict[str, Any]

    @property
    def terms(self) -> float:
        """How large the terms are of which a result may be what is left."""
        if not self.learned:
            return 1e-30
        weight = 1 if self.learned[0] is None else np.abs(self.learned[0]).max()
        return float(weight) * self.settings["eps"] ** -0.5


@st.composite
def cases(draw: st.DrawFn) -> Case:
    make, axis, maybe = draw(arrays()), st.integers(1, 5), st.booleans()
    name = draw(st.sampled_from(["layer_norm", "group_norm", "local_response_norm"]))
    n, c, space = draw(axis), draw(axis), draw(st.lists(axis, max_size=2))
    if name == "local_response_norm":
        settings: dict[str, Any] = {"size": draw(st.integers(1, 6))}
        settings |= {"alpha": draw(st.sampled_from([1e-4, 0.5])), "beta": draw(st.floats(0.1, 2))}
        settings["k"] = draw(st.sampled_from([1.0, 2.0]))
        return Case(make, name, make(n, c, *(space or [1])), (), settings)
    # Where few numbers are measured together, x̂ is all rounding unless they differ: eps helps.
    settings = {"eps": draw(st.sampled_from([0.1, 1.0]))}
    if name == "group_norm":
        groups = draw(st.integers(1, 3))
        c *= groups
        assume(n * c // groups * np.prod(space) > 1)  # what torch asks
        settings["num_groups"], shape = groups, (c,)
    else:
        whole = (n, c, *space)
        shape = whole[draw(st.integers(1, len(whole) - 1)) :]
        settings["normalized_shape"] = shape
    learned = tuple(make(*shape) if draw(maybe) else None for _ in "wb")
    return Case(make, name, make.laid_out(2 * make(n, c, *space) + 1), learned, settings)


def pair_of(name: str) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """The operation and its backward, called by keywords."""
    return getattr(ops, name), getattr(ops, f"{name}_backward")


def by_name(learned: Any) -> dict[str, Any]:
    """A weight and a bias, if there are any, as keywords."""
    return dict(zip(("weight", "bias"), learned, strict=False))


def listed(gradients: Any) -> tuple[Any, ...]:
    return gradients if isinstance(gradients, tuple) else (gradients,)


@given(cases())
def test_it_equals_torch_forwards_and_backwards(case: Case) -> None:
    draw, name, x, learned, settings = case
    assume(name != "group_norm" or learned[0] is not None or learned[1] is None)  # torch fails
    leaves = [
        None if a is None else torch.tensor(a.copy()).double().requires_grad_()
        for a in (x, *learned)
    ]
    want = getattr(torch.nn.functional, name)(leaves[0], **by_name(leaves[1:]), **settings)
    dy = draw(*want.shape)
    want.backward(torch.tensor(dy.copy()).double())
    forward, backward = pair_of(name)
    y, cache = forward(x, **by_name(learned), **settings)
    assert y.dtype == draw.dtype
    assert_close(y, want.detach().numpy(), draw.tolerance, "y", terms=case.terms)
    for gradient, leaf in zip(listed(backward(dy, cache)), leaves, strict=True):
        if leaf is None:
            assert gradient is None
        else:
            assert gradient.dtype == draw.dtype
            assert_close(gradient, leaf.grad.numpy(), draw.tolerance, terms=case.terms)


@given(cases())
def test_it_equals_the_loops(case: Case) -> None:
    draw, name, x, learned, settings = case
    assume(x.size < 80)
    forward, backward = pair_of(name)
    y, cache = forward(x, **by_name(learned), **settings)
    want = getattr(naive, name)(x, **by_name(learned), **settings)
    assert_close(y, want, draw.tolerance, terms=case.terms)
    dy = draw(*y.shape)
    wants = getattr(naive, f"{name}_backward")(dy, x, **by_name(learned[:1]), **settings)
    for gradient, want in zip(listed(backward(dy, cache)), listed(wants), strict=True):
        if gradient is not None:
            assert_close(gradient, want, draw.tolerance, terms=case.terms)


@given(cases())
def test_its_gradient_is_what_a_small_step_shows(case: Case) -> None:
    _, name, x, learned, settings = case
    forward, backward = pair_of(name)

    def operation(x: np.ndarray, *learned: np.ndarray | None) -> Any:
        return forward(x, **by_name(learned), **settings)

    gradcheck(operation, backward, x, *learned, rng=np.random.default_rng(0), directions=2)


@pytest.mark.parametrize(
    ("name", "settings"),
    [("group_norm", {"num_groups": 3}), ("local_response_norm", {"size": 5, "alpha": 0.5})],
)
@pytest.mark.parametrize("channels_last", [False, True])
def test_blocks_are_the_whole_and_memory_stays_as_it_was(
    name: str,
    settings: dict[str, Any],
    channels_last: bool,
    rng: np.random.Generator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    x, dy = rng.standard_normal((2, 5, 6, 7, 8))
    if channels_last:
        x = np.ascontiguousarray(x.transpose(0, 2, 3, 1)).transpose(0, 3, 1, 2)
    forward, backward = pair_of(name)
    y, cache = forward(x, **settings)
    wants = listed(backward(dy, cache))
    monkeypatch.setattr(lines, "CACHE", 8 * 6 * 8 * 2)
    again, cache = forward(x, **settings)
    assert_close(again, y, 1e-13)
    gradients = listed(backward(dy, cache))
    assert again.strides == gradients[0].strides == x.strides
    assert_close(gradients[0], wants[0], 1e-13)


def test_many_rows_are_the_rows(rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch) -> None:
    x, dy = rng.standard_normal((2, 30, 7))
    weight = rng.standard_normal(7)
    y, cache = ops.layer_norm(x, 7, weight)
    wants = ops.layer_norm_backward(dy, cache)
    monkeypatch.setattr(lines, "CACHE", 8 * 7 * 4)
    again, cache = ops.layer_norm(x, 7, weight)
    assert_close(again, y, 1e-13)
    for gradient, want in zip(ops.layer_norm_backward(dy, cache)[:2], wants[:2], strict=True):
        assert_close(gradient, want, 1e-13)


def test_an_image_far_from_zero_loses_little(rng: np.random.Generator) -> None:
    x = (rng.standard_normal((2, 4, 30, 32)) + 1000).astype(np.float32)
    want = torch.nn.functional.group_norm(torch.tensor(x).double(), 2).numpy()
    assert np.abs(ops.group_norm(x, 2)[0] - want).max() < 2e-4  # x itself is rounded to 6e-5


@pytest.mark.parametrize(
    "empty",
    [
        lambda x: (ops.layer_norm(x, (2, 5)), ops.layer_norm_backward),
        lambda x: (ops.group_norm(x, 2), ops.group_norm_backward),
        lambda x: (ops.local_response_norm(x, 3), ops.local_response_norm_backward),
    ],
)
def test_an_empty_batch_is_no_error(empty: Callable[[np.ndarray], Any]) -> None:
    (y, cache), backward = empty(np.zeros((0, 4, 2, 5)))
    assert y.shape == (0, 4, 2, 5)
    assert listed(backward(y, cache))[0].shape == y.shape


def test_alexnets_constants_give_alexnets_formula(rng: np.random.Generator) -> None:
    """The paper's n = 5, α = 10⁻⁴, β = 3/4, k = 2, where the sum is not divided by n."""
    a = 50 * rng.standard_normal((1, 12, 2, 3))
    padded = np.pad(a, ((0, 0), (2, 2), (0, 0), (0, 0)))
    sums = sum(padded[:, j : j + 12] ** 2 for j in range(5))
    y, _ = ops.local_response_norm(a, 5, alpha=5e-4, beta=0.75, k=2.0)
    assert_close(y, a / (2 + 1e-4 * sums) ** 0.75, 1e-12)


X = np.ones((2, 6, 8, 9))
COMPLAINTS: dict[str, tuple[Callable[[], Any], str]] = {
    "groups": (
        lambda: ops.group_norm(X, 4),
        (
            "group_norm: the channels cannot be divided into these groups\n"
            "  expected num_groups ≥ 1 that divide the 6 channels\n"
            "  got      num_groups = 4"
        ),
    ),
    "a group's weight": (
        lambda: ops.group_norm(X, 3, np.ones(3)),
        (
            "group_norm: weight has not one number a channel\n"
            "  expected weight (6,) for x (2, 6, 8, 9)\n"
            "  got      weight (3,)"
        ),
    ),
    "channels first": (
        lambda: ops.layer_norm(X, 6),
        (
            "layer_norm: x does not end in normalized_shape\n"
            "  expected x (..., 6)\n"
            "  got      x (2, 6, 8, 9)\n"
            "  hint     to normalise over the channels: x.transpose(0, 2, 3, 1)"
        ),
    ),
    "no shape": (
        lambda: ops.layer_norm(X, ()),
        (
            "layer_norm: normalized_shape cannot be used\n"
            "  expected a whole number ≥ 1, or several: the last axes of x\n"
            "  got      normalized_shape = ()"
        ),
    ),
    "a row's bias": (
        lambda: ops.layer_norm(X, (8, 9), None, np.ones(9)),
        (
            "layer_norm: bias has not one number a place of normalized_shape\n"
            "  expected bias (8, 9)\n"
            "  got      bias (9,)"
        ),
    ),
    "half precision": (
        lambda: ops.layer_norm(X.astype(np.float16), 9),
        (
            "layer_norm: x must hold floating-point numbers\n"
            "  expected x an array of float32 or float64\n"
            "  got      x of float16\n"
            "  hint     np.asarray(x, dtype=np.float32)"
        ),
    ),
    "no neighbours": (
        lambda: ops.local_response_norm(X, 0),
        (
            "local_response_norm: size cannot be used\n"
            "  expected size a whole number ≥ 1\n"
            "  got      size = 0"
        ),
    ),
    "no floor": (
        lambda: ops.local_response_norm(X, 5, k=0),
        ("local_response_norm: k cannot be used\n  expected k a number > 0\n  got      k = 0"),
    ),
    "a flat x": (
        lambda: ops.local_response_norm(X[0, 0, 0], 5),
        (
            "local_response_norm: x has no channels with numbers in them\n"
            "  expected x (N, C, ...)\n"
            "  got      x (9,)"
        ),
    ),
    "another gradient": (
        lambda: ops.group_norm_backward(X[:1], ops.group_norm(X, 2)[1]),
        (
            "group_norm_backward: dy has not the output's shape\n"
            "  expected dy (2, 6, 8, 9)\n"
            "  got      dy (1, 6, 8, 9)"
        ),
    ),
}


@pytest.mark.parametrize(("call", "message"), COMPLAINTS.values(), ids=COMPLAINTS)
def test_what_does_not_fit_is_explained(call: Callable[[], Any], message: str) -> None:
    with pytest.raises(ShapeError) as raised:
        call()
    assert str(raised.value) == message
