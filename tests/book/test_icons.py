"""Icons that the pages show keep their letter and their rule; the others go."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
import pytest
from fontTools.ttLib import TTFont
from icons import keep_used

# Any font will do: the letters A, B and C stand for icons.
SOME_FONT = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
CSS = (
    '.fa-sun:before{content:"\\41"}.fa-bed:before,.fa-hotel:before{content:"\\42"}'
    '.fa-moon:before{content:"\\43"}a{color:red}'
    '@font-face{src:url(../vendor/fontawesome/webfonts/fa-brands-400.woff2) format("woff2")}'
    '@font-face{src:url(../x/webfonts/fa-solid-900.woff2) format("woff2"),'
    'url(../x/webfonts/fa-solid-900.ttf) format("truetype")}'
)


@pytest.fixture
def html(tmp_path: Path) -> Path:
    fonts = tmp_path / "_static" / "vendor" / "fontawesome" / "webfonts"
    styles, scripts = tmp_path / "_static" / "styles", tmp_path / "_static" / "scripts"
    for folder in (fonts, styles, scripts):
        folder.mkdir(parents=True)
    (fonts / "fa-solid-900.ttf").write_bytes(SOME_FONT.read_bytes())
    (fonts / "fa-brands-400.woff2").write_bytes(b"font")
    (styles / "theme.css").write_text(CSS)
    (scripts / "fontawesome.js").write_text("fa-bed")
    (scripts / "theme.js").write_text('icon = "fa-moon"')
    (tmp_path / "page.html").write_text(
        '<script defer src="_static/scripts/fontawesome.js?v=1"></script><i class="fa-sun"></i>'
    )
    keep_used(tmp_path)
    return tmp_path


def test_rules_and_letters_of_used_icons_stay(html: Path) -> None:
    css = (html / "_static/styles/theme.css").read_text()
    assert ".fa-sun:before" in css
    assert ".fa-moon:before" in css, "a script names it"
    assert "fa-bed" not in css
    assert "a{color:red}" in css
    with TTFont(html / "_static/vendor/fontawesome/webfonts/fa-solid-900.woff") as font:
        assert set(font.getBestCmap()) == {0x41, 0x43}


def test_what_is_loaded_is_the_cut_font_alone(html: Path) -> None:
    css = (html / "_static/styles/theme.css").read_text()
    assert "brands" not in css
    assert css.endswith('@font-face{src:url(../x/webfonts/fa-solid-900.woff) format("woff")}')
    assert [path.name for path in html.rglob("fa-*")] == ["fa-solid-900.woff"]


def test_the_script_that_draws_icons_is_gone(html: Path) -> None:
    assert (html / "page.html").read_text() == '<i class="fa-sun"></i>'
    assert not list(html.rglob("fontawesome.js"))
