"""A page that holds one widget, as its user sees it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Locator, Page

from cnnlab.viz.widgets import Widget

from .conftest import Visit

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>t</title>
<meta name="viewport" content="width=device-width"><style>:root {{ color-scheme: light dark }}
body {{ background: light-dark(#fff, #14181e) }}</style></head>
<body><main><h1>t</h1>{}</main></body></html>"""


class WidgetPage:
    """Opens the widget; finds its grids, its sentence and its controls by their names."""

    def __init__(self, visit: Visit, folder: Path, widget: Widget) -> None:
        (folder / "page.html").write_text(PAGE.format(widget._repr_html_()), "utf-8")
        visit.page.goto((folder / "page.html").as_uri())
        self.visit, self.page = visit, visit.page
        self.window: Locator = self.page.get_by_role("application").first

    @property
    def sentence(self) -> str:
        return self.page.locator(".sentence").inner_text()

    def box(self, title: str, nth: int = 0) -> Locator:
        return self.page.locator(f".title:text-is('{title}') + .cells").nth(nth)

    def values(self, title: str, nth: int = 0) -> NDArray[np.float64]:
        """The numbers of a grid, unrounded, as its columns lay them out."""
        box = self.box(title, nth)
        numbers = box.locator(".cell").evaluate_all("cells => cells.map(c => +c.dataset.value)")
        columns = box.evaluate("box => +box.style.getPropertyValue('--columns')")
        return np.array(numbers, dtype=np.float64).reshape(-1, columns)

    def choose(self, label: str, value: str) -> None:
        self.page.get_by_label(label, exact=True).select_option(value)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def drag(self, start: Locator, dx: float, dy: float) -> None:
        """Press on the middle of ``start``, move by (dx, dy) pixels, let go."""
        x, y = middle(start)
        mouse = self.page.mouse
        mouse.move(x, y)
        mouse.down()
        mouse.move(x + dx, y + dy, steps=4)
        mouse.up()

    def touch_drag(self, start: Locator, dx: float, dy: float) -> None:
        """The same with a finger."""
        x, y = middle(start)
        touch = self.page.context.new_cdp_session(self.page)
        for kind, share in (("touchStart", 0.0), ("touchMove", 0.5), ("touchMove", 1.0)):
            points = [{"x": x + share * dx, "y": y + share * dy}]
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def middle(locator: Locator) -> tuple[float, float]:
    box = locator.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def width_of_document(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth")
