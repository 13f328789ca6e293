"""What runs the student's code: cells are run, functions are called, and answers go back.

Nothing in this process is trusted, and nothing here knows a right answer. The grader asks, one
frame at a time; whatever goes wrong goes back in words, as type, message and the student's own
line. Objects that are no data (a layer, a generator) stay here behind a numbered handle.
"""

from __future__ import annotations

import ast
import builtins
import linecache
import socket
import sys
from contextlib import suppress
from typing import Any

from cnnlab.grade import forbid, wire
from cnnlab.grade.code import parse
from cnnlab.labs.local import LocalObject, LocalStudent, bare, faced, name_of
from cnnlab.labs.notebook import Checker
from cnnlab.labs.student import (
    OutOfTime,
    Raised,
    StudentError,
    describe,
    time_limit,
    too_slow,
)

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)


def fresh_namespace() -> dict[str, Any]:
    """The globals of a notebook."""
    return {"__name__": "__main__", "__builtins__": builtins, "get_ipython": lambda: None}


class _Silent:
    """Stands for the notebook's ``check``: the grader looks by itself, and says it elsewhere."""

    def __call__(self, *args: object) -> None: ...

    def progress(self) -> None: ...

    def solved(self, *args: object) -> bool:
        return False


def silence(namespace: dict[str, Any]) -> None:
    """Put a silent stand-in where the setup cells have opened the lab."""
    for name, value in namespace.items():
        if isinstance(value, Checker):
            namespace[name] = _Silent()


def run(
    source: str, name: str, namespace: dict[str, Any], *, only_definitions: bool = False
) -> list[str]:
    """Run a cell statement by statement: one that fails does not cost those that follow it."""
    filename = f"<cell {name}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    try:
        body = parse(source, filename).body
    except SyntaxError as error:
        return [unreadable(error)]
    errors: list[str] = []
    for statement in body:
        if only_definitions and not isinstance(statement, DEFINITIONS):
            continue
        try:
            # dont_inherit: this file's own __future__ imports are not the notebook's.
            code = compile(ast.Module([statement], []), filename, "exec", dont_inherit=True)
            exec(code, namespace)
        except OutOfTime:
            raise
        except BaseException as error:
            errors.append(in_words(error, "it")[0])
    return errors


def unreadable(error: SyntaxError) -> str:
    """Why Python cannot read a cell."""
    where = f" on line {error.lineno}" if error.lineno else ""
    text = f": {error.text.strip()[:80]}" if error.text else ""
    return f"a syntax error{where} of its cell ({error.msg}){text}"


def in_words(error: BaseException, name: str) -> tuple[str, str]:
    """``describe``, for an exception that may be made to break it."""
    try:
        return describe(error, name)
    except BaseException:
        return f"{name} raised {type(error).__name__[:60]}", ""


def serve(line: socket.socket, namespace: dict[str, Any]) -> None:
    """Answer the grader until it hangs up."""
    desk = _Desk(namespace)
    with suppress(EOFError, OSError):
        while True:
            line.sendall(desk.answer(wire.receive(line, desk.take)))


class _Desk:
    """Answers questions; keeps the objects that stay here."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self.namespace, self.objects = namespace, list[Any]()

    def keep(self, value: Any) -> list[Any]:
        self.objects.append(bare(value))
        kind = type(value).__name__ if isinstance(value, LocalObject) else name_of(value)
        return [len(self.objects) - 1, kind, callable(value)]

    def take(self, handle: int, seconds: float = 5.0) -> Any:
        return faced(self.objects[handle], seconds)

    def answer(self, question: dict[str, Any]) -> bytes:
        name, number = question["name"], {"number": question["number"]}
        try:
            value = self.act(question)
            _flush()
            return wire.pack({**number, "value": value}, self.keep)
        except wire.WireError as error:
            kind, message, hint = "Raised", f"what {name} returned cannot be used: {error}", ""
        except StudentError as error:
            # LocalStudent words whatever was raised; a refusal is in its own words already.
            cause = error.__cause__
            told = cause if isinstance(cause, forbid.Forbidden) else error
            kind, message, hint = type(told).__name__, told.message, told.hint
        except OutOfTime:
            stopped = too_slow(name, question["seconds"])
            kind, message, hint = "TimedOut", stopped.message, stopped.hint
        except BaseException as error:
            kind, (message, hint) = "Raised", in_words(error, name)
        _flush()
        return wire.pack({**number, "error": [kind, message[:1000], hint[:1000]]})

    def act(self, question: dict[str, Any]) -> Any:
        name, seconds = question["name"], question["seconds"]
        match question["do"]:
            case "run":
                try:
                    with time_limit(seconds):
                        only = question["only definitions"]
                        trouble = run(
                            question["source"], name, self.namespace, only_definitions=only
                        )
                except OutOfTime:
                    trouble = [f"it was stopped after {seconds:g} s"]
                defined = [n for n in question["defines"] if callable(self.namespace.get(n))]
                return {"trouble": trouble, "defined": defined}
            case "call":
                with forbid.guarded(question["forbid"], name):
                    function = getattr(LocalStudent(self.namespace, seconds=seconds), name)
                    return function(*question["args"], **question["kwargs"])
            case "get":
                return getattr(self.take(question["handle"], seconds), name)
            case "use":
                thing = self.take(question["handle"], seconds)
                return thing(*question["args"], **question["kwargs"])
            case other:
                raise Raised(f"the grader asked for {other!r}")


def _flush() -> None:
    """Hand on what was printed, however the student left the streams."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(BaseException):
            stream.flush()
