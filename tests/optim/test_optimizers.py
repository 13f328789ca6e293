"""The optimisers walk where torch's walk, and go on where they were."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
import torch

from cnnlab import nn
from cnnlab.nn.init import uniform
from cnnlab.optim import SGD, Adam, AdamW, Optimizer, RMSprop, cosine
from cnnlab.optim import optimizer as base
from cnnlab.shapes import ExplainedError

SETTINGS = [
    (SGD, {"lr": 0.02}),
    (SGD, {"lr": 0.02, "momentum": 0.9}),
    (SGD, {"lr": 0.02, "momentum": 0.9, "weight_decay": 0.1}),
    (SGD, {"lr": 0.02, "momentum": 0.9, "weight_decay": 0.1, "nesterov": True}),
    (Adam, {}),
    (Adam, {"lr": 0.05, "betas": (0.8, 0.95), "eps": 1e-3, "weight_decay": 0.1}),
    (AdamW, {}),
    (AdamW, {"lr": 0.05, "betas": (0.8, 0.95), "eps": 1e-3, "weight_decay": 0.3}),
    (RMSprop, {}),
    (RMSprop, {"lr": 0.02, "alpha": 0.9, "eps": 1e-3, "weight_decay": 0.1, "momentum": 0.8}),
    (RMSprop, {"lr": 0.02, "momentum": 0.8, "centered": True}),
]
every_setting = pytest.mark.parametrize(("kind", "settings"), SETTINGS, ids=str)


def parameter(values: np.ndarray) -> nn.Parameter:
    made = nn.Parameter(values.shape, uniform(1))
    made.astype(values.dtype)
    made.data = values
    return made


def slope(w: np.ndarray) -> np.ndarray:
    """The gradient of Σ (w² - 1)² + w₀ w₁: a bent valley."""
    gradient = 4 * w * (w * w - 1)
    gradient[:2] += w[1::-1]
    return gradient


def walk(optimizer: Any, w: nn.Parameter, steps: range) -> None:
    """Some of fifty steps, with a rate that changes on the way."""
    first = optimizer.lr
    for step in steps:
        optimizer.lr = first * cosine(step / 50)
        optimizer.zero_grad()
        w.accumulate(slope(w.data))
        optimizer.step()
    optimizer.lr = first


def apart(kind: Any, settings: dict[str, Any], theirs: str, start: np.ndarray) -> float:
    """How far from torch's ``theirs`` fifty steps lead, at most."""
    ours, leaf = parameter(start), torch.tensor(start.copy(), requires_grad=True)
    optimizer = kind([ours], **settings)
    twin = getattr(torch.optim, theirs)([leaf], **settings)
    lr, largest = optimizer.lr, 0.0
    assert lr == twin.param_groups[0]["lr"]  # the same default
    for step in range(50):
        optimizer.lr = twin.param_groups[0]["lr"] = lr * cosine(step / 50)
        optimizer.zero_grad()
        ours.accumulate(slope(ours.data))
        optimizer.step()
        twin.zero_grad()
        (((leaf**2 - 1) ** 2).sum() + leaf[0] * leaf[1]).backward()
        twin.step()
        largest = max(largest, float(np.abs(ours.data - leaf.detach().numpy()).max()))
    assert np.abs(ours.data - start).max() > 0.01  # it has moved
    return largest


@every_setting
def test_fifty_steps_equal_torchs(
    kind: Any, settings: dict[str, Any], rng: np.random.Generator
) -> None:
    assert apart(kind, settings, kind.__name__, rng.uniform(-1, 1, 7)) < 1e-10


class Uncorrected(Adam):
    """Without dividing by 1 - βᵗ."""

    def _change(self, t: int, *arrays: np.ndarray) -> None:
        super()._change(10**9, *arrays)


class Forgetful(SGD):
    """Nesterov's momentum taken for the usual one."""

    def __init__(self, *arguments: Any, nesterov: bool, **settings: Any) -> None:
        super().__init__(*arguments, **settings)


class Late(RMSprop):
    """The step before the mean square has seen its gradient."""

    def _change(self, t: int, w: np.ndarray, g: np.ndarray, *memory: np.ndarray) -> None:
        before = memory[0].copy()
        super()._change(t, w.copy(), g, *memory)
        w -= self.lr * g / (np.sqrt(before) + self.eps + 1e-3)


@pytest.mark.parametrize(
    ("kind", "settings", "theirs"),
    [
        (Uncorrected, {}, "Adam"),
        (Adam, {"weight_decay": 0.1}, "AdamW"),
        (AdamW, {"weight_decay": 0.1}, "Adam"),
        (Forgetful, {"lr": 0.02, "momentum": 0.9, "nesterov": True}, "SGD"),
        (Late, {}, "RMSprop"),
    ],
)
def test_a_wrong_rule_is_seen(
    kind: Any, settings: dict[str, Any], theirs: str, rng: np.random.Generator
) -> None:
    assert apart(kind, settings, theirs, rng.uniform(-1, 1, 7)) > 1e-5


@every_setting
def test_blocks_change_nothing(
    kind: Any, settings: dict[str, Any], rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A parameter of several blocks, its memory and its gradient in other orders."""
    start, gradient = rng.standard_normal((2, 5, 7)), rng.standard_normal((7, 5)).T
    ends = []
    for block in (1, 4, 35, 1000):
        monkeypatch.setattr(base, "BLOCK", block)
        w = parameter(start[0])
        w._data = np.asfortranarray(w.data)
        optimizer = kind([w], **settings)
        for _ in range(3):
            w.grad = gradient
            optimizer.step()
        ends.append(w.data)
    assert all(np.array_equal(end, ends[0]) for end in ends)
    assert not np.array_equal(ends[0], start[0])


@every_setting
def test_it_goes_on_where_it_was(
    kind: Any, settings: dict[str, Any], rng: np.random.Generator
) -> None:
    start = rng.uniform(-1, 1, 7)
    through = parameter(start)
    walk(kind([through], **settings), through, range(50))

    w = parameter(start)
    first = kind([w], **settings)
    walk(first, w, range(20))
    file = io.BytesIO()
    np.savez(file, **first.state_dict())
    file.seek(0)
    second = kind([w], **{**settings, "lr": 1.0})
    with np.load(file) as state:
        second.load_state_dict(state)
    walk(second, w, range(20, 50))
    assert np.array_equal(w.data, through.data)


def test_a_state_is_a_copy() -> None:
    w = parameter(np.ones(2))
    optimizer = Adam([w])
    w.accumulate(np.ones(2))
    optimizer.step()
    state = optimizer.state_dict()
    assert sorted(state) == ["0.exp_avg", "0.exp_avg_sq", "0.step", "lr"]
    optimizer.step()
    assert (state["0.step"], state["0.exp_avg"][0]) == (1, pytest.approx(0.1))
    optimizer.load_state_dict(state)
    optimizer.step()
    assert (state["0.step"], state["0.exp_avg"][0]) == (1, pytest.approx(0.1))


@pytest.mark.parametrize(
    ("change", "got"),
    [
        (lambda state: state.pop("lr"), "a part of it: 0.exp_avg, 0.exp_avg_sq, 0.step"),
        (lambda state: state.pop("0.step"), "a part of it: 0.exp_avg, 0.exp_avg_sq, lr"),
        (lambda state: state.update({"1.step": np.zeros(())}), "1.step ()"),
        (lambda state: state.update({"0.momentum_buffer": np.zeros(2)}), "0.momentum_buffer (2,)"),
        (lambda state: state.update({"0.exp_avg": np.zeros(3)}), "0.exp_avg (3,)"),
        (lambda state: state.update({"weight": np.zeros(2)}), "weight (2,)"),
    ],
)
def test_another_optimisers_state_is_refused(change: Any, got: str) -> None:
    w = parameter(np.ones(2))
    optimizer = Adam([w])
    w.accumulate(np.ones(2))
    optimizer.step()
    before, state = optimizer.state_dict(), optimizer.state_dict()
    change(state)
    with pytest.raises(ExplainedError) as raised:
        optimizer.load_state_dict(state)
    assert str(raised.value) == (
        "Adam.load_state_dict: this is another optimiser's state\n"
        f"  expected lr, and step, exp_avg, exp_avg_sq of 1 parameters\n  got      {got}"
    )
    after = optimizer.state_dict()
    assert all(np.array_equal(before[name], after[name]) for name in before | after)


@every_setting
def test_a_parameter_without_a_gradient_stays(kind: Any, settings: dict[str, Any]) -> None:
    still, moving = parameter(np.ones(2)), parameter(np.ones(2))
    memory = moving.data
    moving.accumulate(np.ones(2))
    gradient = moving.grad
    kind([still, moving], **settings).step()
    assert (still.data == 1).all()
    assert moving.data is memory  # changed in its own memory
    assert (memory < 1).all()
    assert (gradient == 1).all()  # the gradient is read, not changed


@every_setting
def test_a_network_in_float32_stays_so(kind: Any, settings: dict[str, Any]) -> None:
    w = parameter(np.ones(3, np.float32))
    optimizer: Optimizer = kind([w], **settings)
    w.accumulate(np.ones(3, np.float32))
    optimizer.step()
    arrays = {name: a for name, a in optimizer.state_dict().items() if a.ndim}
    assert {a.dtype for a in (w.data, *arrays.values())} == {np.dtype(np.float32)}


@pytest.mark.parametrize(
    ("kind", "settings", "message"),
    [
        (SGD, {"lr": -1}, "lr cannot be used\n  expected a finite number ≥ 0\n  got      lr = -1"),
        (SGD, {"lr": float("nan")}, "lr cannot be used"),
        (SGD, {"momentum": -0.1}, "momentum cannot be used"),
        (SGD, {"weight_decay": float("inf")}, "weight_decay cannot be used"),
        (SGD, {"nesterov": True}, "Nesterov's form needs momentum\n  expected momentum > 0\n"),
        (Adam, {"betas": (0.9, 1)}, "betas[1] cannot be used\n  expected a number ≥ 0 and < 1\n"),
        (AdamW, {"eps": -1}, "eps cannot be used"),
        (RMSprop, {"alpha": 1.0}, "alpha cannot be used"),
        (RMSprop, {"momentum": float("nan")}, "momentum cannot be used"),
        (
            SGD,
            {"lr": "0.1"},
            "lr cannot be used\n  expected a finite number ≥ 0\n  got      lr = '0.1'",
        ),
        (SGD, {"lr": True}, "lr cannot be used"),
        (Adam, {"betas": 0.9}, "betas cannot be used\n  expected two numbers ≥ 0 and < 1\n"),
        (Adam, {"betas": (0.9, None)}, "betas[1] cannot be used"),
    ],
)
def test_numbers_that_make_no_descent_are_explained(
    kind: Any, settings: dict[str, Any], message: str
) -> None:
    with pytest.raises(ExplainedError) as raised:
        kind([parameter(np.ones(2))], **settings)
    assert str(raised.value).startswith(f"{kind.__name__}: {message}")


def test_nothing_to_optimise_is_explained() -> None:
    with pytest.raises(ExplainedError, match="SGD: there is nothing to optimise"):
        SGD(nn.ReLU().parameters(), 0.1)


@pytest.mark.parametrize(
    ("given", "got"),
    [
        (nn.Linear(2, 2), "Linear"),
        (3, "int"),
        ([np.ones(2)], "ndarray"),
        ([parameter(np.ones(2))] * 2, "one of them twice"),
    ],
    ids=["a module", "a number", "arrays", "one twice"],
)
def test_what_is_no_list_of_parameters_is_explained(given: Any, got: str) -> None:
    with pytest.raises(ExplainedError) as raised:
        SGD(given, 0.1)
    assert str(raised.value) == (
        "SGD: these cannot be optimised\n  expected parameters, each of them once\n"
        f"  got      {got}\n  hint     model.parameters()"
    )
