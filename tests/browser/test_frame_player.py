"""The player of animations in Chromium: it waits to be asked, and every step can be reached."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from cnnlab.viz import animate_convolution

from .conftest import PHONE, Visit

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>t</title>
<meta name="viewport" content="width=device-width"><style>:root {{ color-scheme: light dark }}
body {{ background: light-dark(#fff, #14181e) }}</style></head>
<body><main><h1>t</h1>{}</main></body></html>"""


@pytest.fixture(scope="module")
def html() -> str:
    return PAGE.format(animate_convolution([[1, 2, 3], [4, 5, 6]], [[1, -1]])._repr_html_())


@pytest.fixture
def player(visit: Visit, html: str, tmp_path: Path) -> Page:
    (tmp_path / "page.html").write_text(html, "utf-8")
    visit.page.clock.install()
    visit.page.goto((tmp_path / "page.html").as_uri())
    assert visit.errors == []
    return visit.page


def at(page: Page, frame: int, total: int = 4) -> None:
    expect(page.locator(".count")).to_have_text(f"{frame} / {total}")
    expect(page.locator("cnn-frame-player img:visible")).to_have_count(1)


def test_it_does_not_start_by_itself(player: Page) -> None:
    player.clock.run_for(60_000)
    at(player, 1)


def test_it_plays_to_the_end_stops_and_begins_again(player: Page) -> None:
    player.get_by_role("button", name="Play").click()
    player.clock.run_for(1500)
    at(player, 2)
    player.clock.run_for(60_000)
    at(player, 4)
    player.get_by_role("button", name="Play").click()
    at(player, 1)
    player.get_by_role("button", name="Pause").click()
    player.clock.run_for(60_000)
    at(player, 1)


def test_every_frame_is_reached_by_keyboard_and_says_its_sum(player: Page) -> None:
    player.get_by_role("button", name="Next frame").focus()
    player.keyboard.press("Enter")
    at(player, 2)
    sentence = player.locator("cnn-frame-player p")
    expect(sentence).to_have_text("y[0, 1] = 2·1 + 3·(−1) = −1")
    expect(sentence).to_have_attribute("aria-live", "polite")
    player.get_by_role("button", name="Previous frame").press("Enter")
    player.get_by_role("button", name="Previous frame").press("Enter")
    at(player, 4)
    slider = player.get_by_role("slider", name="Frame")
    slider.press("ArrowLeft")
    at(player, 3)
    assert slider.evaluate("slider => slider.ariaValueText").startswith("y[1, 0] = ")


@pytest.mark.parametrize("visit", [{"reduced_motion": "reduce"}], indirect=True)
def test_readers_who_prefer_less_motion_step(player: Page) -> None:
    expect(player.get_by_role("button", name="Play")).to_be_hidden()
    player.get_by_role("button", name="Next frame").click()
    at(player, 2)


@pytest.mark.parametrize("visit", [{"java_script_enabled": False}], indirect=True)
def test_without_javascript_all_frames_stand_in_the_page(
    visit: Visit, html: str, tmp_path: Path
) -> None:
    (tmp_path / "page.html").write_text(html, "utf-8")
    visit.page.goto((tmp_path / "page.html").as_uri())
    expect(visit.page.locator("img:visible")).to_have_count(4)


def test_print_shows_all_frames(player: Page) -> None:
    player.emulate_media(media="print")
    expect(player.get_by_role("button", name="Next frame")).to_be_hidden()
    expect(player.locator("cnn-frame-player img:visible")).to_have_count(4)
    player.emulate_media(media="screen")
    at(player, 1)


@pytest.mark.parametrize(
    "visit",
    [{"viewport": PHONE, "color_scheme": scheme} for scheme in ("light", "dark")],
    indirect=True,
    ids=["light", "dark"],
)
def test_axe_finds_nothing_and_a_telephone_holds_it(player: Page) -> None:
    player.clock.resume()
    assert Axe().run(player, options={"preload": False}).response["violations"] == []
    assert player.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_the_page_names_no_address_outside(html: str) -> None:
    names = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}  # of SVG: not loaded
    assert set(re.findall(r"https?://[^\s\"']+", html)) <= names
