"""The benchmark's own parts: that peers compute the same, and that figures are what they say."""

from __future__ import annotations

import math
import time

import numpy as np
import pytest

from bench import gpu, shapes, tables
from bench.conv import drawn
from bench.measure import interleave
from bench.memory import peak
from bench.roofline import draw
from bench.textbook import Im2col, windows
from cnnlab.ops import conv2d, conv2d_backward
from tests.drawn import assert_close


@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (1, 2), (2, 1), (3, 0)])
def test_textbooks_compute_the_same(stride: int, padding: int) -> None:
    shape = shapes.Shape("", (3, 2, 9, 8), 4, 3, stride, padding)
    arrays = drawn(shape)
    want, cache = conv2d(*arrays[:3], **shape.geometry)
    peer = Im2col(shape.x, 3, stride, padding)
    assert_close(peer.forward(*arrays[:3]), want, 1e-5)
    view = windows(*arrays[:3], stride=stride, padding=padding)
    assert_close(view, want, 1e-5)
    wants = conv2d_backward(arrays.dy, cache)
    for got, each in zip(peer.backward(arrays.dy, arrays.weight), wants, strict=True):
        assert_close(got, each, 1e-5)


def test_a_shape_knows_its_work() -> None:
    shape = shapes.SHAPES[0]
    assert shape.output == (128, 6, 28, 28)
    assert shape.multiply_adds == 128 * 6 * 28 * 28 * 25
    moved = 4 * (128 * 784 + 6 * 25 + 128 * 6 * 784)
    assert math.isclose(shape.intensity, 2 * shape.multiply_adds / moved)
    assert (
        shapes.GROWTH["images"][-1].multiply_adds == 16 * shapes.GROWTH["images"][0].multiply_adds
    )


def test_ratios_are_medians_of_turns() -> None:
    waits = {"a": lambda: time.sleep(0.002), "b": lambda: time.sleep(0.006)}
    timings = interleave(waits, "a", rounds=3, budget=0.01)
    assert timings["a"].ratio == 1
    assert 1.5 < timings["b"].ratio < 6


def fifty() -> object:
    """Work that needs 50 MiB and gives them back."""
    return lambda: np.ones(50 << 17).sum()


def test_peak_memory_is_seen() -> None:
    used = peak(fifty)
    assert math.isnan(used) or 45 < used < 70


def test_a_table_leaves_out_what_was_not_measured() -> None:
    rows = {"first": {"x": 1.234, "who": "us"}, "second": {"x": 20}}
    text = tables.table("name", rows, {"x": "ratio:.2f", "who": "who:"})
    assert [line.split() for line in text.split("\n")] == [
        ["name", "ratio", "who"],
        ["first", "1.23", "us"],
        ["second", "20.00"],
    ]
    assert tables.geometric_mean({"a": {"x": 2}, "b": {"x": 8}}, ["a", "b"], "x") == pytest.approx(
        4
    )


def test_the_roofline_names_its_points(tmp_path) -> None:
    path = tmp_path / "roof.svg"
    draw(path, {"S1 small": {"intensity": 10, "GFLOP/s": 50}}, peak=200, memory=30)
    assert "<svg" in path.read_text("utf-8")


def test_the_twins_rows_run_on_any_device(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gpu, "WAYS", ("eager", "channels_last, bf16"))
    monkeypatch.setattr(gpu, "NETWORKS", {"small VGG": gpu.NETWORKS["small VGG"]})
    rows = gpu.measure("cpu", seconds=0.01, batch=2)
    assert rows.keys() == {"peak", "small VGG, eager", "small VGG, channels_last, bf16"}
    row = rows["small VGG, eager"]
    assert row["images/s"] > 0
    assert row["of peak"] == pytest.approx(row["TFLOP/s"] / rows["peak"]["TFLOP/s"])
