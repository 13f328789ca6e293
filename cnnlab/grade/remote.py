"""The student as a check sees them in the grader: LocalStudent's face, across the wire."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cnnlab.labs.student import StudentError

if TYPE_CHECKING:
    from cnnlab.grade.attempt import Attempt


class Died(StudentError):
    """The function took its whole process with it."""


class RemoteStudent:
    """``student.name(*args)`` calls the function ``name`` in the student's own process."""

    def __init__(self, attempt: Attempt) -> None:
        self._attempt = attempt

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("__"):
            raise AttributeError(name)

        def call(*args: Any, **kwargs: Any) -> Any:
            return self._attempt.call(name, args, kwargs)

        return call


class RemoteObject:
    """Something of the student's that is no data: a layer, a generator. It stays where it is.

    Attributes are fetched and methods called across the wire. The class carries the name of the
    object's own, so that a message about it reads the same as in the notebook.
    """

    def __init__(self, attempt: Attempt, session: object, handle: int) -> None:
        self._attempt, self._session, self._handle = attempt, session, handle

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._attempt.get(self, name)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class RemoteCallable(RemoteObject):
    """A RemoteObject that can be called: a function, a class, a layer."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._attempt.use(self, args, kwargs)


def remote_object(attempt: Attempt, session: object, handle: Any) -> RemoteObject:
    """What stands for the object behind ``handle``, as the wire gave it."""
    match handle:
        case [int(number), str(kind), bool(can_be_called)]:
            base = RemoteCallable if can_be_called else RemoteObject
            named: type[RemoteObject] = type(kind[:60] or "object", (base,), {})
            return named(attempt, session, number)
    raise ValueError("a handle that is none")
