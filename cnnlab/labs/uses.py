"""What a student's function uses of things that its exercise rules out.

Read from the function's compiled names, so that a notebook can say at once what the grader would
say later. The grader does not rely on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from types import CodeType, FunctionType, ModuleType
from typing import Any


def forbidden_use(function: Callable[..., Any], forbid: Sequence[str]) -> str:
    """The first dotted name in ``forbid`` that ``function``, or a helper it calls, uses; or ""."""
    waiting: list[object] = [function]
    seen = set[int]()
    while waiting:
        current = waiting.pop()
        if isinstance(current, type) and id(current) not in seen:
            seen.add(id(current))
            waiting.extend(value for kind in current.__mro__ for value in vars(kind).values())
        if not isinstance(current, FunctionType) or id(current) in seen:
            continue
        seen.add(id(current))
        names = set(_names(current.__code__))
        for name in sorted(names):
            value = current.__globals__.get(name, name)
            for dotted in _meanings(value, names):
                if any(dotted == f or dotted.startswith(f + ".") for f in forbid):
                    return dotted
            if getattr(value, "__globals__", None) is current.__globals__ or (
                isinstance(value, type) and value.__module__ == current.__module__
            ):
                waiting.append(value)
    return ""


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
