"""What an exercise's answer may not use: said by its ``forbid`` list, held in two ways.

``Reader`` reads the code: from the exercise's function through every function of the student's
that it names, it follows imports and dotted names to the module or function meant. It runs in the
grader, where no answer can reach it. ``guarded`` stands in the student's process while the function
runs, for what reading cannot see: ``importlib.import_module("scipy" + ".signal")``.
"""

from __future__ import annotations

import ast
import builtins
import importlib
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from types import ModuleType
from typing import Any

from cnnlab.grade.code import parse
from cnnlab.labs.student import StudentError

Import = tuple[str, str, int]  # name bound, what it is, line
Chain = tuple[str, int]  # dotted name read, line


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
    """While the body runs, students' code that reaches for something in ``forbid`` gets Forbidden.

    Libraries may go on using it: ``np.polynomial`` multiplies by ``np.convolve``.
    """

    def refuse(*names: str) -> None:
        for name in names:
            if any(_within(name, outer) for outer in forbid) and _asked_by_student():
                raise refusal(function, name)

    def import_name(name: str, *arguments: Any, **keywords: Any) -> Any:
        members = arguments[2] if len(arguments) > 2 else keywords.get("fromlist")
        refuse(name, *(f"{name}.{member}" for member in members or ()))
        return first_import(name, *arguments, **keywords)

    def import_module(name: str, package: str | None = None) -> Any:
        refuse(name)
        return first_import_module(name, package)

    first_import, first_import_module = builtins.__import__, importlib.import_module
    stand_ins: list[tuple[ModuleType, str, Any]] = [
        (builtins, "__import__", import_name),
        (importlib, "import_module", import_module),
    ]
    for name in forbid:
        parent, _, attribute = name.rpartition(".")
        owner = sys.modules.get(parent)
        if owner is not None and attribute in vars(owner):
            stand_in = _StandIn(vars(owner)[attribute], partial(refuse, name))
            stand_ins.append((owner, attribute, stand_in))
    before = [(owner, name, getattr(owner, name)) for owner, name, _ in stand_ins]
    for owner, name, stand_in in stand_ins:
        setattr(owner, name, stand_in)
    try:
        yield
    finally:
        for owner, name, value in before:
            setattr(owner, name, value)


class _StandIn:
    """A function or a module that first asks whether it may be used."""

    def __init__(self, original: Any, ask: Callable[[], None]) -> None:
        self.__dict__.update(_original=original, _ask=ask)

    def __getattr__(self, name: str) -> Any:
        self._ask()
        return getattr(self._original, name)

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        self._ask()
        return self._original(*arguments, **keywords)


def _asked_by_student() -> bool:
    """True where the code that reached for something was typed in, not read from a file."""
    here = __file__
    frame = sys._getframe(1)
    while frame.f_back and frame.f_code.co_filename.startswith((here, "<frozen", "<__array")):
        frame = frame.f_back
    return frame.f_code.co_filename.startswith("<")


class Reader:
    """Follows names through a notebook's cells."""

    def __init__(self, sources: Sequence[str]) -> None:
        self.found: dict[str, tuple[str, int] | None] = {}
        self.aliases: dict[str, str] = {}
        self.meanings: dict[str, list[ast.AST]] = {}  # what a global name was given, each time
        self.read: dict[ast.AST, tuple[list[Import], list[Chain]]] = {}
        for source in sources:
            try:
                body = parse(source).body
            except SyntaxError:
                continue
            for statement in body:
                self._learn(statement)

    def _learn(self, statement: ast.stmt) -> None:
        self.aliases.update((alias, dotted) for alias, dotted, _ in self._read(statement)[0])
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
                imports, chains = self._read(node)
                local = {alias: dotted for alias, dotted, _ in imports}
                yield from ((dotted, line) for _, dotted, line in imports)
                for chain, line in chains:
                    root, _, rest = chain.partition(".")
                    if dotted := local.get(root) or self.aliases.get(root):
                        yield f"{dotted}.{rest}".rstrip("."), line
                    if root not in seen:
                        seen.add(root)
                        waiting.append(root)

    def _read(self, node: ast.AST) -> tuple[list[Import], list[Chain]]:
        """What ``node`` imports and names: many exercises lead to the same function."""
        if node not in self.read:
            self.read[node] = list(_imports(node)), list(_chains(node))
        return self.read[node]


def _imports(node: ast.AST) -> Iterator[Import]:
    """The imports in ``node``."""
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


def _chains(node: ast.AST) -> Iterator[Chain]:
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
