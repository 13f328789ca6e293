"""One submission being run: its cells, its calls, and a fresh process whenever one is lost.

A call that overruns, or takes its process with it, ends the session. The next call begins another
and runs the cells again; of a cell that was the cause only the definitions, and then nothing.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from cnnlab.grade import forbid, wire
from cnnlab.grade.parent import WarmParent
from cnnlab.grade.rebuild import Cell
from cnnlab.grade.remote import Died, RemoteObject, remote_object
from cnnlab.grade.session import NO_ANSWER, Gone, Overrun, Session
from cnnlab.labs.lab import Check, Exercise
from cnnlab.labs.student import Mutated, NotBegun, Raised, StudentError, TimedOut, too_slow

KILL_AFTER = 0.05  # seconds beyond a call's limit: the student's process stops itself, if it can
HELPER_SECONDS = 5.0  # for a call that no check of an exercise makes
DIED_HINT = "return the result; leave os, sys and other processes alone"
ERRORS: dict[str, type[StudentError]] = {
    kind.__name__: kind for kind in (NotBegun, Raised, Mutated, TimedOut, forbid.Forbidden)
}


class Attempt:
    """The functions of a submission's cells, wherever their process is."""

    def __init__(
        self, warm: WarmParent, cells: Sequence[Cell], exercises: Mapping[str, Exercise]
    ) -> None:
        self._warm, self._cells, self._exercises = warm, cells, exercises
        self._session: Session | None = None
        self._ends_at = time.monotonic() + warm.limits.submission_seconds
        self._blame: Counter[int] = Counter()  # processes that each cell has cost
        self._told: set[int] = set()  # cells whose trouble is in the notes already
        self._broken: dict[str, str] = {}  # why a cell did not define what it should
        self._reader = forbid.Reader([*warm.setup, *(cell.source for cell in cells)])
        self.notes: list[str] = []
        self.printed: dict[str, str] = {}  # by exercise; "" for the cells
        self.listening = True  # what is printed now may be shown to the student
        self._seconds = HELPER_SECONDS  # for calls to what is no exercise itself

    def attend(self, check: Check) -> None:
        """Know which check asks: whether prints are overheard, and how long a call may take."""
        self.listening = not check.hidden
        if exercise := self._exercises.get(check.exercise):
            self._seconds = exercise.seconds

    def call(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The result of the student's function ``name``, or a StudentError."""
        exercise = self._exercises.get(name)
        seconds = exercise.seconds if exercise else self._seconds
        ruled_out = exercise.forbid if exercise else ()
        if used := self._reader.find_use(name, ruled_out):
            raise forbid.refusal(name, *used)
        if self._session is not None and self._session.spoiled():
            self.end()
        self._begin()
        if name in self._broken:
            raise Raised(f"{name} could not be defined: {self._broken[name]}")
        question = {"do": "call", "args": args, "kwargs": kwargs, "forbid": list(ruled_out)}
        return self._ask(question, name, seconds)

    def get(self, thing: RemoteObject, attribute: str) -> Any:
        """An attribute of an object that stayed with the student."""
        return self._ask({"do": "get", **self._handle(thing)}, attribute, self._seconds)

    def use(self, thing: RemoteObject, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The result of calling an object that stayed with the student."""
        question = {"do": "use", "args": args, "kwargs": kwargs, **self._handle(thing)}
        return self._ask(question, type(thing).__name__, self._seconds)

    def end(self) -> None:
        """Leave nothing of the submission behind."""
        if self._session is not None:
            self._session.end()
            self._session = None

    def _begin(self) -> None:
        """Have a process in which every cell has been run, as far as it can be."""
        alive = self._session is not None
        while not alive:
            self._session = self._warm.session()
            alive = all(self._run(index, cell) for index, cell in enumerate(self._cells))

    def _run(self, index: int, cell: Cell) -> bool:
        """Run a cell that has not cost two processes yet; False where it cost this one."""
        if self._blame[index] >= 2:
            return True
        question = {
            "do": "run",
            "source": cell.source,
            "only definitions": self._blame[index] > 0,
            "defines": list(self._exercises),
        }
        defined: object = ()
        try:
            value = self._ask(question, cell.name, self._warm.limits.cell_seconds)
            trouble, defined = [str(error)[:600] for error in value["trouble"]], value["defined"]
        except (TimedOut, Died) as error:
            self._blame[index] += self._session is None
            trouble = [error.message.replace(cell.name, "it", 1)]
        except (StudentError, TypeError, LookupError):
            trouble = ["its process gave no proper answer"]
        if trouble and index not in self._told:
            self._told.add(index)
            self.notes.append(f"{cell.label} did not run to its end: {trouble[0]}.")
        if trouble:
            self._broken.update(dict.fromkeys(cell.defines, trouble[0]))
        for name in defined if isinstance(defined, list) else ():
            self._broken.pop(str(name), None)
        return self._session is not None

    def _ask(self, question: dict[str, Any], name: str, seconds: float) -> Any:
        left = self._ends_at - time.monotonic()
        limit = seconds + KILL_AFTER
        session = self._session
        if left <= 0 or session is None:
            raise self._out_of_time()
        question = {**question, "name": name, "seconds": seconds}
        try:
            answer = session.ask(question, min(left, limit), self._keep, self._take)
        except Overrun as error:
            self.end()
            raise (self._out_of_time() if left < limit else too_slow(name, seconds)) from error
        except Gone as error:
            self.end()
            raise Died(f"{name} {error}", DIED_HINT) from error
        finally:
            self._hear(session, name)
        match answer:
            case {"value": value}:
                return value
            case {"error": [str(kind), str(message), str(hint)]} if kind in ERRORS:
                if kind == TimedOut.__name__ or MemoryError.__name__ in message:
                    self.end()  # what it was doing may go on in threads, or hold its memory
                raise ERRORS[kind](message[:1000], hint[:1000])
        self.end()
        raise Died(f"{name} {NO_ANSWER}", DIED_HINT)

    def _out_of_time(self) -> TimedOut:
        seconds = self._warm.limits.submission_seconds
        return TimedOut(f"not tried: the notebook's {seconds:g} s were used up before")

    def _hear(self, session: Session, name: str) -> None:
        """Keep what was printed, unless for a hidden check: it may be the check's own numbers."""
        text = session.take_printed()
        if text and self.listening:
            place = name if name in self._exercises else ""
            self.printed[place] = self.printed.get(place, "") + text

    def _keep(self, value: Any) -> int:
        """The handle of an object of the student's that a check passes back."""
        if isinstance(value, RemoteObject) and value._session is self._session:
            return value._handle
        raise wire.WireError(f"a {type(value).__name__} cannot cross")

    def _take(self, handle: Any) -> RemoteObject:
        return remote_object(self, self._session, handle)

    def _handle(self, thing: RemoteObject) -> dict[str, int]:
        if thing._session is not self._session or self._session is None:
            raise Died(f"the {type(thing).__name__} went with the process that held it")
        return {"handle": thing._handle}
