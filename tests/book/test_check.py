"""The check of the built pages finds each planted fault, and nothing in a sound page."""

from __future__ import annotations

from pathlib import Path

import pytest
from check import faults

SOUND = """
<link rel="stylesheet" href="style.css"><script src="style.css"></script>
<a href="#here">here</a> <a href="other.html#there">there</a> <a href="https://doi.org/x">paper</a>
<img src="a.png" alt="a grid"> <img src="a.png" alt="" role="presentation">
<svg aria-hidden="true"></svg> <svg role="img" aria-label="an arrow"></svg>
<cnn-thing aria-label="a widget"></cnn-thing> <p id="here"></p>
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "page.html").write_text(SOUND)
    (tmp_path / "other.html").write_text('<a id="there" href="page.html">back</a>')
    for name in ("style.css", "a.png"):
        (tmp_path / name).write_text("")
    return tmp_path


def test_a_sound_book_has_no_faults(site: Path) -> None:
    assert faults(site) == []


@pytest.mark.parametrize(
    ("planted", "fault"),
    [
        ('<img src="a.png">', "no alt text on <img a.png>"),
        ('<img src="a.png" alt=" ">', "no alt text on <img a.png>"),
        ('<img src="a.png" alt="_images/a.png">', "no alt text on <img a.png>"),
        ('<svg role="img"></svg>', "no alt text on <svg>"),
        ('<canvas class="plot"></canvas>', "no alt text on <canvas plot>"),
        ('<video src="a.png"></video>', "no alt text on <video a.png>"),
        ("<cnn-thing></cnn-thing>", "no alt text on <cnn-thing>"),
        ('<a href="gone.html">x</a>', "dead link gone.html"),
        ('<a href="#gone">x</a>', "dead link #gone"),
        ('<a href="other.html#gone">x</a>', "dead link other.html#gone"),
        ('<img src="gone.png" alt="x">', "dead link gone.png"),
        (
            '<script src="https://a.example/x.js"></script>',
            "loads https://a.example/x.js from outside",
        ),
        (
            '<link rel="stylesheet" href="//a.example/x.css">',
            "loads //a.example/x.css from outside",
        ),
        (
            '<iframe title="x" src="http://a.example"></iframe>',
            "loads http://a.example from outside",
        ),
    ],
)
def test_a_planted_fault_is_found(site: Path, planted: str, fault: str) -> None:
    (site / "page.html").write_text(SOUND + planted)
    assert faults(site) == [f"page.html: {fault}"]
