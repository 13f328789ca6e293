"""The layers without parameters: each is its operation, knows its shapes, and shows its call."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pytest

from cnnlab import nn, ops
from cnnlab.shapes import ShapeError

IMAGES = (2, 4, 7, 9)


class Case(NamedTuple):
    """A layer, the operation that it is, with what settings, and the call that it shows."""

    layer: nn.Module
    name: str
    settings: dict[str, Any]
    call: str


CASES = [
    Case(nn.ReLU(), "relu", {}, "ReLU()"),
    Case(nn.LeakyReLU(0.2), "leaky_relu", {"negative_slope": 0.2}, "LeakyReLU(0.2)"),
    Case(nn.ELU(0.7), "elu", {"alpha": 0.7}, "ELU(0.7)"),
    Case(nn.Sigmoid(), "sigmoid", {}, "Sigmoid()"),
    Case(nn.Tanh(), "tanh", {}, "Tanh()"),
    Case(nn.GELU(), "gelu", {}, "GELU()"),
    Case(nn.GELU("tanh"), "gelu", {"approximate": "tanh"}, "GELU(approximate='tanh')"),
    Case(nn.SiLU(), "silu", {}, "SiLU()"),
    Case(
        nn.Softplus(2, 1),
        "softplus",
        {"beta": 2, "threshold": 1},
        "Softplus(beta=2.0, threshold=1.0)",
    ),
    Case(
        nn.MaxPool2d((3, 2), (1, 2), 1),
        "max_pool2d",
        {"kernel_size": (3, 2), "stride": (1, 2), "padding": 1},
        "MaxPool2d((3, 2), stride=(1, 2), padding=(1, 1))",
    ),
    Case(
        nn.AvgPool2d((3, 2), 2, 1, count_include_pad=False),
        "avg_pool2d",
        {"kernel_size": (3, 2), "stride": 2, "padding": 1, "count_include_pad": False},
        "AvgPool2d((3, 2), stride=(2, 2), padding=(1, 1), count_include_pad=False)",
    ),
    Case(nn.AvgPool2d(2), "avg_pool2d", {"kernel_size": 2}, "AvgPool2d((2, 2))"),
    Case(
        nn.LPPool2d(2, (3, 2), (1, 3)),
        "lp_pool2d",
        {"norm_type": 2, "kernel_size": (3, 2), "stride": (1, 3)},
        "LPPool2d(2, (3, 2), stride=(1, 3))",
    ),
    Case(nn.GlobalAvgPool2d(), "global_avg_pool2d", {}, "GlobalAvgPool2d()"),
    Case(nn.Maxout(2), "maxout", {"pool_size": 2}, "Maxout(2)"),
    Case(nn.L2OverFeatures(4), "l2_over_features", {"pool_size": 4}, "L2OverFeatures(4)"),
    Case(nn.Pad2d((1, 2)), "pad2d", {"padding": (1, 2)}, "Pad2d((2, 2, 1, 1))"),
    Case(
        nn.Pad2d((3, 1, 0, 2), "reflect"),
        "pad2d",
        {"padding": (3, 1, 0, 2), "mode": "reflect"},
        "Pad2d((3, 1, 0, 2), mode='reflect')",
    ),
    Case(
        nn.Upsample(scale_factor=(2, 3)),
        "upsample2d",
        {"scale_factor": (2, 3)},
        "Upsample(scale_factor=(2, 3), mode='nearest')",
    ),
    Case(
        nn.Upsample(scale_factor=(3, 2), mode="bilinear"),
        "upsample2d",
        {"scale_factor": (3, 2), "mode": "bilinear"},
        "Upsample(scale_factor=(3, 2), mode='bilinear')",
    ),
    Case(
        nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True),
        "upsample2d",
        {"scale_factor": 2, "mode": "bilinear", "align_corners": True},
        "Upsample(scale_factor=(2, 2), mode='bilinear', align_corners=True)",
    ),
]
each = pytest.mark.parametrize("case", CASES, ids=lambda case: case.call)


@each
def test_it_is_its_operation(case: Case, rng: np.random.Generator) -> None:
    x = rng.standard_normal(IMAGES)
    want, cache = getattr(ops, case.name)(x, **case.settings)
    y = case.layer(x)
    assert np.array_equal(y, want)
    assert y.shape == case.layer.output_shape(x.shape)
    dy = rng.standard_normal(y.shape)
    dx = case.layer.backward(dy)
    assert np.array_equal(dx, getattr(ops, f"{case.name}_backward")(dy, cache))
    assert dx.shape == x.shape


@each
def test_it_shows_the_call_that_makes_it(case: Case) -> None:
    assert repr(case.layer) == case.call
    assert repr(eval(f"nn.{case.call}")) == case.call


def footprint(layer: nn.Module, x: np.ndarray, p: int, q: int) -> list[tuple[int, int]]:
    """The places of x that output (p, q) depends on."""
    dy = np.zeros_like(layer(x))
    dy[:, :, p, q] = 1
    rows, columns = np.nonzero(np.abs(layer.backward(dy)).sum(axis=(0, 1)))
    return list(zip(rows.tolist(), columns.tolist(), strict=True))


@each
def test_an_output_depends_on_what_its_window_shows_and_nothing_else(
    case: Case, rng: np.random.Generator
) -> None:
    x = rng.standard_normal(IMAGES)
    window = case.layer.window(x.shape)
    *_, p_, q_ = case.layer.output_shape(x.shape)
    seen = {(p, q): footprint(case.layer, x, p, q) for p in range(p_) for q in range(q_)}
    if not window.extent:  # what is at its own place
        assert all(set(places) <= {place} for place, places in seen.items())
        return
    middle = p_ // 2, q_ // 2  # not a reflection
    for output, places in seen.items():
        if getattr(case.layer, "mode", "") == "reflect" and output != middle:
            continue
        for axis in (0, 1):
            first = math.floor(output[axis] * window.stride[axis] - window.padding[axis])
            there = range(first, first + window.extent[axis])
            assert {place[axis] for place in places} <= set(there)


def test_dropout_drops_in_training_and_not_in_use(rng: np.random.Generator) -> None:
    layer, x = nn.Dropout(0.5, rng=rng), np.ones((100, 100))
    first = layer(x)
    assert set(np.unique(first)) == {0, 2}
    assert np.array_equal(layer.backward(x), first)
    with nn.no_grad():
        assert not np.array_equal(layer(x), first)  # every time anew
        assert np.array_equal(layer.eval()(x), x)
    assert repr(layer) == "Dropout(0.5)"


def test_two_dropouts_of_one_generator_drop_differently() -> None:
    def masks() -> list[np.ndarray]:
        rng = np.random.default_rng(0)
        return [nn.Dropout(rng=rng)(np.ones((5, 5))) for _ in range(2)]

    assert not np.array_equal(*masks())
    assert np.array_equal(masks(), masks())  # and as a whole the same again


def test_dropout_without_a_generator_says_what_to_do() -> None:
    layer, x = nn.Dropout(), np.ones(3)
    with pytest.raises(RuntimeError) as raised:
        layer(x)
    assert str(raised.value) == (
        "Dropout has no random numbers to drop by: give it rng=np.random.default_rng(0), "
        "or call eval() on the network to use it"
    )
    assert np.array_equal(layer.eval()(x), x)


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda: nn.LeakyReLU("a"), "LeakyReLU: negative_slope cannot be used"),
        (lambda: nn.ELU(None), "ELU: alpha cannot be used"),
        (lambda: nn.GELU("erf"), "GELU: this approximate has no meaning"),
        (lambda: nn.Softplus(0), "Softplus: beta cannot be used"),
        (lambda: nn.Dropout(2), "Dropout: p cannot be used"),
        (lambda: nn.AvgPool2d(0), "AvgPool2d: kernel_size cannot be used"),
        (lambda: nn.AvgPool2d(2, 0), "AvgPool2d: stride cannot be used"),
        (lambda: nn.LPPool2d(3, 2), "LPPool2d: norm_type cannot be used"),
        (lambda: nn.Maxout(0), "Maxout: pool_size cannot be used"),
        (lambda: nn.Pad2d(-1), "Pad2d: padding cannot be used"),
        (lambda: nn.Pad2d(1, "same"), "Pad2d: this mode has no meaning"),
        (lambda: nn.Upsample(scale_factor=1.5), "Upsample: scale_factor cannot be used"),
        (lambda: nn.Upsample(scale_factor=2, mode="area"), "Upsample: this mode has no meaning"),
    ],
)
def test_settings_that_make_no_layer_are_explained(
    make: Callable[[], nn.Module], problem: str
) -> None:
    with pytest.raises(ShapeError) as raised:
        make()
    assert raised.value.problem == problem


@pytest.mark.parametrize(
    ("layer", "shape", "problem"),
    [
        (nn.AvgPool2d(2), (4, 7, 9), "AvgPool2d: this is not what the layer takes"),
        (nn.MaxPool2d(8), IMAGES, "MaxPool2d: the kernel is larger than the padded input"),
        (nn.LPPool2d(2, 8), IMAGES, "LPPool2d: the kernel is larger than the padded input"),
        (nn.GlobalAvgPool2d(), (2, 4), "GlobalAvgPool2d: this is not what the layer takes"),
        (nn.Maxout(3), IMAGES, "Maxout: the channels cannot be divided into groups of this size"),
        (nn.Maxout(3), (6,), "Maxout: x has no channels"),
        (nn.Upsample(scale_factor=2), (2, 4), "Upsample: this is not what the layer takes"),
        (nn.Pad2d(1), (2, 4), "Pad2d: this is not what the layer takes"),
        (
            nn.Pad2d(7, "reflect"),
            IMAGES,
            'Pad2d: the image is too small for this padding in mode "reflect"',
        ),
    ],
)
def test_shapes_that_it_does_not_take_are_explained_without_numbers(
    layer: nn.Module, shape: tuple[int, ...], problem: str
) -> None:
    with pytest.raises(ShapeError) as raised:
        layer.output_shape(shape)
    assert raised.value.problem == problem
    with pytest.raises(ShapeError):
        layer(np.ones(shape))
