"""The directive that puts a widget into a page.

    ```{cnn-widget} convolution-explorer
    :alt: what is to be seen
    :config: {"padding": 1}
    What the page says where there is no JavaScript, and in print.
    ```

The alt text and the written fallback are required. The scripts are loaded only on pages with a
widget.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from cnnlab.viz.colours import css_variables
from cnnlab.viz.widgets import NAMES, SHARED, opening_tag, script


class Widget(nodes.General, nodes.Element):
    """A custom element; its children are the fallback."""


class WidgetDirective(SphinxDirective):
    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {
        "alt": directives.unchanged_required,
        "config": directives.unchanged_required,
    }
    has_content = True

    def run(self) -> list[nodes.Node]:
        name = self.arguments[0]
        if name not in NAMES:
            raise self.error(f"there is no widget {name!r}; there are {', '.join(NAMES)}")
        if "alt" not in self.options:
            raise self.error(f"widget {name} has no alt text: say what is to be seen in :alt:")
        if not self.content:
            raise self.error(f"widget {name} has no fallback: write what it shows, for print")
        try:
            config = json.loads(self.options.get("config", "{}"))
        except ValueError as error:
            raise self.error(f"widget {name}: :config: is not JSON ({error})") from error
        widget = Widget(name=name, alt=self.options["alt"], config=config)
        self.state.nested_parse(self.content, self.content_offset, widget)
        return [widget]


def visit(self: HTML5Translator, node: Widget) -> None:
    self.body.append(opening_tag(node["name"], node["alt"], node["config"]))


def depart(self: HTML5Translator, node: Widget) -> None:
    self.body.append(f"</cnn-{node['name']}>")


def pass_by(self: nodes.NodeVisitor, node: Widget) -> None:
    """Other outputs show the fallback alone."""


def add_scripts(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    used = {node["name"] for node in doctree.findall(Widget)} if doctree else set()
    for name in [*SHARED, *sorted(used)] if used else []:
        app.add_js_file(f"widgets/{name}.js", loading_method="defer")


def copy_files(app: Sphinx) -> None:
    """The widgets' scripts, and the house colours for the book's own style sheet."""
    static = Path(app.outdir, "_static")
    target = static / "widgets"
    target.mkdir(parents=True, exist_ok=True)
    (static / "colours.css").write_text(f":root {{{css_variables()}}}\n")
    for name in (*SHARED, *NAMES):
        (target / f"{name}.js").write_text(script(name), "utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    others = dict.fromkeys(("latex", "text", "man", "texinfo"), (pass_by, pass_by))
    app.add_node(Widget, html=(visit, depart), **others)
    app.add_directive("cnn-widget", WidgetDirective)
    app.connect("builder-inited", copy_files)
    app.connect("html-page-context", add_scripts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
