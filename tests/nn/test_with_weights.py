"""The layers with weights against torch's: keys, first values, training, use, and shapes alone."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pytest
import torch

from cnnlab import nn, ops
from cnnlab.shapes import ShapeError
from tests.drawn import assert_close

Make = Callable[[np.random.Generator | None], nn.Module]


class Case(NamedTuple):
    """A layer, torch's, what it takes, and how it shows itself."""

    make: Make
    torch: Callable[[], torch.nn.Module]
    shape: tuple[int, ...]
    shown: str


CASES = {
    "Conv1d": Case(
        lambda rng: nn.Conv1d(4, 6, 3, 2, 1, 2, 2, rng=rng),
        lambda: torch.nn.Conv1d(4, 6, 3, 2, 1, 2, 2),
        (2, 4, 9),
        "Conv1d(4, 6, (3,), stride=(2,), padding=1, dilation=(2,), groups=2)",
    ),
    "Conv2d": Case(
        lambda rng: nn.Conv2d(3, 5, (3, 2), padding="same", bias=False, rng=rng),
        lambda: torch.nn.Conv2d(3, 5, (3, 2), padding="same", bias=False),
        (2, 3, 5, 6),
        "Conv2d(3, 5, (3, 2), padding='same', bias=False)",
    ),
    "Conv3d": Case(
        lambda rng: nn.Conv3d(2, 3, (2, 3, 2), (1, 2, 1), (1, 0, 1), rng=rng),
        lambda: torch.nn.Conv3d(2, 3, (2, 3, 2), (1, 2, 1), (1, 0, 1)),
        (2, 2, 4, 5, 6),
        "Conv3d(2, 3, (2, 3, 2), stride=(1, 2, 1), padding=(1, 0, 1))",
    ),
    "Linear": Case(
        lambda rng: nn.Linear(5, 3, rng=rng),
        lambda: torch.nn.Linear(5, 3),
        (4, 5),
        "Linear(5, 3)",
    ),
    "ConvTranspose1d": Case(
        lambda rng: nn.ConvTranspose1d(4, 6, 3, 2, 1, 1, 2, rng=rng),
        lambda: torch.nn.ConvTranspose1d(4, 6, 3, 2, 1, 1, 2),
        (2, 4, 7),
        "ConvTranspose1d(4, 6, (3,), stride=(2,), padding=1, output_padding=(1,), groups=2)",
    ),
    "ConvTranspose2d": Case(
        lambda rng: nn.ConvTranspose2d(3, 5, (3, 2), (2, 1), bias=False, dilation=2, rng=rng),
        lambda: torch.nn.ConvTranspose2d(3, 5, (3, 2), (2, 1), bias=False, dilation=2),
        (2, 3, 5, 6),
        "ConvTranspose2d(3, 5, (3, 2), stride=(2, 1), dilation=(2, 2), bias=False)",
    ),
    "BatchNorm1d": Case(
        lambda rng: nn.BatchNorm1d(3, momentum=None),
        lambda: torch.nn.BatchNorm1d(3, momentum=None),
        (4, 3),
        "BatchNorm1d(3, momentum=None)",
    ),
    "BatchNorm1d of signals": Case(
        lambda rng: nn.BatchNorm1d(3, 0.1, 0.3),
        lambda: torch.nn.BatchNorm1d(3, 0.1, 0.3),
        (2, 3, 5),
        "BatchNorm1d(3, eps=0.1, momentum=0.3)",
    ),
    "BatchNorm2d": Case(
        lambda rng: nn.BatchNorm2d(3),
        lambda: torch.nn.BatchNorm2d(3),
        (2, 3, 5, 6),
        "BatchNorm2d(3)",
    ),
    "BatchNorm2d, plain": Case(
        lambda rng: nn.BatchNorm2d(3, affine=False),
        lambda: torch.nn.BatchNorm2d(3, affine=False),
        (2, 3, 5, 6),
        "BatchNorm2d(3, affine=False)",
    ),
    "BatchNorm2d, untracked": Case(
        lambda rng: nn.BatchNorm2d(3, track_running_stats=False),
        lambda: torch.nn.BatchNorm2d(3, track_running_stats=False),
        (2, 3, 5, 6),
        "BatchNorm2d(3, track_running_stats=False)",
    ),
    "LayerNorm": Case(
        lambda rng: nn.LayerNorm((5, 6), bias=False),
        lambda: torch.nn.LayerNorm((5, 6), bias=False),
        (2, 3, 5, 6),
        "LayerNorm((5, 6), bias=False)",
    ),
    "LayerNorm, plain": Case(
        lambda rng: nn.LayerNorm(6, 1e-3, elementwise_affine=False),
        lambda: torch.nn.LayerNorm(6, 1e-3, elementwise_affine=False),
        (2, 3, 6),
        "LayerNorm((6,), eps=0.001, elementwise_affine=False)",
    ),
    "GroupNorm": Case(
        lambda rng: nn.GroupNorm(2, 4),
        lambda: torch.nn.GroupNorm(2, 4),
        (2, 4, 5, 6),
        "GroupNorm(2, 4)",
    ),
    "LocalResponseNorm": Case(
        lambda rng: nn.LocalResponseNorm(5, 5e-4, k=2.0),
        lambda: torch.nn.LocalResponseNorm(5, 5e-4, k=2.0),
        (2, 7, 5, 6),
        "LocalResponseNorm(5, alpha=0.0005, k=2.0)",
    ),
}
each_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")  # torch may copy
@each_case
def test_it_does_what_torchs_does_in_training_and_in_use(
    case: Case, rng: np.random.Generator
) -> None:
    layer, twin = case.make(rng).astype(np.float64), case.torch().double()
    assert layer.state_dict().keys() == twin.state_dict().keys()
    values = {
        name: held + rng.standard_normal(held.shape) if held.dtype.kind == "f" else held
        for name, held in layer.state_dict().items()
        if name != "running_var"
    }
    if "running_var" in layer.state_dict():
        values["running_var"] = rng.uniform(0.5, 2, layer.state_dict()["running_var"].shape)
    layer.load_state_dict(values)
    twin.load_state_dict({name: torch.tensor(held) for name, held in values.items()})
    for training in (True, True, True, False):
        layer.train(training)
        twin.train(training)
        x = 2 * rng.standard_normal(case.shape) + 1
        leaf = torch.tensor(x, requires_grad=True)
        want = twin(leaf)
        y = layer(x)
        assert_close(y, want.detach().numpy(), 1e-12)
        assert y.shape == layer.output_shape(x.shape)
        dy = rng.standard_normal(y.shape)
        want.backward(torch.tensor(dy))
        assert_close(layer.backward(dy), leaf.grad.numpy(), 1e-12)
        for name, held in twin.state_dict().items():
            assert_close(layer.state_dict()[name], held.numpy(), 1e-12, name)
    for parameter, other in zip(layer.parameters(), twin.parameters(), strict=True):
        assert_close(parameter.grad, other.grad.numpy(), 1e-12)


@each_case
def test_it_begins_where_torchs_begins(case: Case, rng: np.random.Generator) -> None:
    """Constants are the same; what is drawn, in both, keeps inside one bound and comes near it."""
    torch.manual_seed(0)
    layer, twin = case.make(rng), case.torch()
    for name, want in twin.state_dict().items():
        got = layer.state_dict()[name]
        assert got.shape == want.shape
        assert got.dtype == want.numpy().dtype
        if type(layer).__name__.startswith(("Conv", "Linear")):
            bound = 1 / math.sqrt(math.prod(layer.weight.shape[1:]))
            least = 0.7 * bound if got.size > 12 else 0
            assert least < np.abs(got).max() <= bound
            assert least < np.abs(want.numpy()).max() <= bound
        else:
            assert np.array_equal(got, want.numpy())


@each_case
def test_it_shows_its_call(case: Case) -> None:
    layer = case.make(None)
    assert repr(layer) == case.shown
    assert repr(eval(f"nn.{layer!r}")) == case.shown


@each_case
def test_shapes_alone_are_explained_where_they_do_not_fit(case: Case) -> None:
    layer = case.make(None)
    if isinstance(layer, nn.LocalResponseNorm):
        return  # it takes anything
    for wrong in ((2, 9, 9, 9), (7,)):
        with pytest.raises(ShapeError, match=f"{type(layer).__name__}: this is not what"):
            layer.output_shape(wrong)


@pytest.mark.parametrize(
    ("layer", "shape", "count", "window"),
    [
        (nn.Conv1d(4, 6, 3, 2, 1, groups=2), (5, 4, 9), 5 * 5 * 6 * 2 * 3, ((3,), (2,), (1,))),
        (
            nn.Conv3d(2, 3, 2),
            (1, 2, 4, 5, 6),
            3 * 4 * 5 * 3 * 2 * 8,
            ((2,) * 3, (1,) * 3, (0,) * 3),
        ),
        (
            nn.ConvTranspose2d(3, 5, 4, 2, 1),
            (2, 3, 5, 6),
            2 * 5 * 6 * 3 * 5 * 16,
            ((2.5, 2.5), (0.5, 0.5), (1, 1)),
        ),
        (
            nn.LocallyConnected2d(2, 3, (6, 7), (3, 2), (1, 2), 1),
            (4, 2, 6, 7),
            4 * 6 * 4 * 3 * 2 * 6,
            ((3, 2), (1, 2), (1, 1)),
        ),
        (nn.LocalContrastNorm((9, 7)), (1, 3, 8, 9), 0, ((17, 13), (1, 1), (8, 6))),
        (nn.BatchNorm2d(3), (1, 3, 8, 9), 0, ((), (), ())),
    ],
)
def test_work_and_windows_are_known_from_shapes(
    layer: nn.Module, shape: tuple[int, ...], count: int, window: tuple[Any, ...]
) -> None:
    assert layer.multiply_adds(shape) == count
    assert layer.window(shape) == window


def test_a_transposed_windows_ends_are_what_an_output_sees(rng: np.random.Generator) -> None:
    """Output p sees the inputs from p · stride - padding to extent - 1 further on: no others."""
    layer = nn.ConvTranspose1d(1, 1, 4, 3, 1, rng=rng).astype(np.float64)
    shape = (1, 1, 7)
    (extent,), (stride,), (padding,) = layer.window(shape)
    for p in range(layer.output_shape(shape)[2]):
        dy = np.zeros(layer.output_shape(shape))
        dy[0, 0, p] = 1
        layer.zero_grad()
        layer(np.ones(shape))
        seen = np.flatnonzero(layer.backward(dy))
        first = p * stride - padding
        assert list(seen) == [i for i in range(7) if first <= i <= first + extent - 1]


def test_a_local_layer_learns_a_kernel_for_each_place(rng: np.random.Generator) -> None:
    layer = nn.LocallyConnected2d(2, 3, (6, 7), (3, 2), (1, 2), 1, rng=rng)
    assert repr(layer) == (
        "LocallyConnected2d(2, 3, (6, 7), (3, 2), stride=(1, 2), padding=(1, 1))"
    )
    x = rng.standard_normal((4, 2, 6, 7)).astype(np.float32)
    y = layer(x)
    assert y.shape == layer.output_shape(x.shape) == (4, 3, 6, 4)
    assert layer.weight.shape == (6, 4, 3, 2, 3, 2)
    bound = 1 / math.sqrt(12)
    assert 0.9 * bound < np.abs(layer.weight.data).max() <= bound
    assert layer.backward(y).shape == x.shape
    assert_close(layer.bias.grad, y.sum(axis=0), 1e-6)
    assert layer.weight.grad.shape == layer.weight.shape
    with pytest.raises(ShapeError, match="LocallyConnected2d: this is not what the layer takes"):
        layer.output_shape((4, 2, 7, 6))


def test_a_contrast_layer_is_its_operation(rng: np.random.Generator) -> None:
    layer, x = nn.LocalContrastNorm((5, 3), 2.0), rng.standard_normal((2, 3, 8, 9))
    y, cache = ops.local_contrast_norm(x, (5, 3), sigma=2.0)
    assert np.array_equal(layer(x), y)
    assert np.array_equal(layer.backward(y), ops.local_contrast_norm_backward(y, cache))
    assert layer.output_shape(x.shape) == x.shape
    assert repr(layer) == "LocalContrastNorm((5, 3), sigma=2.0)"


def test_predicting_leaves_running_statistics_alone(rng: np.random.Generator) -> None:
    layer = nn.BatchNorm1d(3)
    layer(rng.standard_normal((4, 3)).astype(np.float32))
    before = layer.state_dict()
    layer.zero_grad()
    layer.eval()(rng.standard_normal((4, 3)).astype(np.float32))
    for name, values in layer.state_dict().items():
        assert np.array_equal(values, before[name])


def test_a_batch_that_fails_moves_nothing(rng: np.random.Generator) -> None:
    layer = nn.BatchNorm1d(3)
    with pytest.raises(ShapeError, match="one number has no variance"):
        layer(np.ones((1, 3), np.float32))
    assert layer.num_batches_tracked.data == 0


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda: nn.BatchNorm2d(0), "BatchNorm2d: num_features cannot be used"),
        (lambda: nn.LayerNorm(()), "LayerNorm: normalized_shape cannot be used"),
        (lambda: nn.LayerNorm((3, 0)), "LayerNorm: normalized_shape cannot be used"),
        (lambda: nn.GroupNorm(3, 4), "GroupNorm: the channels cannot be divided into these"),
        (lambda: nn.LocalResponseNorm(0), "LocalResponseNorm: size cannot be used"),
        (lambda: nn.LocalContrastNorm(4), "LocalContrastNorm: the window has no middle"),
        (lambda: nn.Conv1d(3, 4, (3, 3)), "Conv1d: kernel_size cannot be used"),
        (lambda: nn.Conv3d(3, 4, 3, groups=2), "Conv3d: the channels cannot be divided"),
        (lambda: nn.ConvTranspose2d(3, 4, 3, padding="same"), "ConvTranspose2d: padding cannot"),
        (lambda: nn.LocallyConnected2d(3, 4, 5, 7), "LocallyConnected2d: the kernel is larger"),
    ],
)
def test_sizes_that_make_no_layer_are_explained(
    make: Callable[[], nn.Module], problem: str
) -> None:
    with pytest.raises(ShapeError, match=problem):
        make()
