"""What the pages' outputs depend on, so that no page shows the output of code that has changed.

The execution cache knows a page by its own code. Here its folder is named for everything else that
the code calls: the package, the book's helpers, the locked environment.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

CODE = ("cnnlab", "book/*.py", "requirements.lock")
PAGES = ("book", "labs", "_config.yml", "_toc.yml", "pyproject.toml")


def execution_key(root: Path) -> str:
    """Names the state of all that the pages' cells call."""
    return _digest(root, CODE)


def book_key(root: Path) -> str:
    """Names the state of all that the built book follows from."""
    return _digest(root, CODE + PAGES)


def execution_cache(root: Path) -> Path:
    return root / "_build" / "execution" / execution_key(root)


def _digest(root: Path, patterns: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for path in sorted({file for pattern in patterns for file in _files(root, pattern)}):
        name, content = path.relative_to(root).as_posix(), path.read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:16]


def _files(root: Path, pattern: str) -> Iterable[Path]:
    for path in root.glob(pattern):
        for file in path.rglob("*") if path.is_dir() else (path,):
            parts = file.relative_to(root).parts
            hidden = any(part.startswith(".") or part == "__pycache__" for part in parts)
            if file.is_file() and not hidden and file.suffix != ".ipynb":
                yield file


def use_fresh_cache(app: Sphinx, config: Config) -> None:
    config.nb_execution_cache_path = str(execution_cache(Path(app.srcdir)))


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("config-inited", use_fresh_cache)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
