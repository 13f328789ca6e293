"""The table of numbers is gathered from the pages; a number that a page owes stops the build."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from build import BuildFailed, build
from reproduce import LECTURES, owed

ROOT = Path(__file__).parents[2]
LINE = '<p class="cnn-fact" id="fact-{}">{}</p>\n\n'
OWED = """
[chapters."01_page"]
sum = { about = "a sum", from = ["seoul"] }
[chapters."02_later"]
product = { about = "a product", from = [] }
"""


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A book of a chapter, a table, and a chapter that does not stand yet."""
    monkeypatch.setattr("build.execute", lambda root: None)
    book = tmp_path / "book"
    for folder in ("_ext", "_static"):
        shutil.copytree(ROOT / "book" / folder, book / folder)
    shutil.copy(ROOT / "_config.yml", tmp_path)
    (tmp_path / "_toc.yml").write_text(
        "format: jb-book\nroot: book/numbers\nchapters: [{file: book/01_page}]\n"
    )
    (tmp_path / "requirements.lock").write_text("")
    (book / "references.bib").write_text("")
    (book / "facts.toml").write_text(OWED)
    (book / "numbers.md").write_text("# Numbers\n\n```{facts-table}\n```\n")
    return tmp_path


def chapter(root: Path, *facts: tuple[str, str]) -> None:
    lines = "".join(LINE.format(*fact) for fact in facts)
    (root / "book" / "01_page.md").write_text(f"# 1 · A page\n\n{lines}")


def cells(table: Tag) -> list[list[str]]:
    return [[cell.get_text(strip=True) for cell in row("td")] for row in table("tr") if row("td")]


def test_the_table_is_gathered_and_says_what_is_to_come(small: Path) -> None:
    chapter(small, ("sum-first", "1 &amp; 2: in all: 3"), ("other", "a list: [4; 5]"))
    page = BeautifulSoup((build(small) / "book/numbers.html").read_text("utf-8"), "html.parser")
    made, to_come = page("table")
    assert cells(made) == [["1 & 2: in all", "3", "Seoul"], ["a list", "[4; 5]", ""]]
    assert cells(to_come) == [["a product", "chapter 2"]]
    assert [link["href"] for link in made("a")] == [
        "01_page.html#fact-sum-first",
        "01_page.html#fact-other",
    ]
    assert "1 · A page" in page.get_text()


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ((), "fact 'sum' is missing"),
        ((("summary", "s: 1"),), "fact 'sum' is missing"),
        ((("sum", "s: 1"), ("sum", "s: 2")), "fact 'sum' stands in book/01_page too"),
    ],
    ids=["none", "another", "twice"],
)
def test_a_planted_fault_stops_the_build(
    small: Path, facts: tuple[tuple[str, str], ...], reason: str
) -> None:
    chapter(small, *facts)
    with pytest.raises(BuildFailed, match=reason):
        build(small)


def test_the_books_own_list_is_sound() -> None:
    listed = tomllib.loads((ROOT / "book" / "facts.toml").read_text("utf-8"))
    assert listed["lectures"].keys() == LECTURES.keys()
    cited = (ROOT / "book" / "references.bib").read_text("utf-8")
    assert all(f"{{{key}," in cited for key in listed["lectures"].values())
    wanted = owed(ROOT)
    assert len(wanted) > 30
    assert {name for want in wanted for name in want.lectures} <= LECTURES.keys()
    assert len({want.name for want in wanted}) == len(wanted)
