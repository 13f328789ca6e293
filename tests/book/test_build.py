"""The build, on a small book of its own: what is sound is built, each planted mistake stops it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from build import STAMP, BuildFailed, build, main

ROOT = Path(__file__).parents[2]

PAGE = """---
file_format: mystnb
kernelspec: {name: python3, display_name: Python 3}
---
# A page

Where $x$ is, {ref}`here <place>`.

(place)=
## A place

```{code-cell} ipython3
---
mystnb: {image: {alt: a line}}
---
from matplotlib import pyplot as plt
_ = plt.plot([1, 2])
```

```{code-cell} ipython3
from helper import number
print("the number is", number())
```

```{cnn-widget} convolution-explorer
:alt: The explorer

Without JavaScript: *a picture*.
```
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A book of one page, with the real configuration and the real extensions."""
    book = tmp_path / "book"
    for folder in ("_ext", "_static"):
        shutil.copytree(ROOT / "book" / folder, book / folder)
    shutil.copy(ROOT / "_config.yml", tmp_path)
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: book/page\n")
    (tmp_path / "requirements.lock").write_text("")
    (book / "references.bib").write_text("")
    (book / "page.md").write_text(PAGE)
    (book / "helper.py").write_text("def number():\n    return 41\n")
    return tmp_path


def page(html: Path) -> BeautifulSoup:
    return BeautifulSoup((html / "book" / "page.html").read_text("utf-8"), "html.parser")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the cells aside, where a test is about the text around them."""
    monkeypatch.setattr("build.execute", lambda root: None)


def plant(root: Path, text: str) -> None:
    """A page without cells that says ``text``."""
    (root / "book" / "page.md").write_text(f"# A page\n\n{text}\n")


def assert_stopped(root: Path, *reasons: str) -> None:
    with pytest.raises(BuildFailed) as failure:
        build(root)
    for reason in reasons:
        assert reason in str(failure.value)
    assert not (root / "_build" / "html").exists(), "what failed must not look finished"


def test_a_sound_book_is_built_and_never_stale(small: Path) -> None:
    html = build(small)
    assert html == small / "_build" / "html"
    assert (html / "index.html").is_file()
    text = page(html).get_text()
    assert "the number is 41" in text
    widget = page(html).find("cnn-convolution-explorer")
    assert widget["aria-label"] == "The explorer"
    assert "Without JavaScript: a picture." in widget.get_text()
    assert (html / "_static" / "widgets" / "convolution-explorer.js").is_file()
    assert (html / "_static" / "mathjax" / "startup.js").is_file()
    assert not list(html.rglob("*.map"))
    scripts = " ".join(tag.get("src", "") for tag in page(html)("script"))
    assert "thebe" not in scripts
    assert "fontawesome" not in scripts
    assert not list(html.rglob("fontawesome.js"))
    assert "require" not in scripts

    stamped = (html / STAMP).stat().st_mtime_ns
    assert build(small) == html
    assert (html / STAMP).stat().st_mtime_ns == stamped, "nothing changed, yet it was built again"

    (small / "book" / "helper.py").write_text("def number():\n    return 42\n")
    assert "the number is 42" in page(build(small)).get_text()


def test_a_failing_cell_stops_the_build_and_removes_the_old_book(small: Path) -> None:
    (small / "_build" / "html").mkdir(parents=True)
    (small / "_build" / "html" / "index.html").write_text("an old book")
    (small / "book" / "helper.py").write_text("def number():\n    return 1 / 0\n")
    assert_stopped(small, "book/page.md: a cell failed", 'print("the number is"', "ZeroDivision")


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("See [this](nowhere.md).", "nowhere.md"),
        ("See {doc}`nowhere`.", "unknown document: 'nowhere'"),
        ('<a href="nowhere.html">raw</a>', "book/page.html: dead link nowhere.html"),
        ("```{image} a.svg\n```", "book/page.html: no alt text on <img"),
    ],
    ids=["markdown-link", "role", "raw-link", "image"],
)
def test_a_planted_mistake_stops_the_build(small: Path, text: str, reason: str) -> None:
    (small / "book" / "a.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    plant(small, text)
    assert_stopped(small, reason)


@pytest.mark.usefixtures("quick")
def test_a_widget_without_words_stops_the_build(small: Path) -> None:
    planted = {
        "```{cnn-widget} convolution-explorer\nfallback\n```": "explorer has no alt text",
        "```{cnn-widget} convolution-explorer\n:alt: x\n```": "explorer has no fallback",
        "```{cnn-widget} nothing\n:alt: x\n\nfallback\n```": "there is no widget 'nothing'",
        "```{cnn-widget} frame-player\n:alt: x\n:config: {\n\nfallback\n```": "is not JSON",
    }
    plant(small, "\n\n".join(planted))
    assert_stopped(small, *planted.values())


def test_the_command_fails_as_the_build_does(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> Path:
        raise BuildFailed("\x1b[91mbook/page.md: broken\x1b[0m")

    monkeypatch.setattr("build.build", fail)
    assert main() == 1
    assert capsys.readouterr().err == "The book was not built.\nbook/page.md: broken\n"


def test_the_command_says_where_to_open_the_book(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("build.build", lambda: Path("/somewhere/html"))
    assert main() == 0
    assert "/somewhere/html/index.html" in capsys.readouterr().out
