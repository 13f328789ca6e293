"""Build the book: execute its pages, build the HTML, check every page, say where to open it.

What stands in ``_build/html`` is always a finished book of the sources as they are: it is removed
when a build begins, and put there again only after every check has passed.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "book"), str(ROOT / "book" / "_ext")]

from check import faults  # noqa: E402  # found through the two folders above
from freshness import book_key, execution_cache  # noqa: E402
from icons import keep_used  # noqa: E402
from jupyter_cache import get_cache  # noqa: E402

STAMP = ".built-from"


class BuildFailed(Exception):
    """Says why there is no book."""


def build(root: Path = ROOT) -> Path:
    """The finished book's folder; built anew unless it stands already.

    Raises BuildFailed for a failing cell, a warning, or a page that fails a check.
    """
    html, key = root / "_build" / "html", book_key(root)
    stamp = html / STAMP
    if stamp.is_file() and stamp.read_text() == key:
        return html
    draft = root / "_build" / "draft"
    for folder in (html, draft):
        shutil.rmtree(folder, ignore_errors=True)
    execute(root)
    made = render(root, draft)
    slim(made)
    if wrong := faults(made):
        raise BuildFailed("\n".join(wrong))
    (made / STAMP).write_text(key)
    made.rename(html)
    shutil.rmtree(draft)
    return html


def execute(root: Path) -> None:
    """Run the pages that have changed, several at a time, into the execution cache."""
    folder = execution_cache(root)
    for old in folder.parent.glob("*") if folder.parent.is_dir() else ():
        if old != folder:
            shutil.rmtree(old)
    cache = get_cache(folder)
    for page in cache.list_project_records():  # a page that was renamed is no page any more
        cache.remove_nb_from_project(page.pk)
    for page in sorted((root / "book").glob("*.md")):
        if "{code-cell}" in page.read_text("utf-8"):
            reader = {"name": "myst_nb_md", "type": "plugin"}
            cache.add_nb_to_project(str(page), read_data=reader)
    if waiting := cache.list_unexecuted():
        how = "local-parallel" if len(waiting) > 1 else "local-serial"
        said = _run("jcache", "project", "-p", folder, "execute", "-e", how, "-t", "300").stdout
        for page in cache.list_unexecuted():
            raise BuildFailed(
                f"{page.uri}: a cell failed\n{_cell_and_error(page.traceback or said)}"
            )


def _cell_and_error(traceback: str) -> str:
    return traceback.partition("executing the following cell:\n")[2] or traceback


def render(root: Path, draft: Path) -> Path:
    """The HTML as Jupyter Book makes it, every warning an error."""
    result = _run(
        "jupyter-book", "build", root, "--path-output", draft, "-n", "-W", "--keep-going", "-q"
    )
    if result.returncode:
        raise BuildFailed(_complaint(result.stderr))
    return draft / "_build" / "html"


def _complaint(said: str) -> str:
    """What Sphinx found wrong, without Jupyter Book's own way down."""
    return re.split(r'Traceback \(most recent call last\):\n  File ".*jupyter-book"', said)[
        0
    ].strip()


def _run(tool: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a program of this environment, without its chatter."""
    program = Path(sys.executable).with_name(tool)
    return subprocess.run([program, *arguments], capture_output=True, text=True, check=False)


# Only the page that searches needs the index.
INDEX = re.compile(r"<script[^>]*[/\"](?:searchtools|language_data|searchindex)\.js[^>]*></script>")
UNUSED = ("**/*.map", "_static/*macros.html", "objects.inv")


def slim(html: Path) -> None:
    """Remove what no page loads, and what no page needs."""
    for page in html.rglob("*.html"):
        if page.name != "search.html":
            page.write_text(INDEX.sub("", page.read_text("utf-8")), "utf-8")
    for pattern in UNUSED:
        for path in html.glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    keep_used(html)


def main() -> int:
    started = time.monotonic()
    try:
        html = build()
    except BuildFailed as failure:
        plain = re.sub(r"\x1b\[[0-9;]*m", "", str(failure))
        print(f"The book was not built.\n{plain}", file=sys.stderr)
        return 1
    print(f"The book is built ({time.monotonic() - started:.0f} s). Open\n  {html}/index.html")
    return 0


if __name__ == "__main__":
    sys.exit(main())
