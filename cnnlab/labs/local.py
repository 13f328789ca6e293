"""The student's functions and objects in this process, behind the face that a check sees.

Data goes in and comes out as copies. What is no data (a layer, a function, a generator) comes out
as a LocalObject, whose attributes and calls are met with the same care: whatever goes wrong in
the student's code arrives as a StudentError. The grader has RemoteObject, with the same face.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from cnnlab.labs.student import (
    OutOfTime,
    Raised,
    describe,
    find,
    mutated,
    time_limit,
    too_slow,
    unchanged,
    unfinished,
)
from cnnlab.labs.uses import forbidden_use

MAX_DEPTH = 32  # of lists in lists; deeper ones are no data


class LocalStudent:
    """The functions and classes of a namespace in this process, each call limited to ``seconds``.

    One that uses something in ``forbid`` is refused.
    """

    def __init__(
        self, namespace: Mapping[str, Any], *, seconds: float = 5.0, forbid: Sequence[str] = ()
    ) -> None:
        self._namespace, self._seconds, self._forbid = namespace, seconds, forbid

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("__"):
            raise AttributeError(name)

        def called(*args: Any, **kwargs: Any) -> Any:
            function = find(name, self._namespace)
            if used := forbidden_use(function, self._forbid):
                raise Raised(
                    f"{name} uses {used}; this exercise is to be solved without",
                    "write it with NumPy and with the functions that you made yourself",
                )
            return call(function, name, args, kwargs, self._seconds)

        return called


class LocalObject:
    """Something of the student's that is no data."""

    def __init__(self, thing: Any, seconds: float) -> None:
        self._thing, self._seconds = thing, seconds

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        kind = type(self).__name__
        try:
            with time_limit(self._seconds):
                value = getattr(self._thing, name)
        except AttributeError as error:
            if hasattr(type(self._thing), name):  # a property that stumbles
                raise Raised(*describe(error, f"{kind}.{name}")) from error
            raise Raised(
                f"{kind} has no {name}", f"is it spelled like this, and kept: self.{name} = ...?"
            ) from error
        except OutOfTime as error:
            raise too_slow(f"{kind}.{name}", self._seconds) from error
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            raise Raised(*describe(error, f"{kind}.{name}")) from error
        return faced(value, self._seconds)

    def __deepcopy__(self, memo: object) -> LocalObject:
        return self  # it is a handle: two of them hold the same thing

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class LocalCallable(LocalObject):
    """A LocalObject that can be called: a function, a class, a layer."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return call(self._thing, type(self).__name__, args, kwargs, self._seconds)


def call(
    function: Callable[..., Any],
    name: str,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    seconds: float,
) -> Any:
    """What the student's ``function`` gives, as a check sees it; or a StudentError."""
    passed = bare(copy.deepcopy((args, kwargs)))
    try:
        with time_limit(seconds):
            result = function(*passed[0], **passed[1])
    except NotImplementedError as error:
        raise unfinished(error, name) from error
    except OutOfTime as error:
        raise too_slow(name, seconds) from error
    except KeyboardInterrupt:
        raise  # the student stops the cell
    except BaseException as error:
        raise Raised(*describe(error, name)) from error
    if not unchanged(bare((args, kwargs)), passed):
        raise mutated(name)
    return faced(result, seconds)


def faced(value: Any, seconds: float, depth: int = 0) -> Any:
    """``value`` as a check sees it: data copied, everything else as a LocalObject."""
    if value is None or isinstance(value, bool | int | float | complex | str | np.generic):
        return value
    if isinstance(value, np.ndarray):
        return value.copy(order="K")
    if isinstance(value, list | tuple) and depth < MAX_DEPTH:
        items = [faced(item, seconds, depth + 1) for item in value]
        return tuple(items) if isinstance(value, tuple) else items
    if isinstance(value, dict) and depth < MAX_DEPTH:
        return {key: faced(item, seconds, depth + 1) for key, item in value.items()}
    if hasattr(type(value), "__array__") or isinstance(value, LocalObject):
        return value
    base = LocalCallable if callable(value) else LocalObject
    named: type[LocalObject] = type(name_of(value), (base,), {})
    return named(value, seconds)


def bare(value: Any) -> Any:
    """``value`` as the student's code knows it, without the faces."""
    if isinstance(value, LocalObject):
        return value._thing
    if type(value) is list or type(value) is tuple:
        return type(value)(map(bare, value))
    if type(value) is dict:
        return {key: bare(item) for key, item in value.items()}
    return value


def name_of(thing: Any) -> str:
    """What a message calls it: a method or a function by its name, anything else by its type."""
    for holder in (thing, type(thing)) if callable(thing) else (type(thing),):
        name = getattr(holder, "__qualname__", None)
        if isinstance(name, str) and name.isprintable() and name:
            return name.rpartition("<locals>.")[2][:60]
    return "object"
