"""The page on the class: what it counts, and that it can be read by anyone."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from cnnlab.grade.class_report import class_page, histogram
from cnnlab.grade.report import page

from .made import lab, mark

EVIL = '<script>alert("1")</script>\x1b[31m'


def test_it_counts_points_checks_and_hints() -> None:
    marks = [
        mark("a", 3),
        mark("b", 2, hint="is the sign kept?"),
        mark("c", 0, hint="is the sign kept?"),
        mark("d", 0, problem="the file is empty"),
    ]
    html = class_page(lab, marks)
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
    for said in (
        "Notebooks 4",
        "Median 1",
        "Mean 1.25",
        "Highest 3",
        "solved by 1 of 3, 33%",
        "a public check 2 of 3 67%",
        "a hidden check hidden 1 of 3 33%",
        "is the sign kept? scale 3",
        "d: the file is empty",
        "Histogram: 0 points, 2 notebooks; 2 points, 1 notebook; 3 points, 1 notebook",
    ):
        assert said in text
    assert html.count("<rect") == 4


def test_everything_is_escaped_and_nothing_is_loaded() -> None:
    html = class_page(lab, [mark(EVIL, hint=EVIL), mark(EVIL, problem=EVIL)])
    assert "<script" not in html
    assert "\x1b" not in html
    assert not re.search(r"\b(src|href)\s*=|url\(|@import", html)


@pytest.mark.parametrize(
    ("points", "possible", "bars", "last"),
    [
        ([0, 1, 2], 2, 3, "2"),
        ([0.5, 47.9, 48], 48, 17, "48"),
        ([0], 0, 2, "1"),
        ([5, 130], 100, 19, "126–130"),
    ],
)
def test_every_notebook_is_in_one_bar(
    points: list[float], possible: int, bars: int, last: str
) -> None:
    drawn = histogram(points, possible)
    assert sum(bar.count for bar in drawn) == len(points)
    assert (len(drawn), drawn[-1].label) == (bars, last)
    assert all(bar.height >= 0 and bar.y >= 0 for bar in drawn)


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible(scheme: str, browser: Browser) -> None:
    marks = [mark("Ada", 2, hint="is the sign kept?"), mark("Bob", problem="the file is empty")]
    tab = browser.new_page(color_scheme=scheme)  # type: ignore[arg-type]
    for html in (class_page(lab, marks), page(lab, marks[0]), page(lab, marks[1])):
        tab.set_content(html)
        assert Axe().run(tab).response["violations"] == []
    tab.close()
