"""Reading code that a student wrote: Python's parser, with every way it can fail made one."""

from __future__ import annotations

import ast
import warnings
from functools import lru_cache
from typing import Any

MAX_SOURCE = 400_000  # characters in one cell; the longest answers have some thousands
REMEMBERED = 8_000  # of longer cells the trees are too large to keep


def parse(source: str, filename: str = "<cell>") -> ast.Module:
    """The syntax tree of ``source``, not to be changed. SyntaxError for what Python cannot read."""
    if len(source) > MAX_SOURCE:
        raise SyntaxError(f"more than {MAX_SOURCE:,} characters")
    return (_parse if len(source) > REMEMBERED else _parse_once)(source, filename)


def _parse(source: str, filename: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "invalid escape sequence" is the student's to see
            return ast.parse(source, filename)
    except (ValueError, RecursionError, MemoryError) as error:
        reason = str(error)[:80] or type(error).__name__
        raise SyntaxError(f"it cannot be read: {reason}") from error


_parse_once = lru_cache(maxsize=32)(_parse)  # a cell is asked about again and again


def definitions(source: str) -> list[str]:
    """Names of what ``source`` defines at its top level, in order: functions, classes, lambdas."""
    names = []
    for statement in _body(source):
        match statement:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                names.append(name)
            case ast.ClassDef(name=name) | ast.Assign([ast.Name(id=name)], ast.Lambda()):
                names.append(name)
    return names


def readable(source: str) -> bool:
    """True where Python can parse ``source``."""
    try:
        parse(source)
    except SyntaxError:
        return False
    return True


def gives_names(source: str) -> bool:
    """True where ``source`` may define something: more than calls, prints and comments."""
    return not source.isspace() and any(not isinstance(s, ast.Expr) for s in _body(source))


def same(one: str, other: str) -> bool:
    """True where two sources mean the same: comments, blank lines and layout aside."""
    if one.strip() == other.strip():
        return True
    try:
        return _alike(parse(one), parse(other))
    except (SyntaxError, RecursionError):
        return False


def _alike(one: Any, other: Any) -> bool:
    """True where two syntax trees differ in nothing but their places in the text."""
    if type(one) is not type(other):
        return False
    if isinstance(one, ast.AST):
        return all(_alike(getattr(one, f, None), getattr(other, f, None)) for f in one._fields)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(_alike, one, other))
    return bool(one == other)


def _body(source: str) -> list[ast.stmt]:
    try:
        return parse(source).body
    except SyntaxError:
        return []
