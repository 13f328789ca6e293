"""Every page of the book in Chromium: offline, accessible, and usable on a telephone."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from .conftest import CHAPTERS, PAGES, PHONE, ROOT, Visit

pytestmark = pytest.mark.browser

LATER = 500  # ms in which a page that has loaded may still ask for something
MOST = 3_000_000  # bytes that a page may load, uncompressed; the theme and MathJax are 1.8


def violations(page: Page) -> list[str]:
    """What axe finds, with the place where it finds it. Style sheets are not fetched again."""
    options = {"preload": False, "resultTypes": ["violations"]}
    return [
        f"{violation['id']}: {node['target']} {node['html'][:200]}"
        for violation in Axe().run(page, options=options).response["violations"]
        for node in violation["nodes"]
    ]


def overflow(page: Page) -> int:
    """How many pixels the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


@pytest.mark.parametrize("name", PAGES)
def test_nothing_leaves_the_machine_from_a_server(
    name: str, visit: Visit, served: str, book: Path
) -> None:
    visit.open(f"{served}/{name}").wait_for_timeout(LATER)
    assert (visit.outside, visit.missing, visit.errors) == ([], [], [])
    paths = {urlsplit(url).path.lstrip("/") for url in visit.loaded if url.startswith(served)}
    assert name in paths
    assert sum((book / path).stat().st_size for path in paths) < MOST


@pytest.mark.parametrize("name", PAGES)
def test_nothing_leaves_the_machine_from_a_folder(name: str, visit: Visit, book: Path) -> None:
    visit.open((book / name).as_uri()).wait_for_timeout(LATER)
    assert (visit.outside, visit.missing, visit.errors) == ([], [], [])


# Each page is read by axe in both themes and at both widths, in two visits.
@pytest.mark.parametrize(
    "visit",
    [{"color_scheme": "light"}, {"color_scheme": "dark", "viewport": PHONE}],
    indirect=True,
    ids=["desktop-light", "phone-dark"],
)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_the_page_fits(name: str, visit: Visit, book: Path) -> None:
    page = visit.open((book / name).as_uri())
    assert violations(page) == []
    assert overflow(page) <= 0


def test_the_watch_sees_a_planted_request(visit: Visit, tmp_path: Path) -> None:
    planted = '<script src="https://cdn.example/x.js"></script><img src="gone.png">'
    (tmp_path / "page.html").write_text(planted)
    visit.page.goto((tmp_path / "page.html").as_uri())
    assert visit.outside == ["https://cdn.example/x.js"]
    assert (tmp_path / "gone.png").as_uri() in visit.missing


def test_axe_and_the_width_see_planted_faults(visit: Visit, tmp_path: Path) -> None:
    planted = '<img src=""><p style="color: #ccc; background: #fff; width: 3000px">pale</p>'
    (tmp_path / "page.html").write_text(f"<html><title>t</title><main>{planted}</main></html>")
    visit.page.goto((tmp_path / "page.html").as_uri())
    found = " ".join(violations(visit.page))
    assert all(rule in found for rule in ("image-alt", "color-contrast", "html-has-lang"))
    assert overflow(visit.page) > 1000


def test_the_search_finds_a_chapter_from_a_folder(visit: Visit, book: Path) -> None:
    page = visit.open((book / "search.html").as_uri() + "?q=convolution")
    expect(page.locator("#search-results li a").first).to_be_visible()
    assert visit.errors == []


def test_the_search_finds_every_term_of_the_glossary(visit: Visit, book: Path) -> None:
    glossary = (ROOT / "book" / "glossary.md").read_text("utf-8")
    terms = [line.split(",")[0] for line in re.findall(r"^(\w.*)\n  \S", glossary, re.MULTILINE)]
    assert len(terms) > 50
    page = visit.open((book / "search.html").as_uri() + "?q=convolution")
    expect(page.locator("#search-results li a").first).to_be_visible()
    found = page.evaluate(
        """terms => terms.map(term => Search._performSearch(...Search._parseQuery(term))
                              .some(([name]) => name === "book/glossary"))""",
        terms,
    )
    assert [term for term, there in zip(terms, found, strict=True) if not there] == []


def test_one_can_turn_the_pages(visit: Visit, book: Path) -> None:
    page = visit.open((book / f"{CHAPTERS[0]}.html").as_uri())
    for name in CHAPTERS[1:]:
        page.locator(".prev-next-footer a.right-next").click()
        page.wait_for_url(f"**/{name}.html")
    page.locator(".prev-next-footer a.left-prev").click()
    page.wait_for_url(f"**/{CHAPTERS[-2]}.html")


def test_code_can_be_copied(visit: Visit, served: str) -> None:
    visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = visit.open(f"{served}/book/03_convolution.html")
    code = page.locator("div.highlight").first
    code.hover()
    code.locator("button.copybtn").click()
    assert page.evaluate("navigator.clipboard.readText()").strip() in code.inner_text()


@pytest.mark.parametrize("visit", [{"color_scheme": "light"}], indirect=True)
def test_figures_follow_the_theme_button(visit: Visit, book: Path) -> None:
    page = visit.open((book / "book/03_convolution.html").as_uri())
    figure = page.locator("figure img[src$='.svg']").first
    figure.scroll_into_view_if_needed()
    button = page.locator(".theme-switch-button:visible").first
    shots = {}
    for _ in range(3):  # it goes round: automatic, light, dark
        button.focus()
        page.keyboard.press("Enter")
        shots[page.locator("html").get_attribute("data-theme")] = figure.screenshot()
    assert shots.keys() == {"light", "dark"}
    assert shots["light"] != shots["dark"]


def test_a_screen_reader_is_given_the_mathematics(visit: Visit, book: Path) -> None:
    page = visit.open((book / "book/03_convolution.html").as_uri())
    formulas = page.locator("mjx-container")
    assert formulas.count() > 0
    assert page.locator("mjx-container mjx-assistive-mml math").count() == formulas.count()


@pytest.mark.parametrize("visit", [{"java_script_enabled": False}], indirect=True)
def test_without_javascript_the_widgets_words_stand_in_the_page(visit: Visit, book: Path) -> None:
    visit.page.goto((book / "book/03_convolution.html").as_uri())
    explorer = visit.page.locator("cnn-convolution-explorer").first
    assert len(explorer.inner_text().split()) > 10
