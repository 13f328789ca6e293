"""A lab: exercises, and the checks that say what an answer gets right.

A check is written once, in ``labs/NN_topic/checks.py``, and serves the notebook, the tests of the
lab itself and the grader: it calls ``student.some_function(...)`` and never asks where that
function runs.

    lab = Lab("01_convolution", title="The convolution operation")
    lab.exercise("correlate2d", forbid=("scipy", "torch"))

    @lab.check("correlate2d", points=2)
    def rectangles(student: Student, rng: Generator) -> None:
        "an image and a kernel that are not square"
        ...raise Failed(message, hint=...) where the answer is wrong
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

from numpy.random import Generator

from cnnlab.labs.student import Student

CheckFunction = Callable[[Student, Generator], None]


@dataclass(frozen=True)
class Check:
    """One thing an answer must get right, and what it is worth."""

    exercise: str
    name: str
    title: str  # what is tried, in words a student reads
    points: int
    hidden: bool
    run: CheckFunction


@dataclass(frozen=True)
class Exercise:
    """One function that the student writes."""

    name: str
    builds_on: tuple[str, ...]  # earlier exercises that the answer may call
    forbid: tuple[str, ...]  # modules that the answer may not use, such as "scipy.signal"
    seconds: float  # how long one call may take
    checks: list[Check] = field(default_factory=list)

    @property
    def points(self) -> int:
        return sum(check.points for check in self.checks)


class Lab:
    """The exercises of one lab, in their order."""

    def __init__(self, name: str, *, title: str) -> None:
        self.name, self.title = name, title
        self.exercises: dict[str, Exercise] = {}

    def exercise(
        self,
        name: str,
        *,
        builds_on: tuple[str, ...] = (),
        forbid: tuple[str, ...] = (),
        seconds: float = 5.0,
    ) -> Exercise:
        """Declare the next exercise."""
        if name in self.exercises:
            raise ValueError(f"lab {self.name}: exercise {name!r} is declared twice")
        if unknown := set(builds_on) - set(self.exercises):
            raise ValueError(f"lab {self.name}: {name!r} builds on {unknown}, not declared before")
        self.exercises[name] = Exercise(name, builds_on, forbid, seconds)
        return self.exercises[name]

    def check(
        self, exercise: str, *, points: int = 1, hidden: bool = False
    ) -> Callable[[CheckFunction], CheckFunction]:
        """Declare the decorated function a check; students see the first line of its docstring."""

        def declare(run: CheckFunction) -> CheckFunction:
            checks, name = self.exercises[exercise].checks, run.__name__
            if any(check.name == name for check in checks):
                raise ValueError(f"lab {self.name}: {exercise} has two checks called {name!r}")
            title = (run.__doc__ or "").strip().partition("\n")[0]
            if not title:
                raise ValueError(f"lab {self.name}: check {name!r} needs a docstring")
            checks.append(Check(exercise, name, title, points, hidden, run))
            return run

        return declare

    @property
    def points(self) -> int:
        return sum(exercise.points for exercise in self.exercises.values())


def find_lab(name: str, root: Path | None = None) -> Path:
    """The folder of the lab ``name``.

    It is looked for in ``root``, or in ``labs`` here and beside the package's sources. Raises
    FileNotFoundError that lists the labs there are.
    """
    beside = Path(__file__).resolve().parents[2] / "labs"
    places = [root] if root else [Path("labs"), beside]
    for place in places:
        if (place / name / "lab.md").is_file():
            return place / name
    there = sorted({path.parent.name for place in places for path in place.glob("*/lab.md")})
    raise FileNotFoundError(
        f"no lab called {name!r} in {' or '.join(str(place) for place in places)}; "
        + (f"there are: {', '.join(there)}" if there else "there is no lab at all")
    )


def load_lab(checks: Path) -> Lab:
    """The lab that a ``checks.py`` declares under the name ``lab``."""
    lab = getattr(load_module(checks), "lab", None)
    if not isinstance(lab, Lab):
        raise TypeError(f"{checks}: expected a Lab under the name 'lab', got {type(lab).__name__}")
    return lab


def load_module(path: Path) -> ModuleType:
    """Run the Python file at ``path`` as a module of its own, leaving no compiled file behind.

    It may import from the folder of its name beside it: ``from . import part``.
    """
    *_, outer, inner = path.resolve().parts[:-1]
    name = f"_lab_{outer}_{inner}_{path.stem}".replace(".", "_")
    for loaded in [module for module in sys.modules if module.startswith(f"{name}.")]:
        del sys.modules[loaded]  # parts of another folder of this name, or older ones
    parts = path.resolve().with_suffix("")
    spec = importlib.util.spec_from_file_location(
        name, path, submodule_search_locations=[str(parts)] if parts.is_dir() else None
    )
    if spec is None or spec.loader is None or not path.is_file():
        raise FileNotFoundError(f"no Python file at {path}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        spec.loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = before
    return module
