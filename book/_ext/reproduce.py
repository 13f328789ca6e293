"""Numbers you can reproduce: the facts of all chapters, gathered out of the chapters themselves.

A cell that calls ``fact`` leaves a line with the fact's name in its page. ``{facts-table}`` lists
these lines, chapter by chapter, with a link to the cell. ``book/facts.toml`` says which facts each
chapter owes: one that is missing from a page that stands is a warning, and so fails the build.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

LINE = re.compile(r'<p class="cnn-fact" id="fact-([^"]+)">(.*?)</p>', re.DOTALL)
LECTURES = {
    "seoul": "Seoul",
    "dallas": "Texas at Dallas",
    "washington": "Washington",
    "bristol": "Bristol",
    "sustech": "SUSTech",
}
logger = logging.getLogger(__name__)


class Owed(NamedTuple):
    """A fact that a chapter must compute."""

    page: str  # "book/03_convolution"
    name: str
    about: str
    lectures: tuple[str, ...]

    def met_by(self, name: str) -> bool:
        return name == self.name or name.startswith(f"{self.name}-")


class Told(NamedTuple):
    """A fact that a page has computed."""

    page: str
    name: str
    statement: str
    value: str


class FactsTable(nodes.General, nodes.Element):
    """Stands where the table will be, until all pages have been read."""


class FactsTableDirective(SphinxDirective):
    def run(self) -> list[nodes.Node]:
        return [FactsTable()]


def owed(root: Path) -> list[Owed]:
    """What ``book/facts.toml`` asks for; nothing where there is no such file."""
    path = root / "book" / "facts.toml"
    if not path.is_file():
        return []
    chapters = tomllib.loads(path.read_text("utf-8"))["chapters"]
    return [
        Owed(f"book/{chapter}", name, entry["about"], tuple(entry["from"]))
        for chapter, entries in chapters.items()
        for name, entry in entries.items()
    ]


def told(env: BuildEnvironment) -> dict[str, list[Told]]:
    """The facts of each page."""
    if not hasattr(env, "cnnlab_facts"):
        env.cnnlab_facts = {}
    found: dict[str, list[Told]] = env.cnnlab_facts
    return found


def collect(app: Sphinx, doctree: nodes.document) -> None:
    """Take the facts out of a page that has been read."""
    page = app.env.docname
    lines = [line for node in doctree.findall(nodes.raw) for line in LINE.findall(node.astext())]
    facts = []
    for name, text in lines:
        statement, _, value = unescape(text).rpartition(": ")
        facts.append(Told(page, name, statement, value))
    told(app.env)[page] = facts


def forget(app: Sphinx, env: BuildEnvironment, page: str) -> None:
    told(env).pop(page, None)


def merge(app: Sphinx, env: BuildEnvironment, pages: Iterable[str], other: Any) -> None:
    told(env).update({page: told(other)[page] for page in pages if page in told(other)})


def check(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of what is owed and not told, and of names that stand twice."""
    for want in owed(Path(app.srcdir)):
        stands = want.page in env.found_docs
        if stands and not any(want.met_by(fact.name) for fact in told(env).get(want.page, [])):
            logger.warning("fact %r is missing", want.name, location=want.page)
    seen: dict[str, str] = {}
    for fact in (fact for facts in told(env).values() for fact in facts):
        if fact.name in seen:
            first = seen[fact.name]
            logger.warning("fact %r stands in %s too", fact.name, first, location=fact.page)
        seen.setdefault(fact.name, fact.page)


def fill(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Put the tables where ``{facts-table}`` stands."""
    for place in doctree.findall(FactsTable):
        place.replace_self(list(tables(app, page)))


def tables(app: Sphinx, page: str) -> Iterator[nodes.Node]:
    """A heading and a table for each chapter that has facts, and one for those to come."""
    wanted = owed(Path(app.srcdir))
    for chapter, facts in sorted(told(app.env).items()):
        if not facts:
            continue
        yield nodes.rubric("", app.env.titles[chapter].astext())
        rows = []
        for fact in facts:
            by = {name for want in wanted if want.met_by(fact.name) for name in want.lectures}
            uri = f"{app.builder.get_relative_uri(page, chapter)}#fact-{fact.name}"
            link = nodes.reference("", fact.statement, refuri=uri, internal=True)
            lectures = ", ".join(LECTURES[name] for name in LECTURES if name in by)
            rows.append([link, nodes.Text(fact.value), nodes.Text(lectures)])
        yield table(("statement", "value", "from the lecture of"), rows)
    missing = [want for want in wanted if want.page not in app.env.found_docs]
    if missing:
        yield nodes.rubric("", "To come")
        rows = [
            [nodes.Text(want.about), nodes.Text(f"chapter {int(want.page[5:7])}")]
            for want in missing
        ]
        yield table(("number", "where"), rows)


def table(heads: Iterable[str], rows: Iterable[list[nodes.Node]]) -> nodes.table:
    """A table of docutils, from its heads and the contents of its cells."""
    names = list(heads)
    group = nodes.tgroup("", *(nodes.colspec(colwidth=1) for _ in names), cols=len(names))
    group += nodes.thead("", row(nodes.Text(name) for name in names))
    group += nodes.tbody("", *(row(cells) for cells in rows))
    return nodes.table("", group)


def row(cells: Iterable[nodes.Node]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", cell)) for cell in cells))


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_node(FactsTable)
    app.add_directive("facts-table", FactsTableDirective)
    app.connect("doctree-read", collect)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    app.connect("env-check-consistency", check)
    app.connect("doctree-resolved", fill)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}
