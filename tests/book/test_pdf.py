"""The book on paper: one document whose links stay inside it, printed with tags and an outline."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from pdf import chapters, print_pdf, whole

PAGE = """<html><head><title>t</title><link rel="stylesheet" href="../_static/a.css">
<script src="../_static/mathjax/startup.js"></script><script src="../_static/b.js"></script>
</head><body><nav>menu</nav><article class="bd-article">{}</article></body></html>"""
ONE = """<h1 id="start">One<a class="headerlink" href="#start">#</a></h1>
<a class="in" href="#start">here</a> <a class="out" href="two.html#start">there</a>
<a class="page" href="two.html">a page</a> <a class="web" href="https://a.example/x#y">paper</a>
<img alt="a" src="../_images/a.svg"> <script>alert(1)</script>
<details class="sd"><summary>s</summary>answer</details>"""


@pytest.fixture
def html(tmp_path: Path) -> Path:
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "one.html").write_text(PAGE.format(ONE))
    (tmp_path / "book" / "two.html").write_text(PAGE.format('<h1 id="start">Two</h1>'))
    return tmp_path


def test_the_pages_stand_in_their_order_and_their_names_do_not_clash(html: Path) -> None:
    soup = BeautifulSoup(whole(html, ["book/one", "book/two"]), "html.parser")
    assert [h["id"] for h in soup("h1")] == ["book-one--start", "book-two--start"]
    ids = [tag["id"] for tag in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))
    assert soup.nav is None


def test_links_lead_inside_the_document_or_out_into_the_web(html: Path) -> None:
    soup = BeautifulSoup(whole(html, ["book/one", "book/two"]), "html.parser")
    leads = {tag["class"][0]: tag["href"] for tag in soup("a")}
    assert leads == {
        "in": "#book-one--start",
        "out": "#book-two--start",
        "page": "#book-two",
        "web": "https://a.example/x#y",
    }
    assert soup.img["src"] == "_images/a.svg"
    assert soup.link["href"] == "_static/a.css"


def test_only_the_mathematics_is_run_and_answers_stand_open(html: Path) -> None:
    soup = BeautifulSoup(whole(html, ["book/one", "book/two"]), "html.parser")
    assert [tag["src"] for tag in soup("script")] == ["_static/mathjax/startup.js"]
    assert soup.details.has_attr("open")


def test_the_order_is_the_table_of_contents(tmp_path: Path) -> None:
    (tmp_path / "_toc.yml").write_text(
        "root: book/index\nparts:\n- chapters: [{file: book/a}]\n"
        "- chapters: [{file: book/b, sections: [{file: book/c}]}, {file: book/d}]\n"
    )
    assert chapters(tmp_path) == [f"book/{name}" for name in ("index", "a", "b", "c", "d")]


@pytest.mark.browser
def test_chromium_prints_tags_an_outline_and_a_title(tmp_path: Path) -> None:
    if shutil.which("chromium") is None:
        pytest.skip("no chromium here: apt-get install chromium")
    pypdf = pytest.importorskip("pypdf")
    page = tmp_path / "page.html"
    page.write_text(
        '<html lang="en"><title>A book</title><h1>One</h1><h2>Inside</h2><p>text</p>'
        "<script>MathJax = {startup: {promise: Promise.resolve()}}</script></html>"
    )
    print_pdf(page, tmp_path / "book.pdf")
    reader = pypdf.PdfReader(tmp_path / "book.pdf")
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    titles = [item.title for item in reader.outline if not isinstance(item, list)]
    assert titles == ["One"]
    assert reader.metadata.title == "A book"
    assert [path.name for path in tmp_path.glob("*.pdf*")] == ["book.pdf"]
