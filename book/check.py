"""What must be true of every page of the built book.

Everything in the page that is to be seen has words for readers who cannot see it; every link inside
the book leads somewhere; nothing is loaded from outside.
"""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LOADING = {"script": "src", "img": "src", "iframe": "src", "source": "src", "video": "src"}
NOT_WORDS = (".png", ".svg", ".jpg", ".jpeg", ".gif")  # docutils writes the file's name for no alt
Attributes = dict[str, str]


class Page(HTMLParser):
    """Reads one page: its anchors, its links, what it loads and what lacks words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: list[str] = []
        self.outside: list[str] = []
        self.wordless: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        given: Attributes = {name: value or "" for name, value in pairs}
        self.anchors.update(given[name] for name in ("id", "name") if given.get(name))
        loaded = given.get(LOADING.get(tag, ""), "")
        if tag == "link" and given.get("rel", "") not in ("canonical", "index", "search"):
            loaded = given.get("href", "")
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        elif loaded:
            (self.outside if _is_outside(loaded) else self.links).append(loaded)
        if _needs_words(tag, given) and not _has_words(given):
            shown = given.get("src", given.get("class", ""))[:60]
            self.wordless.append(f"<{tag} {shown}>".replace(" >", ">"))


def faults(html: Path) -> list[str]:
    """What is wrong with the book in ``html``, a line each; none is the empty list."""
    pages = {path: Page(path.read_text("utf-8")) for path in sorted(html.rglob("*.html"))}
    found = []
    for path, page in pages.items():
        where = path.relative_to(html).as_posix()
        found += [f"{where}: no alt text on {thing}" for thing in page.wordless]
        found += [f"{where}: loads {address} from outside" for address in page.outside]
        found += [
            f"{where}: dead link {link}" for link in page.links if _is_dead(link, path, pages)
        ]
    return found


def _needs_words(tag: str, given: Attributes) -> bool:
    hidden = given.get("aria-hidden") == "true" or given.get("role") in ("presentation", "none")
    picture = tag in ("img", "canvas", "video", "iframe", "object") or tag.startswith("cnn-")
    return (picture or (tag == "svg" and given.get("role") == "img")) and not hidden


def _has_words(given: Attributes) -> bool:
    words = (given.get("alt") or given.get("aria-label") or given.get("title") or "").strip()
    return bool(words) and not words.lower().endswith(NOT_WORDS)


def _is_outside(address: str) -> bool:
    return address.startswith("//") or urlsplit(address).scheme in ("http", "https")


def _is_dead(link: str, path: Path, pages: dict[Path, Page]) -> bool:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return False
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    if not target.is_file():
        return True
    anchor = unquote(parts.fragment)
    return bool(anchor) and target in pages and anchor not in pages[target].anchors
