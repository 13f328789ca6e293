"""The checks of a large lab, written in several files, as the one text that students get.

    labs/02_volumes/checks.py                  from . import output_size, conv1x1
    labs/02_volumes/checks/common.py           lab = Lab("02_volumes", ...)
    labs/02_volumes/checks/output_size.py      from .common import lab

``checks.py`` imports as if it were the face of the package ``checks/``. Bundled, each file stands
where it is first imported, and the imports from outside stand once, at the top.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path


def bundled(checks: Path) -> str:
    """The text of ``checks``, with the files that it imports from the folder of its name.

    Where there is no such folder, the file as it is. Raises ValueError where two files give the
    same name to different things.
    """
    if not checks.with_suffix("").is_dir():
        return checks.read_text("utf-8")
    bundle = _Bundle(checks.with_suffix(""))
    title = ast.get_docstring(ast.parse(checks.read_text("utf-8"))) or ""
    bundle.add(checks)
    return f'"""{title}"""\n\n{bundle.header()}\n\n{bundle.body().strip()}\n'


class _Bundle:
    def __init__(self, folder: Path) -> None:
        self.folder, self.added = folder, set[Path]()
        self.imports: dict[str, set[str]] = {}  # module: what is imported from it; "" for itself
        self.pieces: list[str] = []
        self.owners: dict[str, Path] = {}

    def header(self) -> str:
        """Every import from outside, those from __future__ first, as they must be."""
        lines = []
        for module in sorted(self.imports, key=lambda name: (name != "__future__", name)):
            names = sorted(self.imports[module])
            if module:
                lines.append(f"from {module} import {', '.join(names)}")
            else:
                lines += [f"import {name}" for name in names]
        return "\n".join(lines)

    def body(self) -> str:
        return "".join(self.pieces)

    def add(self, path: Path) -> None:
        """Append what the file at ``path`` declares, after what it imports from its neighbours."""
        if path in self.added:
            return
        self.added.add(path)
        text = path.read_text("utf-8")
        lines, start = text.splitlines(keepends=True), 0
        pieces = []
        for node in ast.parse(text).body:
            end = node.end_lineno or 0
            if isinstance(node, ast.ImportFrom) and node.level:
                for neighbour in [node.module] if node.module else [a.name for a in node.names]:
                    self.add(self.folder / f"{neighbour}.py")
            elif isinstance(node, ast.Import):
                self.imports.setdefault("", set()).update(_spelled(node))
            elif isinstance(node, ast.ImportFrom) and node.module:
                self.imports.setdefault(node.module, set()).update(_spelled(node))
            elif not _is_text(node):
                self._claim(node, path)
                pieces.append("".join(lines[start:end]))  # with the comments above it
            start = end
        if pieces:
            self.pieces.append("\n\n" + "".join(pieces).strip("\n") + "\n")

    def _claim(self, node: ast.stmt, path: Path) -> None:
        for name in _declared(node):
            if self.owners.setdefault(name, path) != path:
                other = self.owners[name].name
                raise ValueError(f"{name!r} is declared in {other} and in {path.name}")


def _spelled(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    yield from (ast.unparse(alias) for alias in node.names)


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _declared(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name
    for inner in ast.walk(node) if isinstance(node, ast.Assign | ast.AnnAssign) else ():
        if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
            yield inner.id
