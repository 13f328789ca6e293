"""The whole book as one PDF: its pages in one document, printed by Chromium.

One document and not many that are glued together: so it has one outline, links that work inside
it, and the tags that let a screen reader through. Solutions stand open; widgets show their words.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from posixpath import normpath
from typing import Any
from urllib.parse import urlsplit

import yaml
from bs4 import BeautifulSoup, Tag

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "book")]

from build import BuildFailed, build  # noqa: E402  # found through the folder above

TARGET = ROOT / "_build" / "cnnlab.pdf"
WHOLE = "whole-book.html"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
FOOT = (
    '<p style="font: 8px system-ui; width: 100%; text-align: center">'
    '<span class="pageNumber"></span></p>'
)


def chapters(root: Path) -> list[str]:
    """The pages of the book in their order, as paths without their ending."""
    toc = yaml.safe_load((root / "_toc.yml").read_text("utf-8"))
    return [toc["root"], *(page for part in toc["parts"] for page in _below(part))]


def _below(entry: dict[str, Any]) -> Iterator[str]:
    for page in (*entry.get("chapters", []), *entry.get("sections", [])):
        yield page["file"]
        yield from _below(page)


def whole(html: Path, pages: list[str]) -> str:
    """One HTML document of all ``pages``, to stand in the folder ``html``."""
    soups = {
        page: BeautifulSoup((html / f"{page}.html").read_text("utf-8"), "html.parser")
        for page in pages
    }
    head = soups[pages[0]].head
    if head is None:
        raise BuildFailed(f"{pages[0]}.html has no head")
    for tag in head(["script", "link"]):
        _move(tag, pages[0], pages)
    body = "".join(str(_article(soup, page, pages)) for page, soup in soups.items())
    return (
        f'<!doctype html><html lang="en" data-theme="light">{_for_paper(head)}'
        f'<body class="whole-book"><main>{body}</main></body></html>'
    )


def _for_paper(head: Tag) -> Tag:
    """The style sheets and the mathematics; no other script has work on paper."""
    for script in head("script"):
        if "mathjax" not in f"{script.get('src', '')} {script.string or ''}".lower():
            script.decompose()
    if head.title is not None:
        head.title.string = "cnnlab: the course on convolutional networks that runs"
    return head


def _article(soup: BeautifulSoup, page: str, pages: list[str]) -> Tag:
    article = soup.select_one("article.bd-article")
    if article is None:
        raise BuildFailed(f"{page}.html has no article")
    for tag in article.select("script, .headerlink, .copybtn"):
        tag.decompose()
    for tag in article.find_all(True):
        if "id" in tag.attrs:
            tag["id"] = _anchor(page, str(tag["id"]))
        _move(tag, page, pages)
    for details in article.select("details"):
        details["open"] = ""  # answers; the code of drawings is left out by the style sheet
    article["id"] = _anchor(page)
    return article


def _anchor(page: str, name: str = "") -> str:
    return "--".join(filter(None, (page.replace("/", "-"), name)))


def _move(tag: Tag, page: str, pages: list[str]) -> None:
    """Let what ``tag`` points to be found from the folder of the whole book."""
    for attribute in ("href", "src"):
        address = tag.get(attribute)
        if not isinstance(address, str) or urlsplit(address).scheme or address.startswith("//"):
            continue
        parts = urlsplit(address)
        target = normpath(str(PurePosixPath(page).parent / parts.path)) if parts.path else ""
        known = target.removesuffix(".html") if target else page
        if known in pages and attribute == "href" and tag.name == "a":
            tag[attribute] = f"#{_anchor(known, parts.fragment)}"
        elif target:
            tag[attribute] = target


def print_pdf(document: Path, target: Path) -> None:
    """Print ``document``, tagged and with an outline, once its mathematics stands."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium")
    if chromium is None:
        raise BuildFailed("there is no chromium to print with: apt-get install chromium")
    draft = target.with_suffix(".part")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page()
        page.set_default_timeout(240_000)
        page.goto(document.as_uri(), wait_until="load")
        page.evaluate("MathJax.startup.promise.then(() => true)")
        page.pdf(
            path=draft, format="A4", tagged=True, outline=True, print_background=True,
            display_header_footer=True, header_template="<span></span>", footer_template=FOOT,
            margin={"top": "18mm", "bottom": "18mm", "left": "18mm", "right": "18mm"},
        )  # fmt: skip
        browser.close()
    draft.rename(target)


def main() -> int:
    try:
        html = build()
        document = html / WHOLE
        document.write_text(whole(html, chapters(ROOT)), "utf-8")
        try:
            print_pdf(document, TARGET)
        finally:
            document.unlink()
    except BuildFailed as failure:
        print(f"The book was not printed.\n{failure}", file=sys.stderr)
        return 1
    print(f"The book is printed:\n  {TARGET}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
