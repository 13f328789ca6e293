"""The Python side of the widgets: what they write into a page, and what they refuse."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import numpy as np
import pytest

from cnnlab import viz
from cnnlab.shapes import ShapeError
from cnnlab.viz.widgets import FOLDER, NAMES, SHARED, opening_tag, script


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, dict[str, str | None]] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.setdefault(tag, dict(attrs))


def test_the_explorer_carries_its_settings() -> None:
    explorer = viz.ConvolutionExplorer(np.eye(2, 3), [[1, -2]], padding=1, stride=2, flip=True)
    tag = Tags(explorer._repr_html_()).found["cnn-convolution-explorer"]
    assert json.loads(tag["config"]) == {
        "x": [[1, 0, 0], [0, 1, 0]], "kernel": [[1, -2]], "padding": 1, "stride": 2, "flip": True,
    }  # fmt: skip
    assert tag["role"] == "group"
    assert "Convolution explorer" in tag["aria-label"]


def test_the_text_in_a_tag_is_escaped() -> None:
    tag = Tags(opening_tag("convolution-explorer", '"<b>" & more', {"x": "'\"<>"}) + "</x>")
    given = tag.found["cnn-convolution-explorer"]
    assert given["aria-label"] == '"<b>" & more'
    assert json.loads(given["config"]) == {"x": "'\"<>"}


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ({"x": np.zeros((13, 2))}, "x cannot be shown"),
        ({"x": np.zeros((1, 1, 3, 3))}, "x cannot be shown"),
        ({"kernel": [[np.nan]]}, "kernel cannot be shown"),
        ({"padding": 4}, "padding is out of reach"),
        ({"padding": -1}, "padding is out of reach"),
        ({"stride": 0}, "stride is out of reach"),
        ({"stride": 1.5}, "stride is out of reach"),
    ],
)
def test_what_cannot_be_shown_is_refused(arguments: dict[str, object], problem: str) -> None:
    with pytest.raises(ShapeError, match=problem):
        viz.ConvolutionExplorer(**arguments)


def test_the_scripts_are_classic_and_load_nothing() -> None:
    for name in (*SHARED, *NAMES):
        code = script(name)
        assert "</script" not in code, "it could not be inlined"
        assert not [
            word for word in ("import ", "export ", "http:", "https:", "fetch(") if word in code
        ]


def test_every_script_is_known() -> None:
    assert {path.stem for path in FOLDER.glob("*.js")} == {*SHARED, *NAMES}
    assert {"convolution-explorer", "frame-player", "volume-explorer"} <= set(NAMES)


def test_all_scripts_together_are_small() -> None:
    assert sum(len(script(name).encode()) for name in (*SHARED, *NAMES)) < 60_000
