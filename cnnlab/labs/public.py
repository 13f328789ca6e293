"""The checks that students get: ``checks.py`` without the hidden ones.

The file is cut, not rewritten. A hidden check goes, then every helper and constant that only
hidden checks used, and with each the comments above it.
"""

from __future__ import annotations

import ast

HEADER = (
    "# The checks that you can run. More of them, hidden ones, are run when the lab is graded.\n"
)


def public_checks(source: str) -> str:
    """``source`` of a lab's checks without its hidden checks and what only they used."""
    statements = ast.parse(source).body
    kept = [node for node in statements if not _hidden(node)]
    while True:
        used = {name for node in kept for name in _names_in(node)}
        needed = [node for node in kept if _declares(node) is None or _declares(node) in used]
        if len(needed) == len(kept):
            break
        kept = needed
    lines = source.splitlines(keepends=True)
    pieces = []
    start = 0
    for node in statements:
        end = node.end_lineno or 0
        if node in kept:  # with the comments and blank lines above it
            pieces.append("".join(lines[start:end]))
        start = end
    return HEADER + "".join(pieces).lstrip("\n")


def _hidden(node: ast.stmt) -> bool:
    """True for a function decorated with ``@lab.check(..., hidden=True)``."""
    return isinstance(node, ast.FunctionDef) and any(
        keyword.arg == "hidden" and not _is_false(keyword.value)
        for decorator in node.decorator_list
        if isinstance(decorator, ast.Call)
        for keyword in decorator.keywords
    )


def _is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def _declares(node: ast.stmt) -> str | None:
    """The one name that a helper, a constant or an import brings; None where it does more."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.decorator_list:
        return node.name
    if isinstance(node, ast.Import | ast.ImportFrom) and len(node.names) == 1:
        alias = node.names[0]
        return None if alias.name == "annotations" else (alias.asname or alias.name).split(".")[0]
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        target = node.targets[0]
        if isinstance(target, ast.Name) and target.id != "lab":
            return target.id
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return node.target.id
    return None


def _names_in(node: ast.stmt) -> set[str]:
    """Every name that ``node`` reads, other than its own."""
    names = {
        n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)
    }
    return names - {_declares(node)}
