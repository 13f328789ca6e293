"""Backward stepper and pooling-and-shift in Chromium: their numbers are cnnlab's."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from numpy.typing import NDArray
from playwright.sync_api import expect

from cnnlab import ops
from cnnlab.shapes import ShapeError
from cnnlab.viz import BackwardStepper, PoolingShift

from .conftest import PHONE, Visit
from .widget_page import WidgetPage, width_of_document

pytestmark = pytest.mark.browser

Grid = NDArray[np.float64]
RNG = np.random.default_rng(6)
X = RNG.integers(-4, 9, size=(6, 5)).astype(float)
KERNEL = RNG.integers(-3, 4, size=(3, 2)).astype(float)
DIGIT = RNG.integers(0, 9, size=(7, 6)).astype(float)


@pytest.fixture
def opened(visit: Visit, tmp_path: Path):
    return lambda widget: WidgetPage(visit, tmp_path, widget)


def handed_back(layer: str, dy: Grid, stride: int, padding: int) -> Grid:
    """dx of the padded input, by cnnlab."""
    x = np.pad(X, padding)[None, None]
    upstream = dy[None, None]
    if layer == "Convolution":
        _, cache = ops.conv2d(x, KERNEL[None, None], stride=stride)
        dx, _, _ = ops.conv2d_backward(upstream, cache)
    elif layer == "Max pooling":
        _, cache = ops.max_pool2d(x, 2, stride=stride)
        dx = ops.max_pool2d_backward(upstream, cache)
    elif layer == "Average pooling":
        _, cache = ops.avg_pool2d(x, 2, stride=stride)
        dx = ops.avg_pool2d_backward(upstream, cache)
    else:
        _, cache = ops.relu(x)
        dx = ops.relu_backward(upstream, cache)
    return np.asarray(dx)[0, 0]


# ---- the backward stepper ----

CASES = [("Convolution", 1, 0), ("Convolution", 2, 1), ("Convolution", 3, 1), ("Max pooling", 1, 0)]
CASES += [("Max pooling", 2, 0), ("Average pooling", 2, 0), ("Average pooling", 3, 0)]
CASES += [("ReLU", 1, 0)]


@pytest.mark.parametrize(("layer", "stride", "padding"), CASES)
def test_dx_and_every_share_are_cnnlabs(layer: str, stride: int, padding: int, opened) -> None:
    page = opened(BackwardStepper(X, KERNEL, layer=layer, stride=stride, padding=padding))
    dy = page.values("dy")
    assert len(np.unique(dy)) > 1
    for place in list(np.ndindex(dy.shape))[:5]:
        alone = np.zeros_like(dy)
        alone[place] = dy[place]
        expected = handed_back(layer, alone, stride, padding)
        np.testing.assert_allclose(page.values("Its share"), expected)
        assert page.sentence.startswith(f"dy[{place[0]}, {place[1]}] = ")
        page.page.get_by_role("button", name="Next").click()
    page.page.get_by_role("button", name="Hand back all").click()
    expected = handed_back(layer, dy, stride, padding)
    np.testing.assert_allclose(page.values("dx so far"), expected, atol=1e-12)


def test_the_first_of_equal_maxima_wins(opened) -> None:
    page = opened(
        BackwardStepper(np.ones((4, 4)), dy=[[5, 1], [2, 3]], layer="Max pooling", stride=2)
    )
    page.page.get_by_role("button", name="Hand back all").click()
    assert page.values("dx so far")[::2, ::2].tolist() == [[5, 1], [2, 3]]
    assert page.values("dx so far").sum() == 11
    assert page.sentence == "dy[0, 0] = 5 goes to the winner alone, x[0, 0] = 1."


def test_dx_fills_as_one_goes(opened) -> None:
    page = opened(BackwardStepper(X, KERNEL))
    dy = page.values("dy")
    page.page.get_by_role("button", name="Next").click()
    first_two = np.where(np.arange(dy.size).reshape(dy.shape) < 2, dy, 0)
    np.testing.assert_allclose(
        page.values("dx so far"), handed_back("Convolution", first_two, 1, 0)
    )
    page.page.get_by_role("button", name="Begin again").click()
    first = np.where(np.arange(dy.size).reshape(dy.shape) < 1, dy, 0)
    np.testing.assert_allclose(page.values("dx so far"), handed_back("Convolution", first, 1, 0))


def test_numbers_can_be_typed(opened) -> None:
    page = opened(BackwardStepper(X, KERNEL, dy=np.ones((4, 4))))
    cell = page.page.get_by_label("dy, row 2, column 3", exact=True)
    cell.fill("7")
    share = np.zeros((4, 4))
    share[1, 2] = 7
    np.testing.assert_allclose(page.values("Its share"), handed_back("Convolution", share, 1, 0))
    page.page.get_by_label("Kernel, row 1, column 1", exact=True).fill("10")
    assert page.values("Its share")[1, 2] == 70
    page.page.get_by_label("x, row 1, column 1", exact=True).fill("oops")
    assert page.values("x")[0, 0] == X[0, 0]


def test_the_stepper_by_keyboard_alone(opened) -> None:
    page = opened(BackwardStepper(X, KERNEL))
    page.page.get_by_label("dy, row 1, column 1", exact=True).focus()
    page.press("ArrowRight", "ArrowDown")
    assert page.sentence.startswith("dy[1, 1] = ")
    page.window.focus()
    page.press("ArrowLeft", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown")
    assert page.sentence.startswith("dy[3, 0] = ")
    stops = []
    page.page.locator("body").click(position={"x": 1, "y": 1})
    for _ in range(10):
        page.press("Tab")
        stops.append(
            page.page.evaluate(
                "() => { const e = document.activeElement.shadowRoot?.activeElement;"
                " return e && (e.ariaLabel || e.textContent) }"
            )
        )
    for name in ("Layer", "Stride", "Padding", "x, row 1, column 1", "Next", "Hand back all"):
        assert name in stops


def test_the_window_of_the_stepper_is_dragged(opened) -> None:
    page = opened(BackwardStepper(X, KERNEL))
    side = page.box("x").locator(".cell").first.bounding_box()["width"]
    page.drag(page.window, 2 * side, side)
    assert page.sentence.startswith("dy[1, 2] = ")


def test_what_a_layer_has_not_cannot_be_chosen(opened) -> None:
    page = opened(BackwardStepper(X, KERNEL))
    page.choose("Layer", "ReLU")
    expect(page.page.get_by_label("Stride", exact=True)).to_be_disabled()
    expect(page.page.get_by_label("Padding", exact=True)).to_be_disabled()
    expect(page.box("Kernel")).to_be_hidden()
    assert page.values("dy").shape == X.shape


# ---- pooling and shift ----


def laid(image: Grid, down: int = 0, right: int = 0) -> Grid:
    return np.roll(np.pad(image, 2), (down, right), axis=(0, 1))


@pytest.mark.parametrize("kind", ["Max", "Average"])
@pytest.mark.parametrize(("window", "stride"), [(2, 2), (3, 1), (3, 2), (4, 3), (1, 1)])
def test_the_pooled_maps_and_the_counts_are_cnnlabs(
    kind: str, window: int, stride: int, opened
) -> None:
    page = opened(PoolingShift(DIGIT, kind=kind, window=window, stride=stride, shift=(-1, 2)))
    pool = ops.max_pool2d if kind == "Max" else ops.avg_pool2d
    rest, moved = laid(DIGIT), laid(DIGIT, -1, 2)
    pooled, pooled_moved = (
        np.asarray(pool(x[None, None], window, stride=stride)[0])[0, 0] for x in (rest, moved)
    )
    maps = {"Image": rest, "Moved": moved, "Pooled": pooled, "Moved, then pooled": pooled_moved}
    for title, expected in maps.items():
        np.testing.assert_allclose(page.values(title), expected, atol=1e-12)
    said = []
    for old, new in ((rest, moved), (pooled, pooled_moved)):
        changed = int(np.sum(np.abs(new - old) > 1e-9))
        share = np.linalg.norm(new - old) / np.linalg.norm(old)
        percent = int(np.floor(100 * share + 0.5))
        said.append(f"{changed} of {old.size} values differ, by {percent}% of the image's length")
    assert page.sentence == (
        f"Moved by −1 down, 2 to the right. Before pooling {said[0]}; after pooling {said[1]}."
    )


def test_the_image_is_moved_by_keys_mouse_and_stops(opened) -> None:
    page = opened(PoolingShift(DIGIT, shift=(0, 0)))
    assert page.sentence.startswith("Moved by 0 down, 0 to the right. Before pooling 0 of 110")
    page.window.focus()
    page.press("ArrowDown", "ArrowLeft")
    np.testing.assert_allclose(page.values("Moved"), laid(DIGIT, 1, -1))
    page.press(*["ArrowDown"] * 5)
    np.testing.assert_allclose(page.values("Moved"), laid(DIGIT, 2, -1))
    side = page.box("Moved").locator(".cell").first.bounding_box()["width"]
    page.drag(page.window, 2 * side, -side)
    np.testing.assert_allclose(page.values("Moved"), laid(DIGIT, 1, 1))


@pytest.mark.parametrize("visit", [{"viewport": PHONE, "has_touch": True}], indirect=True)
@pytest.mark.parametrize("widget", [PoolingShift(), BackwardStepper()], ids=["shift", "stepper"])
def test_a_finger_moves_the_frame(widget, opened) -> None:
    page = opened(widget)
    before = page.sentence
    side = page.box("Moved" if "Moved" in before else "x").locator(".cell").first
    page.touch_drag(page.window, 0, side.bounding_box()["width"])
    assert page.sentence != before


# ---- both ----


@pytest.mark.parametrize(
    "visit",
    [{"viewport": PHONE, "color_scheme": scheme} for scheme in ("light", "dark")],
    indirect=True,
    ids=["light", "dark"],
)
@pytest.mark.parametrize("widget", [PoolingShift(), BackwardStepper()], ids=["shift", "stepper"])
def test_on_a_telephone_all_is_seen(widget, opened) -> None:
    page = opened(widget)
    assert width_of_document(page.page) == PHONE["width"]
    assert Axe().run(page.page, options={"preload": False}).response["violations"] == []
    assert page.visit.errors == []
    expect(page.page.locator(".sentence")).to_have_attribute("aria-live", "polite")


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda: BackwardStepper(np.ones((9, 2))), "BackwardStepper: x cannot be shown"),
        (lambda: BackwardStepper(dy=[1, 2]), "BackwardStepper: dy cannot be shown"),
        (lambda: BackwardStepper(layer="Dropout"), "BackwardStepper: layer is out of reach"),
        (lambda: BackwardStepper(stride=4), "BackwardStepper: stride is out of reach"),
        (lambda: PoolingShift([[np.inf]]), "PoolingShift: image cannot be shown"),
        (lambda: PoolingShift(shift=(0, 3)), "PoolingShift: shift is out of reach"),
        (lambda: PoolingShift(kind="L2"), "PoolingShift: kind is out of reach"),
    ],
)
def test_what_cannot_be_shown_is_refused(make, problem: str) -> None:
    with pytest.raises(ShapeError, match=problem):
        make()
