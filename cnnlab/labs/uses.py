"""What a student's function uses of things that its exercise rules out.

Read from the function's compiled names, so that a notebook can say at once what the grader would
say later. The grader does not rely on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import CodeType, FunctionType, ModuleType
from typing import Any


def forbidden_use(function: Callable[..., Any], forbid: Sequence[str]) -> str:
    """The first dotted name in ``forbid`` that ``function``, or a helper it calls, uses; or ""."""
    for names, scope in _reached(function):
        for name in sorted(names):
            for dotted in _meanings(scope.get(name, name), names):
                if any(dotted == f or dotted.startswith(f + ".") for f in forbid):
                    return dotted
    return ""


def names_used(function: object) -> set[str]:
    """Every name that ``function``, or a helper it calls, may look up."""
    return {name for names, _ in _reached(function) for name in names}


def _reached(function: object) -> Iterator[tuple[set[str], Mapping[str, Any]]]:
    """The names in ``function`` and in each helper of the same notebook, and where they mean it."""
    waiting = [function]
    seen = set[int]()
    while waiting:
        current = waiting.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        if isinstance(current, type):
            waiting.extend(value for kind in current.__mro__ for value in vars(kind).values())
        if not isinstance(current, FunctionType):
            continue
        names, scope = set(_names(current.__code__)), current.__globals__
        yield names, scope
        for name in sorted(names):
            value = scope.get(name)
            if getattr(value, "__globals__", None) is scope or (
                isinstance(value, type) and value.__module__ == current.__module__
            ):
                waiting.append(value)


def _names(code: CodeType) -> Iterator[str]:
    """Global names, attributes and imported modules in ``code`` and the functions inside it."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _meanings(value: object, names: set[str]) -> Iterator[str]:
    """Dotted names that a global ``value`` may stand for, beside the attributes in ``names``."""
    if isinstance(value, ModuleType):
        yield value.__name__
        yield from (f"{value.__name__}.{name}" for name in sorted(names))
    elif isinstance(value, str):  # no global: perhaps a module imported inside the function
        yield value
    else:
        yield f"{getattr(value, '__module__', '')}.{getattr(value, '__name__', '')}"
