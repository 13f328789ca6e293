"""The edges of what an operation takes, all held to torch: no image at all, a single number, and
arrays of two precisions.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from cnnlab import ops
from cnnlab.shapes import ShapeError
from tests.drawn import assert_close


class Case(NamedTuple):
    """An operation, its torch equivalent, and the shapes of its arrays; x for N images first."""

    name: str
    torchs: Callable[..., torch.Tensor]
    image: tuple[int, ...]  # x without its batch
    others: tuple[tuple[int, ...], ...] = ()  # weight, bias
    settings: tuple[Any, ...] = ()  # between x and the weight
    options: dict[str, Any] = {}  # noqa: RUF012 (never changed)

    def run(self, arrays: list[np.ndarray]) -> tuple[Any, Any]:
        x, *others = arrays
        return getattr(ops, self.name)(x, *self.settings, *others, **self.options)

    def back(self, dy: np.ndarray, cache: Any) -> tuple[np.ndarray, ...]:
        gradients = getattr(ops, f"{self.name}_backward")(dy, cache)
        return gradients if isinstance(gradients, tuple) else (gradients,)

    def arrays(self, rng: np.random.Generator, n: int) -> list[np.ndarray]:
        return [rng.standard_normal(shape) for shape in ((n, *self.image), *self.others)]


def moments(x: torch.Tensor, w: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    return F.batch_norm(x, torch.zeros_like(w), torch.ones_like(w), w, b, training=False)


def locally(x: torch.Tensor, w: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    p, q, o, c, k, l = w.shape
    patches = F.unfold(x, (k, l)).reshape(len(x), c * k * l, p, q)
    return torch.einsum("ndpq,pqod->nopq", patches, w.reshape(p, q, o, -1)) + b


IN_USE = {"running_mean": np.zeros(4), "running_var": np.ones(4), "training": False}
CASES = (
    Case("conv1d", F.conv1d, (4, 9), ((6, 4, 3), (6,))),
    Case("conv2d", F.conv2d, (4, 7, 6), ((6, 4, 3, 2), (6,))),
    Case(
        "conv2d",
        partial(F.conv2d, padding=1),
        (16, 40, 40),
        ((16, 16, 3, 3), (16,)),
        (),
        {"padding": 1},
    ),
    Case("conv2d", partial(F.conv2d, groups=4), (4, 7, 6), ((4, 1, 3, 2), (4,)), (), {"groups": 4}),
    Case("conv2d", F.conv2d, (2, 15, 14), ((3, 2, 13, 13), (3,))),
    Case("conv3d", F.conv3d, (4, 4, 5, 6), ((6, 4, 3, 2, 1), (6,))),
    Case("conv_transpose1d", F.conv_transpose1d, (4, 9), ((4, 6, 3), (6,))),
    Case("conv_transpose2d", F.conv_transpose2d, (4, 5, 6), ((4, 6, 3, 2), (6,))),
    Case("locally_connected2d", locally, (2, 4, 5), ((3, 3, 2, 2, 2, 3), (2, 3, 3))),
    Case("linear", F.linear, (5,), ((3, 5), (3,))),
    Case("linear", F.linear, (2, 5), ((3, 5), (3,))),
    Case("batch_norm", moments, (4, 3, 2), ((4,), (4,)), (), IN_USE),
    Case("group_norm", lambda x, w, b: F.group_norm(x, 2, w, b), (4, 3, 2), ((4,), (4,)), (2,)),
    Case("layer_norm", lambda x, w, b: F.layer_norm(x, (7,), w, b), (4, 3, 7), ((7,), (7,)), (7,)),
    Case("local_response_norm", lambda x: F.local_response_norm(x, 3), (4, 3, 2), (), (3,)),
    Case("max_pool2d", lambda x: F.max_pool2d(x, 2), (4, 6, 5), (), (2,)),
    Case("avg_pool2d", lambda x: F.avg_pool2d(x, 2), (4, 6, 5), (), (2,)),
    Case("lp_pool2d", lambda x: F.lp_pool2d(x, 2, 2), (4, 6, 5), (), (2, 2)),
    Case("global_avg_pool2d", lambda x: F.adaptive_avg_pool2d(x, 1), (4, 6, 5)),
    Case("maxout", lambda x: x.reshape(len(x), 2, 2, 6).amax(2), (4, 6), (), (2,)),
    Case("l2_over_features", lambda x: x.reshape(len(x), 2, 2, 6).norm(dim=2), (4, 6), (), (2,)),
    Case("pad2d", lambda x: F.pad(x, (2, 2, 1, 1), "reflect"), (4, 6, 5), (), ((1, 2), "reflect")),
    Case("upsample2d", lambda x: F.interpolate(x, scale_factor=2.0), (4, 6, 5), (), (2,)),
    Case("softmax", lambda x: x.softmax(1), (4, 6)),
    Case("log_softmax", lambda x: x.log_softmax(1), (4, 6)),
    *(
        Case(name, getattr(F, name), (4, 6))
        for name in ("relu", "leaky_relu", "elu", "sigmoid", "tanh", "gelu", "silu", "softplus")
    ),
)
each = pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.name} {case.image}")


@each
@pytest.mark.parametrize("n", [0, 1])
def test_no_image_and_one(case: Case, n: int, rng: np.random.Generator) -> None:
    arrays = case.arrays(rng, n)
    leaves = [torch.tensor(array, requires_grad=True) for array in arrays]
    want = case.torchs(*leaves)
    y, cache = case.run(arrays)
    assert_close(y, want.detach().numpy(), 1e-12)
    dy = rng.standard_normal(y.shape)
    want.backward(torch.tensor(dy))
    for got, leaf in zip(case.back(dy, cache), leaves, strict=True):
        assert_close(got, leaf.grad.numpy(), 1e-12)


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.others], ids=lambda case: case.name
)
@pytest.mark.parametrize("types", [*product([np.float32, np.float64], repeat=3)])
def test_of_two_precisions_the_wider_of_x_and_weight(
    case: Case, types: tuple[type, ...], rng: np.random.Generator
) -> None:
    arrays = [a.astype(t) for a, t in zip(case.arrays(rng, 2), types, strict=True)]
    y, cache = case.run(arrays)
    for array in (y, *case.back(y, cache)):
        assert array.dtype == np.result_type(*types[:2])


@pytest.mark.parametrize("case", CASES[-8:], ids=lambda case: case.name)
@pytest.mark.parametrize("value", [0.5, -np.inf, np.inf, np.nan])
def test_a_single_number_whatever_it_is(case: Case, value: float) -> None:
    leaf = torch.tensor(value, dtype=torch.float64, requires_grad=True)
    want = case.torchs(leaf)
    with np.errstate(invalid="ignore"):
        y, cache = case.run([np.array(value)])
        (dx,) = case.back(np.array(1.5), cache)
    want.backward(torch.tensor(1.5, dtype=torch.float64))
    np.testing.assert_allclose(y, want.detach(), rtol=1e-12)
    if np.isfinite(value):
        np.testing.assert_allclose(dx, leaf.grad, rtol=1e-12)


WRONG: dict[str, Callable[[np.ndarray], Any]] = {
    "nothing": lambda array: None,
    "a list": lambda array: array.tolist(),
    "whole numbers": lambda array: array.astype(int),
    "half precision": lambda array: array.astype(np.float16),
    "complex numbers": lambda array: array.astype(complex),
    "a tensor": torch.tensor,
}


@each
@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_no_array_of_floating_point_numbers_is_explained(
    case: Case, wrong: str, rng: np.random.Generator
) -> None:
    arrays = case.arrays(rng, 2)
    y, cache = case.run(arrays)
    # Norms do without a weight and a bias, the others without a bias.
    last = 0 if "norm" in case.name else max(0, len(arrays) - 2)
    for i in range(len(arrays)):
        changed = [*arrays[:i], WRONG[wrong](arrays[i]), *arrays[i + 1 :]]
        if wrong == "nothing" and i > last:
            case.run(changed)
            continue
        with pytest.raises(ShapeError, match=f"^{case.name}: [a-z]+ must hold floating-point"):
            case.run(changed)
    if wrong not in ("whole numbers", "half precision"):  # these become the precision of x
        with pytest.raises(ShapeError, match=f"^{case.name}_backward: dy must hold numbers"):
            case.back(WRONG[wrong](y), cache)


@pytest.mark.parametrize(
    "case", [c for c in CASES if c.name.startswith("conv")], ids=lambda case: case.name
)
def test_a_kernel_without_weights_is_explained(case: Case, rng: np.random.Generator) -> None:
    x, weight, bias = case.arrays(rng, 2)
    for axis in range(2, weight.ndim):
        with pytest.raises(ShapeError, match=f"^{case.name}: the kernel has no weights"):
            case.run([x, weight.take([], axis), bias])
