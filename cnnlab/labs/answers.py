"""Answers that prove a lab's checks: right ones that must pass, wrong ones that must be caught.

In ``labs/NN_topic/right.py`` and ``wrong.py``, or in files of the folders ``right`` and ``wrong``:

    @right("correlate2d")
    def with_slices(image, kernel): ...

    @wrong("correlate2d", caught_by="rectangles", hint="height and width")
    def exchanges_height_and_width(image, kernel): ...

An answer, a function or a class, takes the place of the exercise's own beside the reference
solution's others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FunctionType
from typing import Any, Literal, TypeVar

from cnnlab.labs.lab import load_module

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True)
class Answer:
    """One function or class, as a student might write it."""

    exercise: str
    function: Callable[..., Any]
    caught_by: str = ""  # the check that must fail; empty for a right answer
    hint: str = ""  # what the student must be able to read then

    @property
    def name(self) -> str:
        return self.function.__name__

    @property
    def path(self) -> Path:
        """The file that declares it."""
        return Path(_code_of(self.function).__code__.co_filename)

    def joined(self, solutions: Mapping[str, Any]) -> dict[str, Any]:
        """``solutions`` with this answer in its place, able to call the others by their names."""
        function = self.function
        own = _code_of(function).__globals__  # helpers beside the answer know the others, too
        own.update({name: value for name, value in solutions.items() if name not in own})
        if not isinstance(function, FunctionType):  # a class is not rebuilt: super() knows it
            return {**own, **solutions, self.exercise: function}
        namespace = {**own, **solutions}
        moved = FunctionType(
            function.__code__, namespace, self.exercise, function.__defaults__, function.__closure__
        )
        moved.__kwdefaults__ = function.__kwdefaults__
        return namespace | {self.exercise: moved}


def _code_of(answer: Callable[..., Any]) -> FunctionType:
    """The function itself; of a class, its first method."""
    if isinstance(answer, FunctionType):
        return answer
    assert isinstance(answer, type)
    return next(value for value in vars(answer).values() if isinstance(value, FunctionType))


def right(exercise: str) -> Callable[[Function], Function]:
    """Declare the decorated function a right answer."""
    return _declare(lambda function: Answer(exercise, function))


def wrong(exercise: str, *, caught_by: str, hint: str) -> Callable[[Function], Function]:
    """Declare the decorated function a wrong answer, and how it must be met."""
    return _declare(lambda function: Answer(exercise, function, caught_by, hint))


def load_answers(folder: Path, kind: Literal["right", "wrong"]) -> list[Answer]:
    """The answers of one kind to the lab in ``folder``, in their order."""
    files = [folder / f"{kind}.py", *sorted((folder / kind).glob("*.py"))]
    modules = [vars(load_module(path)) for path in files if path.is_file()]
    values = [value for module in modules for value in module.values()]
    declared = [getattr(value, "__dict__", {}).get("answer") for value in values]
    return [answer for answer in declared if isinstance(answer, Answer)]


def _declare(answer: Callable[[Function], Answer]) -> Callable[[Function], Function]:
    def mark(function: Function) -> Function:
        function.answer = answer(function)  # type: ignore[attr-defined]
        return function

    return mark
