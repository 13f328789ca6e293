"""What an exercise's answer may not use: said by its ``forbid`` list, held in two ways.

``Reader`` reads the code: from the exercise's function through every function of the student's
that it names, it follows imports and dotted names to the module or function meant. It runs in the
grader, where no answer can reach it. ``guarded`` stands in the student's process while the function
runs, for what reading cannot see: ``importlib.import_module("scipy" + ".signal")``.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from cnnlab.grade.code import parse
from cnnlab.labs.student import StudentError


class Forbidden(StudentError):
    """The function uses what its exercise rules out."""


def refusal(name: str, used: str, line: int = 0) -> Forbidden:
    where = f" on line {line} of its cell" if line else ""
    return Forbidden(
        f"{name} uses {used}{where}; this exercise is to be solved without",
        "write it with NumPy and with the functions that you made yourself",
    )


@contextmanager
def guarded(forbid: Sequence[str], function: str) -> Iterator[None]:
    """While the body runs, whatever ``forbid`` names raises Forbidden on its first use."""
    loaded = [name for name in sys.modules if any(_within(name, f) for f in forbid)]
    blocked = {name: _Blocked(name, function) for name in (*forbid, *loaded)}
    before: list[tuple[Any, str, Any]] = []
    for name, module in blocked.items():
        parent, _, attribute = name.rpartition(".")
        owner = sys.modules.get(parent)
        if owner is not None and not isinstance(owner, _Blocked) and attribute in vars(owner):
            before.append((owner, attribute, vars(owner)[attribute]))
            setattr(owner, attribute, module)
    modules = dict(sys.modules)
    sys.modules.update(blocked)
    try:
        yield
    finally:
        for name in blocked:
            del sys.modules[name]
        sys.modules.update({name: modules[name] for name in blocked if name in modules})
        for owner, attribute, value in before:
            setattr(owner, attribute, value)


class _Blocked(ModuleType):
    """Stands where a forbidden module or function was."""

    def __init__(self, name: str, function: str) -> None:
        super().__init__(name)
        self.__dict__["_function"] = function

    def __getattr__(self, attribute: str) -> Any:
        raise refusal(self._function, f"{self.__name__}.{attribute}".removesuffix(".__path__"))

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise refusal(self._function, self.__name__)


class Reader:
    """Follows names through a notebook's cells."""

    def __init__(self, sources: Sequence[str]) -> None:
        self.found: dict[str, tuple[str, int] | None] = {}
        self.aliases: dict[str, str] = {}
        self.meanings: dict[str, list[ast.AST]] = {}  # what a global name was given, each time
        for source in sources:
            try:
                body = parse(source).body
            except SyntaxError:
                continue
            for statement in body:
                self._learn(statement)

    def _learn(self, statement: ast.stmt) -> None:
        self.aliases.update((alias, dotted) for alias, dotted, _ in _imports(statement))
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            self.meanings[statement.name] = [statement]  # a later definition replaces
        else:
            for node in ast.walk(statement):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    self.meanings.setdefault(node.id, []).append(statement)

    def find_use(self, function: str, forbid: Sequence[str]) -> tuple[str, int] | None:
        """What the global ``function`` leads to first of things in ``forbid``, and its line."""
        if forbid and function not in self.found:
            uses = self._uses(function)
            ruled_out = (use for use in uses if any(_within(use[0], name) for name in forbid))
            self.found[function] = next(ruled_out, None)
        return self.found.get(function)

    def _uses(self, name: str) -> Iterator[tuple[str, int]]:
        """Dotted names, and their lines, that the global ``name`` leads to."""
        waiting, seen = [name], {name}
        if "*" in self.aliases:
            yield self.aliases["*"], 0
        while waiting:
            for node in self.meanings.get(waiting.pop(), ()):
                local = {alias: dotted for alias, dotted, _ in _imports(node)}
                yield from ((dotted, line) for _, dotted, line in _imports(node))
                for chain, line in _chains(node):
                    root, _, rest = chain.partition(".")
                    if dotted := local.get(root) or self.aliases.get(root):
                        yield f"{dotted}.{rest}".rstrip("."), line
                    if root not in seen:
                        seen.add(root)
                        waiting.append(root)


def _imports(node: ast.AST) -> Iterator[tuple[str, str, int]]:
    """(name bound, what it is, line) for each import in ``node``."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Import):
            for alias in inner.names:
                top = alias.name.partition(".")[0]
                if alias.asname:
                    yield alias.asname, alias.name, inner.lineno
                else:
                    yield top, top, inner.lineno
        elif isinstance(inner, ast.ImportFrom) and inner.module:
            for alias in inner.names:
                star = alias.name == "*"
                dotted = inner.module if star else f"{inner.module}.{alias.name}"
                yield alias.asname or alias.name, dotted, inner.lineno


def _chains(node: ast.AST) -> Iterator[tuple[str, int]]:
    """Dotted names read in ``node``, the longest first: ``np.linalg.norm``."""
    for inner in ast.walk(node):
        parts: list[str] = []
        end = inner
        while isinstance(end, ast.Attribute):
            parts.append(end.attr)
            end = end.value
        if isinstance(end, ast.Name) and isinstance(inner, ast.Attribute | ast.Name):
            yield ".".join([end.id, *reversed(parts)]), inner.lineno


def _within(name: str, outer: str) -> bool:
    return name == outer or name.startswith(outer + ".")
