"""The built book asks nothing of the network.

MathJax comes out of an installed package, only the files that the pages load; the scripts that the
theme would fetch for running code elsewhere (thebe) are dropped from every page.
"""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

# What the pages load of MathJax, two thirds of the whole: TeX in, HTML out, and MathML for those
# who listen. _config.yml names the same parts, less the letters, which output/chtml fetches itself.
MATHJAX = (
    "startup.js",
    "core.js",
    "input/tex.js",
    "output/chtml.js",
    "output/chtml/fonts/tex.js",
    "output/chtml/fonts/woff-v2",
    "a11y/assistive-mml.js",
)


def copy_mathjax(app: Sphinx) -> None:
    spec = importlib.util.find_spec("sphinx-mathjax-offline")
    if spec is None or spec.origin is None:
        raise RuntimeError("MathJax is missing: pip install sphinx-mathjax-offline")
    source = Path(spec.origin).parent / "static" / "mathjax"
    for name in MATHJAX:
        target = Path(app.outdir, "_static", "mathjax", name)
        target.parent.mkdir(parents=True, exist_ok=True)
        if (source / name).is_dir():
            shutil.copytree(source / name, target, dirs_exist_ok=True)
        else:
            shutil.copy(source / name, target)


def drop_thebe(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Jupyter Book loads thebe's script on every page, wanted or not."""
    for kind in ("script_files", "css_files"):
        context[kind] = [f for f in context.get(kind, []) if not _is_thebe(f)]


def _is_thebe(file: Any) -> bool:
    body = (getattr(file, "attributes", None) or {}).get("body") or ""
    return "thebe" in f"{getattr(file, 'filename', file)} {body}"


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("builder-inited", copy_mathjax)
    app.connect("html-page-context", drop_thebe, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
