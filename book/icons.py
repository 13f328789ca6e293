"""Of the theme's two thousand icons, keep the dozen that the pages show.

The theme brings them three times: as a script that draws them, as fonts, and as a style sheet with
a rule for each. What stays is one font with the letters that are used, and their rules.
"""

from __future__ import annotations

import re
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

SCRIPT = re.compile(r"<script[^>]*/fontawesome\.js[^>]*></script>")
NAME = re.compile(r"\bfa-([a-z0-9-]+)")
RULE = re.compile(r'((?:\.fa-[a-z0-9-]+:before,?)+)\{content:"\\([0-9a-f]+)"\}')
FONT = "fa-solid-900"


def keep_used(html: Path) -> None:
    """Cut the icons of the book in ``html`` down to those that its pages and scripts name."""
    used: set[str] = set()
    for page in html.rglob("*.html"):
        text = SCRIPT.sub("", page.read_text("utf-8"))
        page.write_text(text, "utf-8")
        used.update(NAME.findall(text))
    for path in html.rglob("*.js"):
        if path.name == "fontawesome.js":
            path.unlink()
        elif "mathjax" not in path.parts:
            used.update(NAME.findall(path.read_text("utf-8")))
    letters: set[int] = set()
    for sheet in html.glob("_static/styles/*.css"):
        sheet.write_text(_lean(sheet.read_text("utf-8"), used, letters), "utf-8")
    for font in html.glob("_static/vendor/fontawesome/webfonts/*.*"):
        if font.name == f"{FONT}.ttf":
            _cut(font, letters)
        font.unlink()


def _lean(css: str, used: set[str], letters: set[int]) -> str:
    """The style sheet without the rules of other icons; the letters of the rest are added."""

    def rule(found: re.Match[str]) -> str:
        if used.isdisjoint(NAME.findall(found[1])):
            return ""
        letters.add(int(found[2], 16))
        return found[0]

    css = RULE.sub(rule, css)
    faces = re.sub(rf"@font-face\{{(?:(?!{FONT})[^}}])*webfonts/(?:(?!{FONT})[^}}])*\}}", "", css)
    return re.sub(
        rf'(url\([^)]*{FONT}\.)woff2\) format\("woff2"\)(?:,url\([^)]*\) format\("truetype"\))?',
        r'\1woff) format("woff")',
        faces,
    )


def _cut(font: Path, letters: set[int]) -> None:
    """Write the letters of a font beside it, as .woff."""
    with TTFont(font) as whole:
        cutter = subset.Subsetter(subset.Options(layout_features=[], notdef_outline=True))
        cutter.populate(unicodes=letters)
        cutter.subset(whole)
        whole.flavor = "woff"
        whole.save(font.with_suffix(".woff"))
