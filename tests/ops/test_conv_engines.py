"""Every engine of the convolution against torch, on whatever shapes it can do."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace

import numpy as np
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from cnnlab.memory import clear_workspaces, workspace
from cnnlab.memory.scratch import LIMIT, _shelves
from cnnlab.ops.conv import ENGINES, Geometry, bands, can, choose, patches, tiles, winograd


@dataclass(frozen=True)
class Case:
    """Arrays for one convolution, channels-last, and torch's answers."""

    x: np.ndarray
    weight: np.ndarray
    geometry: Geometry
    dy: np.ndarray
    answers: tuple[np.ndarray, ...]


def make(
    seed: int,
    n: int,
    size: tuple[int, int],
    kernel: tuple[int, int],
    geometry: Geometry,
    channels: tuple[int, int],  # a group's, in and out
    dtype: type = np.float64,
    channels_last: bool = True,
) -> Case:
    rng = np.random.default_rng(seed)
    groups, (c, o) = geometry.groups, channels
    x = rng.standard_normal((n, groups * c, *size)).astype(dtype)
    weight = rng.standard_normal((groups * o, c, *kernel)).astype(dtype)
    leaves = [torch.from_numpy(a).double().requires_grad_() for a in (x, weight)]
    pad = [zeros for axis in reversed(geometry.padding) for zeros in axis]
    padded = torch.nn.functional.pad(leaves[0], pad)
    y = torch.nn.functional.conv2d(
        padded, leaves[1], None, geometry.stride, 0, geometry.dilation, groups
    )
    dy = rng.standard_normal(y.shape).astype(dtype)
    y.backward(torch.from_numpy(dy).double())
    answers = (y.detach(), leaves[0].grad, leaves[1].grad)
    last = [a.transpose(0, 2, 3, 1) for a in (x, dy)]
    if channels_last:
        last = [np.ascontiguousarray(a) for a in last]
    for array in (*last, weight):
        array.flags.writeable = False
    return Case(last[0], weight, geometry, last[1], tuple(a.numpy() for a in answers))


def run(name: str, case: Case) -> tuple[np.ndarray, ...]:
    """y, dx and dweight by one engine, as NCHW."""
    engine, geometry = ENGINES[name], case.geometry
    y = engine.forward(case.x, case.weight, geometry)
    dx = engine.backward_input(case.dy, case.weight, geometry, case.x.shape[1:3])
    dweight = engine.backward_weight(case.dy, case.x, geometry, case.weight.shape[2:])
    return y.transpose(0, 3, 1, 2), dx.transpose(0, 3, 1, 2), dweight


def compare(name: str, case: Case, tolerance: float) -> None:
    for what, got, want in zip(("y", "dx", "dweight"), run(name, case), case.answers, strict=True):
        assert got.shape == want.shape, what
        assert got.dtype == case.x.dtype, what
        scale = np.abs(want).max(initial=1.0)
        assert_allclose(got / scale, want / scale, rtol=0, atol=tolerance, err_msg=what)


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, Case]:
    """An engine and a convolution that it can do."""
    name = draw(st.sampled_from(sorted(ENGINES)))
    small = st.integers(1, 4)
    winograd_like = name in ("winograd", "dilated")
    kernel = (3, 3) if winograd_like else (draw(st.integers(1, 6)), draw(st.integers(1, 6)))
    any_stride = name in ("im2col", "batch")
    stride = (draw(small), draw(small)) if any_stride else (1, 1)
    dilation = (draw(small), draw(small)) if name in ("im2col", "batch", "dilated") else (1, 1)
    groups = 1 if winograd_like or name == "batch" else draw(st.integers(1, 3))
    channels = (1, 1) if name == "depthwise" else (draw(small), draw(small))
    zeros = st.integers(0, 4)
    padding = (draw(zeros), draw(zeros)), (draw(zeros), draw(zeros))
    size = (draw(st.integers(1, 14)), draw(st.integers(1, 14)))
    extents = [d * (k - 1) + 1 for d, k in zip(dilation, kernel, strict=True)]
    fits = (m + sum(p) >= e for m, p, e in zip(size, padding, extents, strict=True))
    assume(all(fits))
    case = make(
        draw(st.integers(0, 2**32)),
        draw(st.integers(1, 5)),
        size,
        kernel,
        Geometry(stride, padding, dilation, groups),
        channels,
        channels_last=draw(st.booleans()),
    )
    return name, case


@given(cases())
def test_every_engine_equals_torch(drawn: tuple[str, Case]) -> None:
    name, case = drawn
    assert can(name, case.weight.shape, case.geometry)
    compare(name, case, 1e-12)


@pytest.mark.parametrize(
    ("name", "tolerance"),
    [
        ("im2col", 2e-6),
        ("batch", 2e-6),
        ("winograd", 2e-5),
        ("dilated", 2e-5),
        ("depthwise", 2e-6),
        ("fft", 2e-6),
    ],
)
def test_float32_errors_are_small(name: str, tolerance: float) -> None:
    groups, channels = (24, (1, 1)) if name == "depthwise" else (1, (24, 20))
    dilation = (2, 2) if name == "dilated" else (1, 1)
    geometry = Geometry((1, 1), ((1, 1), (1, 1)), dilation, groups)
    compare(name, make(0, 6, (18, 21), (3, 3), geometry, channels, np.float32), tolerance)


@pytest.mark.parametrize("images", [1, 2, 3, 50, 51, 120])
def test_a_batch_cut_in_parts_is_the_same_batch(images: int) -> None:
    """Whole parts, and a last one that is smaller."""
    geometry = Geometry((1, 1), ((2, 2), (2, 2)))
    case = make(1, images, (30, 26), (5, 5), geometry, (1, 6))
    assert images < 50 or len(patches.parts(images, 30 * 26 * 25 * 8)) > 1
    compare("im2col", case, 1e-12)
    parts = list(bands.bands((6, 1, 5, 5), geometry, (30, 26), 8 * images))
    assert images < 120 or len({part.t for part in parts}) == 2
    assert images < 120 or len(parts) > 3
    compare("batch", case, 1e-12)
    case = make(2, images, (9, 11), (3, 3), geometry, (16, 16))
    assert images < 100 or len(tiles.parts(images, 9, 16, 16)) > 1
    compare("winograd", case, 1e-12)


@pytest.mark.parametrize("channels", [(3, 2), (20, 2), (3, 70), (20, 70)])
@pytest.mark.parametrize("stride", [(1, 1), (2, 1), (1, 2), (3, 4)])
@pytest.mark.parametrize("zeros", [0, 2])
def test_every_way_back_to_the_input(
    channels: tuple[int, int], stride: tuple[int, int], zeros: int
) -> None:
    """Few and many channels, outputs nearly as large as the input and much smaller ones."""
    geometry = Geometry(stride, ((zeros, zeros), (zeros, zeros)))
    for size in ((5, 6), (13, 12)):
        compare("im2col", make(4, 2, size, (5, 4), geometry, channels), 1e-12)


@pytest.mark.parametrize(
    ("n", "size", "weight", "geometry", "engine"),
    [
        (1, (40, 40), (2, 3, 13, 13), Geometry(), "fft"),
        (1, (40, 40), (2, 3, 13, 12), Geometry(), "im2col"),
        (1, (40, 40), (8, 1, 9, 9), Geometry(groups=8), "fft"),
        (1, (40, 40), (8, 1, 8, 9), Geometry(groups=8), "depthwise"),
        (1, (40, 40), (16, 1, 3, 3), Geometry(groups=8), "im2col"),
        (1, (40, 40), (8, 1, 3, 3), Geometry((2, 1), groups=8), "im2col"),
        (1, (40, 40), (8, 1, 15, 15), Geometry((1, 2)), "im2col"),
        (1, (34, 34), (16, 16, 3, 3), Geometry(), "winograd"),
        (1, (34, 30), (16, 16, 3, 3), Geometry(), "im2col"),
        (2, (34, 30), (16, 16, 3, 3), Geometry(), "winograd"),
        (2, (34, 34), (15, 16, 3, 3), Geometry(), "im2col"),
        (2, (34, 34), (16, 15, 3, 3), Geometry(), "im2col"),
        (2, (36, 36), (16, 16, 3, 3), Geometry(dilation=(1, 2)), "dilated"),
        (2, (36, 36), (16, 16, 3, 3), Geometry(stride=(2, 1)), "im2col"),
        (2, (36, 36), (16, 16, 3, 1), Geometry(), "im2col"),
        (2, (36, 36), (32, 16, 3, 3), Geometry(groups=2), "im2col"),
        (32, (28, 28), (16, 7, 5, 5), Geometry((2, 1)), "batch"),
        (31, (28, 28), (16, 7, 5, 5), Geometry(), "im2col"),
        (32, (28, 28), (17, 7, 5, 5), Geometry(), "im2col"),
        (32, (28, 28), (16, 8, 5, 5), Geometry(), "im2col"),
        (32, (28, 28), (16, 7, 5, 5), Geometry(groups=2), "im2col"),
    ],
)
def test_the_choice_at_its_bounds(
    n: int, size: tuple[int, int], weight: tuple[int, ...], geometry: Geometry, engine: str
) -> None:
    assert choose(n, size, weight, geometry) == engine
    assert can(engine, weight, geometry)
    exactly = "im2col" if engine in ("winograd", "dilated") else engine
    assert choose(n, size, weight, geometry, exact=True) == exactly


def test_workspaces_are_reused_bounded_and_cleared() -> None:
    clear_workspaces()
    first = workspace("a", (5, 7), np.float32)
    assert first.shape == (5, 7)
    assert np.shares_memory(first, workspace("a", (2, 3), np.float64))
    assert not np.shares_memory(first, workspace("b", (2, 3), np.float64))
    elsewhere: list[np.ndarray] = []
    thread = threading.Thread(target=lambda: elsewhere.append(workspace("a", (5, 7), np.float32)))
    thread.start()
    thread.join()
    assert not np.shares_memory(first, elsewhere[0])
    workspace("large", (LIMIT - 1000,), np.uint8)
    workspace("too much", (2000,), np.uint8)
    shelf = _shelves[threading.get_ident()]
    assert sum(memory.size for memory in shelf.values()) <= LIMIT
    assert "too much" not in shelf
    clear_workspaces()
    assert not shelf


def test_a_wrong_tile_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison must be able to fail: one wrong entry in a transform."""
    wrong = tiles.A_T.copy()
    wrong[3, 4] = 8
    monkeypatch.setattr(winograd, "A_T", wrong)
    case = make(3, 2, (9, 8), (3, 3), Geometry(), (3, 2))
    with pytest.raises(AssertionError):
        compare("winograd", case, 1e-12)


@pytest.mark.parametrize("name", ["im2col", "batch", "winograd", "dilated", "fft"])
@pytest.mark.parametrize("channels", [(1, 2), (2, 1), (1, 1)])
def test_an_axis_of_one_may_have_any_step(name: str, channels: tuple[int, int]) -> None:
    """NumPy calls such arrays contiguous, whatever the step; no zeros are needed around them."""
    case = make(5, 3, (10, 10), (3, 3), Geometry(), channels)
    (n, h, w, c), (_, p, q, o) = case.x.shape, case.dy.shape
    if c == 1:
        for x in (case.x[..., 0][..., None], case.x.reshape(n, 1, h, w).transpose(0, 2, 3, 1)):
            compare(name, replace(case, x=x), 1e-12)
    if o == 1:
        for dy in (case.dy[..., 0][..., None], case.dy.reshape(n, 1, p, q).transpose(0, 2, 3, 1)):
            compare(name, replace(case, dy=dy), 1e-12)


@pytest.mark.parametrize("name", ["im2col", "batch", "winograd", "dilated", "fft"])
def test_no_images_at_all(name: str) -> None:
    around = Geometry((1, 1), ((1, 1), (1, 1)))
    weight, engine = np.ones((5, 4, 3, 3)), ENGINES[name]
    none = np.zeros((0, 9, 8, 4))
    y = engine.forward(none, weight, around, np.ones(5))
    assert y.shape == (0, 9, 8, 5)
    assert engine.backward_input(y, weight, around, (9, 8)).shape == none.shape
    dweight = engine.backward_weight(y, none, around, (3, 3))
    assert dweight.shape == weight.shape
    assert not dweight.any()
