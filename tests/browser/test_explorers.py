"""The small explorers in Chromium: their numbers are cnnlab's, by keyboard, mouse and touch."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

from cnnlab.ops import conv2d, conv2d_backward
from cnnlab.shapes import ShapeError, fits, kernel_extent, output_size
from cnnlab.viz import GeometryExplorer, ReceptiveFieldExplorer, VolumeExplorer

from .conftest import PHONE, Visit
from .widget_page import WidgetPage, width_of_document

pytestmark = pytest.mark.browser

RNG = np.random.default_rng(4)
X = RNG.integers(-5, 9, size=(3, 6, 7)).astype(float)
X[:, 0] = X[:, :, 0] = 0  # the padding
KERNELS = {name: RNG.integers(-2, 3, size=(3, 3, 2)).astype(float) for name in ("a", "b")}


@pytest.fixture
def opened(visit: Visit, tmp_path: Path):
    return lambda widget: WidgetPage(visit, tmp_path, widget)


def volume() -> VolumeExplorer:
    return VolumeExplorer(X, KERNELS, bias=1, channels=["red", "green", "blue"], border=(1, 1))


# ---- volumes ----


def test_every_map_of_the_volume_is_cnnlabs(opened) -> None:
    page = opened(volume())
    y, _ = conv2d(X[None], np.stack(list(KERNELS.values())), np.ones(2))
    for map_, name in zip(y[0], KERNELS, strict=True):
        np.testing.assert_allclose(page.values(f"map: {name}"), map_)


def test_each_channel_brings_its_share(opened) -> None:
    page = opened(volume())
    page.choose("Kernel", "b")
    page.window.focus()
    page.press("ArrowDown", "ArrowRight", "ArrowRight")
    shares = []
    for c, plane in enumerate(X):
        products = plane[1:4, 2:4] * KERNELS["b"][c]
        np.testing.assert_allclose(page.values("products", c), products)
        np.testing.assert_allclose(page.values("weights", c), KERNELS["b"][c])
        shares.append(f"{products.sum():g}".replace("-", "−"))
    together = sum(float(share.replace("−", "-")) for share in shares) + 1
    assert page.sentence == (
        f"b, y[1, 2]: red {shares[0]}, green {shares[1]}, blue {shares[2]}, bias 1; "
        f"together {together:g}.".replace("-", "−")
    )


def test_the_windows_move_together_by_mouse_and_stop_at_the_edge(opened) -> None:
    page = opened(volume())
    side = page.box("red").locator(".cell").first.bounding_box()["width"]
    page.drag(page.page.get_by_role("application").nth(1), 2 * side, side)
    assert "y[1, 2]" in page.sentence
    page.drag(page.window, 99 * side, 99 * side)
    assert "y[3, 5]" in page.sentence


@pytest.mark.parametrize("visit", [{"viewport": PHONE, "has_touch": True}], indirect=True)
def test_a_finger_moves_the_windows(opened) -> None:
    page = opened(volume())
    side = page.box("red").locator(".cell").first.bounding_box()["width"]
    page.touch_drag(page.window, side, 2 * side)
    assert "y[2, 1]" in page.sentence


def test_a_number_of_a_map_leads_to_its_window(opened) -> None:
    page = opened(volume())
    page.box("map: b").locator(".cell").nth(7).click()
    assert page.sentence.startswith("b, y[1, 1]")
    assert page.page.get_by_label("Kernel", exact=True).input_value() == "b"


# ---- geometry ----


def uses(size: int, k: int, s: int, p: int, d: int) -> np.ndarray:
    """How many outputs use each element of the padded input."""
    x = np.ones((1, 1, size + 2 * p, size + 2 * p))
    y, cache = conv2d(x, np.ones((1, 1, k, k)), stride=s, dilation=d)
    return conv2d_backward(np.ones_like(y), cache)[0][0, 0]


@pytest.mark.parametrize(
    ("size", "k", "s", "p", "d"),
    [(7, 3, 1, 0, 1), (7, 3, 3, 0, 1), (9, 3, 2, 1, 2), (8, 5, 2, 2, 1), (11, 7, 4, 3, 1)],
)
def test_the_counts_and_the_size_are_cnnlabs(size, k, s, p, d, opened) -> None:
    page = opened(GeometryExplorer(size, k, stride=s, padding=p, dilation=d))
    counts = uses(size, k, s, p, d)
    np.testing.assert_array_equal(page.values("Uses of each pixel"), counts)
    n = output_size(size, k, s, p, d)
    assert f"the output is {n} × {n}" in page.sentence
    assert ("does not fit" in page.sentence) != fits(size, k, s, p, d)
    never = int((counts[p : p + size, p : p + size] == 0).sum())
    said = f"{never} of {size * size} pixels are never used." if never else "Every pixel is used."
    assert page.sentence.endswith(said)


def test_the_taps_lie_where_a_dilated_kernel_looks(opened) -> None:
    page = opened(GeometryExplorer(9, 3, stride=2, padding=1, dilation=2))
    page.window.focus()
    page.press("ArrowRight", "ArrowDown")
    taps = page.page.locator(".tap").evaluate_all("cells => cells.map(c => c.style.gridArea)")
    rows = {1 + 2 + 2 * k for k in range(3)}  # grid lines count from one
    assert {tuple(map(int, place.split(" / ")[:2])) for place in taps} == {
        (i, j) for i in rows for j in rows
    }


def test_the_controls_change_the_geometry(opened) -> None:
    page = opened(GeometryExplorer())
    page.choose("Stride", "3")
    assert page.sentence.startswith("(7 + 2·0 − 3) / 3 + 1 = 2.33, which does not fit")
    page.choose("Padding", "1")
    assert page.sentence.startswith("(7 + 2·1 − 3) / 3 + 1 = 3: the output is 3 × 3")
    page.choose("Kernel", "7")
    page.choose("Dilation", "3")
    assert "The kernel covers 19" in page.sentence
    assert page.window.count() == 0, "a hidden window is not in the tree"


def test_the_window_of_the_geometry_is_dragged(opened) -> None:
    page = opened(GeometryExplorer())
    side = page.box("Uses of each pixel").locator(".cell").first.bounding_box()["width"]
    page.drag(page.window, 2 * side, 3 * side)
    here = page.box("Output").locator(".here").evaluate("cell => cell.style.gridArea")
    assert here.startswith("4 / 3")


# ---- receptive fields ----


def field_by_gradient(layers: list[tuple[int, int, int]], size: int, at: int) -> list[int]:
    """The inputs that reach unit ``at`` of the last layer, by sending a 1 back through them."""
    x, caches = np.ones((1, 1, 1, size)), []
    for k, s, d in layers:
        x, cache = conv2d(x, np.ones((1, 1, 1, k)), stride=(1, s), dilation=(1, d))
        caches.append(cache)
    dy = np.zeros_like(x)
    dy[..., at] = 1
    for cache in reversed(caches):
        dy = conv2d_backward(dy, cache)[0]
    return np.flatnonzero(dy[0, 0, 0]).tolist()


STACKS = [
    [(3, 1, 1), (3, 1, 1), (3, 1, 1)],
    [(3, 1, 1), (2, 2, 1), (3, 1, 1), (2, 2, 1)],
    [(3, 1, 1), (3, 1, 2), (3, 1, 4)],
    [(3, 1, 2), (3, 1, 2)],
    [(5, 2, 1), (3, 3, 1)],
]


@pytest.mark.parametrize("layers", STACKS)
def test_what_a_unit_sees_is_what_its_gradient_reaches(layers, opened) -> None:
    page = opened(ReceptiveFieldExplorer(layers))
    line = page.page.get_by_role("slider")
    line.focus()
    page.press("ArrowRight")
    at = int(line.get_attribute("aria-valuenow"))
    reached = field_by_gradient(layers, 31, at)
    seen = page.page.locator(".units").last.get_attribute("data-seen")
    assert [int(unit) for unit in seen.split()] == reached
    field = 1 + sum(
        (kernel_extent(k, d) - 1) * int(np.prod([s for _, s, _ in layers[:i]]))
        for i, (k, _, d) in enumerate(layers)
    )
    assert page.sentence.startswith(f"A unit of the top layer sees {field} of 31 inputs")
    assert field == reached[-1] - reached[0] + 1
    assert ("gaps" in page.sentence) == (len(reached) < field)
    assert (
        page.page.evaluate("document.activeElement.shadowRoot.activeElement.getAttribute('role')")
        == "slider"
    ), "the focus stays where the reader works"


def test_layers_are_stacked_and_taken_off(opened) -> None:
    page = opened(ReceptiveFieldExplorer([(3, 1, 1)]))
    button = page.page.get_by_role("button", name="Add this layer on top")
    page.choose("Kernel", "5")
    page.choose("Stride", "2")
    button.click()
    assert page.sentence.startswith("A unit of the top layer sees 7 of 31 inputs")
    assert page.page.get_by_label("Stack", exact=True).input_value() == "Your own"
    page.page.get_by_role("button", name="Remove the top").click()
    page.page.get_by_role("button", name="Remove the top").click()
    assert page.sentence.startswith("A unit of the top layer sees 1 of 31 inputs")
    assert page.page.get_by_role("button", name="Remove the top").is_disabled()
    page.choose("Kernel", "7")
    page.choose("Dilation", "8")
    assert button.is_disabled()
    assert "does not fit on top" in page.sentence
    page.choose("Stack", "Three 3")
    assert page.sentence.startswith("A unit of the top layer sees 7 of 31 inputs")


def test_a_unit_is_chosen_by_a_click(opened) -> None:
    page = opened(ReceptiveFieldExplorer())
    page.page.locator(".top .unit").nth(2).click()
    seen = page.page.locator(".units").last.get_attribute("data-seen")
    assert seen == "2 3 4 5 6 7 8"


# ---- all of them ----

ALL = [volume, GeometryExplorer, ReceptiveFieldExplorer]


@pytest.mark.parametrize(
    "visit",
    [{"viewport": PHONE, "color_scheme": scheme} for scheme in ("light", "dark")],
    indirect=True,
    ids=["light", "dark"],
)
@pytest.mark.parametrize("make", ALL)
def test_on_a_telephone_they_fit_and_axe_finds_nothing(make, opened) -> None:
    page = opened(make())
    assert width_of_document(page.page) == PHONE["width"]
    assert Axe().run(page.page, options={"preload": False}).response["violations"] == []
    assert page.visit.errors == []


@pytest.mark.parametrize("make", ALL)
def test_the_sentence_is_announced(make, opened) -> None:
    page = opened(make())
    assert page.page.locator(".sentence").get_attribute("aria-live") == "polite"


@pytest.mark.parametrize(
    "refused",
    [
        lambda: VolumeExplorer(X[0], KERNELS),
        lambda: VolumeExplorer(X, {"a": np.ones((2, 3, 3))}),
        lambda: VolumeExplorer(X, {"a": np.ones((3, 9, 3))}),
        lambda: VolumeExplorer(X, {"a": np.ones((3, 1, 1)), "b": np.ones((3, 2, 2))}),
        lambda: GeometryExplorer(12),
        lambda: GeometryExplorer(stride=0),
        lambda: ReceptiveFieldExplorer([(7, 1, 8)]),
        lambda: ReceptiveFieldExplorer([(1, 1, 1)] * 7),
    ],
)
def test_what_cannot_be_shown_is_refused(refused) -> None:
    with pytest.raises(ShapeError, match=r"cannot be shown|out of reach"):
        refused()
