"""A real Chromium, and the built book served to it from a folder and from a local server."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, Page, Route

ROOT = Path(__file__).parents[2]
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}

_toc = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))
CHAPTERS = [_toc["root"]]  # in the order in which one turns the pages
for _part in _toc["parts"]:
    for _chapter in _part["chapters"]:
        CHAPTERS += [page["file"] for page in (_chapter, *_chapter.get("sections", []))]
PAGES = [f"{name}.html" for name in (*CHAPTERS, "search", "genindex")]


@pytest.fixture(scope="session")
def book(browser: Browser) -> Path:
    """The book of the sources as they are: the one that stands, or a new one."""
    sys.path[:0] = [str(ROOT / "book")]
    from build import BuildFailed, build

    try:
        return build()
    except BuildFailed as failure:
        pytest.fail(f"the book does not build:\n{failure}", pytrace=False)


@pytest.fixture(scope="session")
def served(book: Path) -> Iterator[str]:
    """The book's address on a local server."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(book)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


class Visit:
    """A page that may not leave the machine; it remembers what tried to, and what was missing."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.outside: list[str] = []
        self.missing: list[str] = []
        self.errors: list[str] = []
        self.loaded: list[str] = []
        page.route("**/*", self._guard)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("requestfinished", lambda request: self.loaded.append(request.url))
        page.on("requestfailed", lambda request: self.missing.append(request.url))
        page.on("response", lambda r: r.status >= 400 and self.missing.append(r.url))

    def _guard(self, route: Route) -> None:
        address = route.request.url
        if address.startswith(("file:", "data:", "blob:", "http://127.0.0.1:")):
            route.continue_()
        else:
            self.outside.append(address)
            route.abort()

    def open(self, address: str) -> Page:
        """Load the page, and wait until its mathematics and its widgets stand."""
        self.page.goto(address, wait_until="load")
        self.page.wait_for_function(
            """() => (!window.MathJax?.startup || window.__mathDone)
                  || (MathJax.startup.promise?.then(() => { window.__mathDone = true }), false)"""
        )
        return self.page


@pytest.fixture
def visit(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """A fresh visit; ``@pytest.mark.parametrize("visit", [{...}], indirect=True)`` sets it up."""
    context = browser.new_context(**{"viewport": DESKTOP, **getattr(request, "param", {})})
    context.set_default_timeout(60_000)  # ours may not be the only work on the machine
    yield Visit(context.new_page())
    context.close()
