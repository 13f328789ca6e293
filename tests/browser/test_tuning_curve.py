"""The model cell in Chromium answers as the same formulas do in NumPy."""

from __future__ import annotations

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

from cnnlab.ops import conv2d
from cnnlab.shapes import ShapeError
from cnnlab.viz import TuningCurve

from .conftest import PHONE
from .widget_page import WidgetPage, width_of_document

pytestmark = pytest.mark.browser

SIZE = 31
y, x = np.mgrid[:SIZE, :SIZE] - SIZE // 2


def gabor(degrees: float, wave: float, phase: float) -> np.ndarray:
    theta = np.radians(degrees)
    bell = np.exp(-(x**2 + y**2) / 50)
    field = bell * np.cos(2 * np.pi * (x * np.cos(theta) + y * np.sin(theta)) / wave - phase)
    field -= bell * field.sum() / bell.sum()
    return field / np.linalg.norm(field)


def bar(degrees: float, place: float) -> np.ndarray:
    theta = np.radians(degrees)
    return np.clip(2.5 - np.abs(x * np.cos(theta) + y * np.sin(theta) - place), 0, 1)


def answer(prefers: int, wave: int, kind: str, pictures: list[np.ndarray]) -> np.ndarray:
    """What the cell says to each picture; both fields as kernels of one convolution."""
    fields = np.stack([gabor(prefers, wave, phase) for phase in (0, np.pi / 2)])[:, None]
    even, odd = conv2d(np.stack(pictures)[:, None], fields)[0][:, :, 0, 0].T
    return np.maximum(even, 0) if kind == "simple" else np.hypot(even, odd)


@pytest.fixture
def opened(visit, tmp_path):
    return lambda widget: WidgetPage(visit, tmp_path, widget)


def data(page: WidgetPage, name: str) -> np.ndarray:
    text = page.page.locator("cnn-tuning-curve").get_attribute(f"data-{name}")
    return np.array([float(value) for value in text.split()])


@pytest.mark.parametrize(
    ("prefers", "wave", "kind"), [(0, 10, "simple"), (45, 6, "simple"), (90, 14, "complex")]
)
def test_answer_and_curve_are_those_of_numpy(prefers, wave, kind, opened) -> None:
    page = opened(TuningCurve(prefers=prefers, wave=wave, kind=kind, angle=30, place=-3))
    np.testing.assert_allclose(
        data(page, "answer"), answer(prefers, wave, kind, [bar(30, -3)]), atol=1e-9
    )
    best = [
        answer(prefers, wave, kind, [bar(angle, place) for place in range(-14, 15)]).max()
        for angle in range(0, 181, 5)
    ]
    np.testing.assert_allclose(data(page, "curve"), best, atol=1e-9)


def test_the_sliders_turn_and_move_the_bar_by_keyboard(opened) -> None:
    page = opened(TuningCurve())
    page.page.get_by_label("Angle of the bar", exact=True).focus()
    page.press("ArrowRight", "ArrowRight", "ArrowRight")
    page.page.get_by_label("Place of the bar", exact=True).focus()
    page.press("ArrowLeft", "ArrowLeft")
    expected = answer(0, 10, "simple", [bar(15, -2)])
    np.testing.assert_allclose(data(page, "answer"), expected, atol=1e-9)
    assert page.sentence.startswith(f"A bar at 15°: the simple cell answers {expected[0]:.2f} here")


def test_another_cell_has_another_curve(opened) -> None:
    page = opened(TuningCurve())
    assert data(page, "curve").argmax() in (0, 36)
    page.choose("It prefers (°)", "90")
    assert data(page, "curve").argmax() == 18
    page.choose("Cell", "complex")
    assert "the complex cell" in page.sentence
    page.choose("Width of its stripes", "6")
    np.testing.assert_allclose(
        data(page, "answer"), answer(90, 6, "complex", [bar(0, 0)]), atol=1e-9
    )


@pytest.mark.parametrize(
    "visit",
    [{"viewport": PHONE, "color_scheme": scheme} for scheme in ("light", "dark")],
    indirect=True,
    ids=["light", "dark"],
)
def test_on_a_telephone_it_fits_and_axe_finds_nothing(opened) -> None:
    page = opened(TuningCurve())
    assert width_of_document(page.page) == PHONE["width"]
    assert Axe().run(page.page, options={"preload": False}).response["violations"] == []
    assert page.visit.errors == []


@pytest.mark.parametrize(
    "settings", [{"prefers": 30}, {"wave": 0}, {"kind": "hyper"}, {"angle": 7}, {"place": 15}]
)
def test_what_cannot_be_shown_is_refused(settings) -> None:
    with pytest.raises(ShapeError, match="out of reach"):
        TuningCurve(**settings)
