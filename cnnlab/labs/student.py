"""The student as a check sees them, and what may go wrong in their code, in words.

A check calls ``student.correlate2d(image, kernel)``. The functions live in a namespace of this
process (``LocalStudent``, in the notebook) or, in the grader, in another process, behind the same
face. Either way the arguments are the callee's own copies, and whatever goes wrong in the student's
code arrives as a StudentError.
"""

from __future__ import annotations

import difflib
import re
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import Any, Protocol

import numpy as np


class StudentError(Exception):
    """What went wrong in the student's code: a sentence, and what to try."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


class NotBegun(StudentError):
    """The function still raises NotImplementedError, or does not exist."""


class Raised(StudentError):
    """The function raised an exception."""


class Mutated(StudentError):
    """The function changed one of its arguments."""


class TimedOut(StudentError):
    """The function was stopped because it took too long."""


class Failed(Exception):
    """Raised by a check: the answer is wrong. A sentence, and a hint at the likely mistake."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


class Student(Protocol):
    """Whoever answers: ``student.name(*args)`` calls the function ``name``."""

    def __getattr__(self, name: str) -> Callable[..., Any]: ...


def find(name: str, namespace: Mapping[str, Any]) -> Callable[..., Any]:
    """The function called ``name``; NotBegun, with the nearest name, where there is none."""
    function = namespace.get(name)
    if callable(function):
        return function  # type: ignore[no-any-return]
    if function is not None:
        raise Raised(f"{name} is a {type(function).__name__}, not a function")
    names = [n for n, value in namespace.items() if callable(value) and not n.startswith("_")]
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.75)
    if near:
        raise NotBegun(
            f"there is no function called {name}", f"is it {near[0]}? Rename that to {name}"
        )
    raise NotBegun(f"there is no function called {name}", "run the cell that defines it")


def describe(error: BaseException, name: str) -> tuple[str, str]:
    """A sentence and a hint for an exception of the student's: type, message, their own line."""
    kind = type(error).__name__
    message = f"{name} raised {kind}: {str(error)[:300]}".rstrip(": ")
    line, source = own_line(error)
    if line:
        message += f", on line {line} of its cell" + (f": {source}" if source else "")
    if re.search("'(list|tuple)' object|list indices|multiply sequence", str(error)):
        return message, "a list is not an array: begin with x = np.asarray(x)"
    if "truth value of an array" in str(error):
        return message, "an array has many truths: decide value by value, with np.where or a loop"
    if re.search(r"positional argument|unexpected keyword", str(error)):
        return message, "the call and the definition do not have the same arguments: count them"
    hints: list[tuple[type[BaseException], str]] = [
        (SystemExit, "leave sys.exit and exit out: return the result instead"),
        (RecursionError, "the function calls itself without end"),
        (
            IndexError,
            "an index runs past the end: print the shapes; where does each loop stop?",
        ),
        (ValueError, "print the shapes of what meets on that line: do they fit, also at the end?"),
        (UnboundLocalError, "is it set before the loop, for when the loop never runs?"),
        (NameError, "is everything it uses defined in this notebook, in a cell that was run?"),
        (MemoryError, "how large are the arrays that it makes?"),
    ]
    return message, next((hint for kind_, hint in hints if isinstance(error, kind_)), "")


def unfinished(error: NotImplementedError, name: str) -> StudentError:
    """``name`` is not begun, or calls a function that is not."""
    import traceback

    *_, (deepest, _) = traceback.walk_tb(error.__traceback__)
    inner = deepest.f_code.co_qualname.removesuffix(".__init__")
    if not is_cell(deepest.f_code.co_filename):
        return NotBegun(f"{name} is not begun")
    if inner.partition(".")[0] == name.partition(".")[0]:  # the function itself; a class's method
        return NotBegun(f"{inner} is not begun")
    return Raised(f"{name} calls {inner}, which is not begun", f"solve {inner} first")


def own_line(error: BaseException) -> tuple[int, str]:
    """Number and text of the deepest line of the traceback that stands in a notebook cell."""
    import linecache
    import traceback

    for frame, number in reversed(list(traceback.walk_tb(error.__traceback__))):
        filename = frame.f_code.co_filename
        if is_cell(filename):
            return number, linecache.getline(filename, number).strip()
    return 0, ""


def is_cell(filename: str) -> bool:
    """True for code that came from a cell: ipykernel's temporary files, or the grader's names."""
    return filename.startswith("<cell") or "ipykernel_" in filename


def mutated(name: str) -> Mutated:
    return Mutated(f"{name} changes its input", "work on a copy: x = x.copy()")


def too_slow(name: str, seconds: float) -> TimedOut:
    return TimedOut(
        f"{name} was stopped after {seconds:g} s", "does a loop never end, or do more than it must?"
    )


def unchanged(before: Any, after: Any) -> bool:
    """True where the arguments still hold what they held: same values, shapes and types."""
    if isinstance(before, np.ndarray):
        return (
            isinstance(after, np.ndarray)
            and before.shape == after.shape
            and before.dtype == after.dtype
            and np.array_equal(before, after, equal_nan=before.dtype.kind in "fc")
        )
    if isinstance(before, dict):
        return before.keys() == after.keys() and all(unchanged(before[k], after[k]) for k in before)
    if isinstance(before, list | tuple):
        return len(before) == len(after) and all(map(unchanged, before, after))
    return before is after or bool(before == after) or type(before) is type(after)


class OutOfTime(BaseException):
    """Interrupts the student's code; not an Exception, so that ``except Exception`` lets it by."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Interrupt the body after ``seconds``, where the platform can (main thread, POSIX)."""
    usable = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    if not usable:
        yield
        return

    def interrupt(signum: int, frame: FrameType | None) -> None:
        raise OutOfTime

    before = signal.signal(signal.SIGALRM, interrupt)

    def stop() -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)

    # Again and again: a bare except in the student's loop swallows the first.
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.1)
    try:
        try:
            yield
        finally:
            stop()
    except OutOfTime:
        stop()  # it may have rung again just before it was stopped
        raise
