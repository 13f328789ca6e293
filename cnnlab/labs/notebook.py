"""A lab in a notebook: ``check("correlate2d")`` says in words what the answer gets right.

    check = open_lab(globals())

looks for ``checks.py`` beside the notebook. Whatever happens, no cell of the lab ends in a
traceback: a student reads sentences.
"""

from __future__ import annotations

import difflib
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from cnnlab.labs.lab import Exercise, Lab, load_lab
from cnnlab.labs.local import LocalStudent
from cnnlab.labs.show import Notice, Progress, Report, show
from cnnlab.labs.uses import names_used
from cnnlab.labs.verdict import Verdict, earned, run_exercise


def open_lab(namespace: Mapping[str, Any], folder: Path | str = ".") -> Checker:
    """The lab whose ``checks.py`` is in ``folder``, for the answers in ``namespace``."""
    path = Path(folder) / "checks.py"
    if not path.is_file():
        return Checker(
            None,
            namespace,
            f"There is no checks.py beside this notebook ({path.resolve().parent}). Put the one "
            "that came with the notebook there, then restart the kernel and run all cells.",
        )
    try:
        return Checker(load_lab(path), namespace)
    except Exception as error:
        problem = f"checks.py cannot be read ({type(error).__name__}: {error}). Was it edited?"
        return Checker(None, namespace, f"{problem} Take a fresh copy.")


def open_text(checks: str, namespace: Mapping[str, Any]) -> Checker:
    """The lab whose ``checks.py`` has the text ``checks``, for the answers in ``namespace``."""
    with tempfile.TemporaryDirectory(prefix="cnnlab-") as folder:
        (Path(folder) / "checks.py").write_text(checks, "utf-8")
        return open_lab(namespace, folder)


class Checker:
    """Answers ``check("name")``, and remembers what has passed."""

    def __init__(self, lab: Lab | None, namespace: Mapping[str, Any], problem: str = "") -> None:
        self._lab, self._namespace, self._problem = lab, namespace, problem
        self._seen: dict[str, tuple[list[object], list[Verdict]]] = {}

    def __call__(self, exercise: str) -> None:
        """Show what the answer to ``exercise`` gets right, and a hint where it does not."""
        found = self._exercise(exercise)
        if found is not None:
            self._seen.pop(exercise, None)
            verdicts = self._verdicts(found)
            show(Report(exercise, tuple(verdicts), self._doubtful(found), *self._points()))

    def must_pass(self, exercise: str, check: str) -> None:
        """Raise AssertionError, with what was seen and a hint, where ``check`` does not pass.

        For graders that run the notebook itself and count the cells that fail.
        """
        found = self._exercise(exercise)
        verdicts = {v.check: v for v in self._verdicts(found)} if found else {}
        verdict = verdicts.get(check)
        if verdict is None:
            raise AssertionError(self._problem or f"there is no check {check!r} of {exercise}")
        if verdict.status != "passed":
            hint = f"\nHint: {verdict.hint}" if verdict.hint else ""
            raise AssertionError(f"{verdict.title}: {verdict.message}{hint}")

    def solved(self, *exercises: str) -> bool:
        """True where these pass; otherwise False, and a line that says what to do first.

        For cells that show something with the answers to earlier exercises.
        """
        missing = []
        for name in exercises:
            found = self._exercise(name)
            if found is None:
                return False
            if not _passed(self._verdicts(found)):
                missing.append(name)
        if missing:
            names = " and ".join(filter(None, [", ".join(missing[:-1]), missing[-1]]))
            show(Notice(f"Solve {names} first; then run this cell again."))
        return not missing

    def progress(self) -> None:
        """Show the points of every exercise."""
        if self._lab is None:
            show(Notice(self._problem))
            return
        exercises = self._lab.exercises.values()
        show(Progress(tuple((e.name, tuple(self._verdicts(e))) for e in exercises)))

    def _exercise(self, name: str) -> Exercise | None:
        """The exercise; None, and a sentence, where there is none."""
        if self._lab is None:
            show(Notice(self._problem))
            return None
        names = list(self._lab.exercises)
        if name not in names:
            near = difflib.get_close_matches(str(name), names, n=1)
            meant = f" Did you mean {near[0]!r}?" if near else ""
            there = f"The exercises are {', '.join(names)}."
            show(Notice(f"There is no exercise called {name!r}.{meant} {there}"))
            return None
        return self._lab.exercises[name]

    def _verdicts(self, exercise: Exercise) -> list[Verdict]:
        """Verdicts on the functions as they stand, taken again only where one has changed."""
        assert self._lab is not None
        functions: list[object] = [self._function(n) for n in (*exercise.builds_on, exercise.name)]
        known = self._seen.get(exercise.name)
        if known is None or any(a is not b for a, b in zip(known[0], functions, strict=True)):
            student = LocalStudent(
                self._namespace, seconds=exercise.seconds, forbid=exercise.forbid
            )
            known = functions, run_exercise(self._lab, exercise, student)
            self._seen[exercise.name] = known
        return known[1]

    def _function(self, name: str) -> Callable[..., Any] | None:
        return self._namespace.get(name)

    def _doubtful(self, exercise: Exercise) -> tuple[str, ...]:
        """Exercises that the answer builds on and that do not pass yet."""
        assert self._lab is not None
        named = names_used(self._function(exercise.name))
        earlier = (self._lab.exercises[name] for name in exercise.builds_on if name in named)
        return tuple(e.name for e in earlier if not _passed(self._verdicts(e)))

    def _points(self) -> tuple[int, int]:
        """Points seen in this session, and those that can be had from the public checks."""
        assert self._lab is not None
        seen = sum(earned(verdicts) for _, verdicts in self._seen.values())
        return seen, self._lab.points


def _passed(verdicts: list[Verdict]) -> bool:
    return all(verdict.status == "passed" for verdict in verdicts)
