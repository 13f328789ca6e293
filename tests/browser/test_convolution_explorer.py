"""The convolution explorer in Chromium: its numbers are cnnlab's, by keyboard, mouse and touch."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from numpy.typing import NDArray
from playwright.sync_api import Locator, Page, expect

from cnnlab.ops import conv2d
from cnnlab.viz import ConvolutionExplorer

from .conftest import PHONE, Visit
from .widget_page import PAGE, middle

pytestmark = pytest.mark.browser

Grid = NDArray[np.float64]
INTEGERS = np.arange(30.0).reshape(5, 6) - 11
KERNEL = np.array([[1.0, -2.0, 0.5], [3.0, 0.0, -1.0]])


class Explorer:
    """The widget as its user sees it."""

    def __init__(self, visit: Visit, folder: Path, *arguments: object, **settings: object) -> None:
        html = ConvolutionExplorer(*arguments, **settings)._repr_html_()
        (folder / "page.html").write_text(PAGE.format(html), "utf-8")
        visit.page.goto((folder / "page.html").as_uri())
        self.page: Page = visit.page
        self.visit = visit
        self.window = self.page.get_by_role("application")

    def box(self, title: str) -> Locator:
        return self.page.locator(f".title:text-is('{title}') + .cells")

    def values(self, title: str) -> Grid:
        """The numbers of a grid, unrounded, as its columns lay them out."""
        cells = self.box(title).locator(".cell")
        numbers = cells.evaluate_all("cells => cells.map(cell => Number(cell.dataset.value))")
        columns = self.box(title).evaluate("box => +box.style.getPropertyValue('--columns')")
        return np.array(numbers, dtype=np.float64).reshape(-1, columns)

    def shown(self) -> list[str]:
        return self.box("Output").locator(".cell").all_inner_texts()

    def cell(self, grid: str, row: int, column: int) -> Locator:
        return self.page.get_by_label(f"{grid}, row {row}, column {column}", exact=True)

    def sentence(self) -> str:
        return self.page.locator(".sentence").inner_text()

    def choose(self, label: str, value: str) -> None:
        self.page.get_by_label(label, exact=True).select_option(value)


@pytest.fixture
def explore(visit: Visit, tmp_path: Path):
    return lambda *arguments, **settings: Explorer(visit, tmp_path, *arguments, **settings)


def expected(x: Grid, kernel: Grid, padding: int = 0, stride: int = 1, flip: bool = False) -> Grid:
    weight = np.ascontiguousarray(kernel[::-1, ::-1] if flip else kernel)
    y, _ = conv2d(x[None, None], weight[None, None], padding=padding, stride=stride)
    return np.asarray(y)[0, 0]


@pytest.mark.parametrize("seed", range(12))
def test_the_output_is_cnnlabs(seed: int, explore) -> None:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=rng.integers(4, 9, size=2)).round(3)
    kernel = rng.normal(size=rng.integers(1, 5, size=2)).round(3)
    settings = {
        "padding": int(rng.integers(4)), "stride": int(rng.integers(1, 5)), "flip": bool(seed % 2),
    }  # fmt: skip
    explorer = explore(x, kernel, **settings)
    np.testing.assert_allclose(
        explorer.values("Output"), expected(x, kernel, **settings), atol=1e-9
    )


def test_the_settings_are_followed(explore) -> None:
    explorer = explore(INTEGERS, KERNEL)
    explorer.choose("Padding", "2")
    np.testing.assert_allclose(explorer.values("Output"), expected(INTEGERS, KERNEL, 2))
    explorer.choose("Stride", "3")
    np.testing.assert_allclose(explorer.values("Output"), expected(INTEGERS, KERNEL, 2, 3))
    explorer.page.get_by_label("Flip the kernel").check()
    np.testing.assert_allclose(
        explorer.values("Output"), expected(INTEGERS, KERNEL, 2, 3, flip=True)
    )
    np.testing.assert_array_equal(explorer.values("Kernel"), KERNEL)
    weights = explorer.page.locator(".weight").all_inner_texts()
    assert weights == ["×−1", "×0", "×3", "×0.5", "×−2", "×1"], "the weights as they lie, flipped"


def test_presets_are_taken(explore) -> None:
    explorer = explore()
    assert explorer.values("Output").tolist() == [[4, 3, 4], [2, 4, 3], [2, 3, 4]]
    explorer.choose("Input", "Ramp, 4 × 7")
    explorer.choose("Kernel", "Sobel, across")
    ramp, sobel = explorer.values("Input"), explorer.values("Kernel")
    assert ramp.shape == (4, 7)
    np.testing.assert_allclose(explorer.values("Output"), expected(ramp, sobel))


def test_settings_that_are_a_preset_are_called_by_its_name(explore) -> None:
    explorer = explore(kernel=[[0, -1, 0], [-1, 5, -1], [0, -1, 0]])
    assert explorer.page.get_by_label("Kernel", exact=True).input_value() == "Sharpen"


def test_typing_changes_input_and_kernel(explore) -> None:
    explorer = explore(INTEGERS, KERNEL)
    x, kernel = INTEGERS.copy(), KERNEL.copy()
    for grid, values, place, text, number in [
        ("Input", x, (1, 2), "-7.5", -7.5),
        ("Input", x, (4, 5), "−3", -3.0),
        ("Kernel", kernel, (1, 2), "1/4", 0.25),
        ("Kernel", kernel, (0, 0), "2,5", 2.5),
    ]:
        explorer.cell(grid, place[0] + 1, place[1] + 1).focus()
        explorer.page.keyboard.press("Control+a")
        explorer.page.keyboard.type(text)
        values[place] = number
        np.testing.assert_allclose(explorer.values("Output"), expected(x, kernel))
    assert explorer.page.get_by_label("Kernel", exact=True).input_value() == "Your own"


def test_what_is_no_number_is_said_and_changes_nothing(explore) -> None:
    explorer = explore(INTEGERS, KERNEL)
    cell = explorer.cell("Kernel", 1, 2)
    for text in ("two", "", "1/0", "1/", "1/2/3", "1e999"):
        cell.fill(text)
        assert explorer.sentence() == f"“{text}” is not a number: the cell keeps −2."
        assert cell.get_attribute("aria-invalid") == "true"
    np.testing.assert_allclose(explorer.values("Output"), expected(INTEGERS, KERNEL))
    cell.blur()
    assert cell.input_value() == "−2"
    assert cell.get_attribute("aria-invalid") == "false"


def test_the_keyboard_alone_is_enough(explore) -> None:
    explorer = explore(INTEGERS, KERNEL)
    keys = explorer.page.keyboard
    stops = []
    for _ in range(11):
        keys.press("Tab")
        stops.append(
            explorer.page.evaluate(
                """() => { const e = document.activeElement.shadowRoot?.activeElement;
                   return e && (e.ariaLabel || e.labels?.[0]?.textContent || e.textContent) }"""
            )
        )
    assert stops == [
        "Input", "Kernel", "Padding", "Stride", "Flip the kernel",
        "Input, row 1, column 1", "Window on the input: the arrow keys move it",
        "Kernel, row 1, column 1", "Fill the output", "Empty it", None,
    ]  # fmt: skip


def test_arrow_keys_go_from_cell_to_cell(explore) -> None:
    explorer = explore(INTEGERS, KERNEL)
    explorer.cell("Input", 1, 1).focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "ArrowLeft", "ArrowLeft", "Enter"):
        explorer.page.keyboard.press(key)
    expect(explorer.cell("Input", 4, 1)).to_be_focused()
    assert explorer.window.count() == 1


def test_arrow_keys_move_the_window(explore) -> None:
    explorer = explore(INTEGERS, KERNEL, padding=1, stride=2)
    y = expected(INTEGERS, KERNEL, 1, 2)
    padded = np.pad(INTEGERS, 1)
    explorer.window.focus()
    for key, (p, q) in [("ArrowRight", (0, 1)), ("ArrowDown", (1, 1)), ("ArrowLeft", (1, 0))]:
        explorer.page.keyboard.press(key)
        patch = padded[2 * p : 2 * p + 2, 2 * q : 2 * q + 3]
        np.testing.assert_allclose(explorer.values("Products"), patch * KERNEL)
        assert explorer.sentence().startswith(f"y[{p}, {q}] = ")
        assert explorer.sentence().endswith(f" = {y[p, q]:g}".replace("-", "−"))
    seen = [text != "" for text in explorer.shown()]
    assert np.argwhere(np.reshape(seen, y.shape)).tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]


def test_the_window_stops_at_the_edges(explore) -> None:
    explorer = explore(INTEGERS, KERNEL)
    explorer.window.focus()
    for key, start in [("ArrowUp", "y[0, 0]"), ("ArrowLeft", "y[0, 0]")]:
        explorer.page.keyboard.press(key)
        assert explorer.sentence().startswith(start)
    for _ in range(9):
        explorer.page.keyboard.press("ArrowDown")
        explorer.page.keyboard.press("ArrowRight")
    assert explorer.sentence().startswith("y[3, 3]")


def test_the_mouse_drags_the_window(explore) -> None:
    explorer = explore(INTEGERS, KERNEL)
    mouse = explorer.page.mouse
    side = explorer.cell("Input", 1, 1).bounding_box()["width"]
    x, y = middle(explorer.window)
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + 2 * side, y + side, steps=5)
    mouse.up()
    assert explorer.sentence().startswith("y[1, 2] = ")
    mouse.move(x, y)
    assert explorer.sentence().startswith("y[1, 2] = "), "the window was let go"


@pytest.mark.parametrize("visit", [{"viewport": PHONE, "has_touch": True}], indirect=True)
def test_a_finger_drags_the_window(explore) -> None:
    explorer = explore(INTEGERS, KERNEL)
    side = explorer.cell("Input", 1, 1).bounding_box()["width"]
    x, y = middle(explorer.window)
    touch = explorer.page.context.new_cdp_session(explorer.page)
    for kind, points in [
        ("touchStart", [{"x": x, "y": y}]),
        ("touchMove", [{"x": x + side / 2, "y": y + side}]),
        ("touchMove", [{"x": x + side, "y": y + 2 * side}]),
        ("touchEnd", []),
    ]:
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    assert explorer.sentence().startswith("y[2, 1] = ")
    assert explorer.page.evaluate("window.scrollY") == 0


def test_a_click_in_the_window_edits_the_cell_below(explore) -> None:
    explorer = explore(INTEGERS, KERNEL)
    explorer.page.mouse.click(*middle(explorer.cell("Input", 2, 3)))
    expect(explorer.cell("Input", 2, 3)).to_be_focused()
    explorer.page.keyboard.type("100")
    assert explorer.values("Input")[1, 2] == 100


def test_a_click_in_the_output_moves_the_window(explore) -> None:
    explorer = explore(INTEGERS, KERNEL)
    explorer.box("Output").locator(".cell").nth(6).click()
    assert explorer.sentence().startswith("y[1, 2] = ")


def test_the_output_fills_and_empties(explore) -> None:
    explorer = explore(INTEGERS, KERNEL)
    explorer.page.get_by_role("button", name="Fill the output").click()
    y = expected(INTEGERS, KERNEL)
    assert explorer.shown() == [f"{value:g}".replace("-", "−") for value in y.flat]
    assert explorer.box("Output").get_attribute("aria-label").startswith("Output: ")
    explorer.page.get_by_role("button", name="Empty it").click()
    assert [text != "" for text in explorer.shown()] == [True] + [False] * 15


def test_a_kernel_that_does_not_fit_is_explained(explore) -> None:
    explorer = explore(np.ones((2, 3)), np.ones((4, 1)))
    assert explorer.sentence() == (
        "The kernel (4 × 1) is larger than the padded input (2 × 3): there is no output. Pad more."
    )
    expect(explorer.window).to_be_hidden()
    explorer.choose("Padding", "1")
    assert explorer.values("Output").tolist() == [[0, 2, 2, 2, 0]]


def test_the_sentence_is_announced(explore) -> None:
    explorer = explore()
    expect(explorer.page.locator(".sentence")).to_have_attribute("aria-live", "polite")


@pytest.mark.parametrize(
    "visit",
    [{"viewport": PHONE, "color_scheme": scheme} for scheme in ("light", "dark")],
    indirect=True,
    ids=["light", "dark"],
)
def test_on_a_telephone_all_is_seen_and_can_be_hit(explore) -> None:
    explorer = explore(np.ones((6, 6)), KERNEL, padding=3)
    page = explorer.page
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert explorer.cell("Input", 1, 1).bounding_box()["width"] >= 24
    assert Axe().run(page, options={"preload": False}).response["violations"] == []
    assert explorer.visit.errors == []


def test_two_explorers_in_a_page_do_not_meddle(visit: Visit, tmp_path: Path) -> None:
    both = (
        ConvolutionExplorer([[1]], [[2]])._repr_html_()
        + ConvolutionExplorer([[3]], [[4]])._repr_html_()
    )
    (tmp_path / "page.html").write_text(PAGE.format(both), "utf-8")
    visit.page.goto((tmp_path / "page.html").as_uri())
    assert visit.page.locator(".sentence").all_inner_texts() == [
        "y[0, 0] = 1·2 = 2",
        "y[0, 0] = 3·4 = 12",
    ]
    assert visit.errors == []
