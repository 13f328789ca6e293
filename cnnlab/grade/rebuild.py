"""The student's answers, placed on the instructor's notebook.

Whatever was done to the notebook, only the exercises count, and each is looked for in three ways:
by the lab's mark on its cell, by the cell's id, by the name of the function. Cells that students
add may hold functions that their answers call, so they are kept, in order. Everything else is the
instructor's. What was found out of place is said, in sentences to the student.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from cnnlab.grade import code
from cnnlab.grade.magics import neutralised
from cnnlab.grade.notebook import FoundCell


@dataclass(frozen=True)
class TemplateCell:
    """A code cell of the notebook that students were given."""

    id: str
    role: str  # "setup", "exercise", "demo", "check"
    exercise: str  # the function to write, or to check; may be empty for other roles
    source: str


@dataclass(frozen=True)
class Cell:
    """A cell to run."""

    name: str  # in messages about its lines
    label: str  # at the start of a sentence
    source: str
    defines: tuple[str, ...] = ()  # exercises that it should define


@dataclass
class Rebuilt:
    """What to run, and what the student should know about it."""

    cells: list[Cell] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass
class _Placed:
    """A cell of the student's, and where it belongs."""

    cell: FoundCell
    place: int  # index of the template's cell that it is, or that it follows; -1: before all
    own: bool  # it is that cell, not one that was added
    by_name: bool  # known by its function alone
    source: str
    defined: list[str]
    stub: bool = False  # as it was given out


def template_of(cells: Iterable[Any]) -> list[TemplateCell]:
    """The code cells of a released notebook (nbformat's nodes)."""
    return [
        TemplateCell(
            id=cell.get("id", ""),
            role=cell.metadata.get("cnnlab", {}).get("role", ""),
            exercise=cell.metadata.get("cnnlab", {}).get("exercise", ""),
            source=cell.source,
        )
        for cell in cells
        if cell.cell_type == "code"
    ]


def rebuild(found: Sequence[FoundCell], template: Sequence[TemplateCell]) -> Rebuilt:
    """The cells to run, in the lab's order, and notes on what was out of place."""
    exercises = {c.exercise: i for i, c in enumerate(template) if c.role == "exercise"}
    placed = _place(found, template, exercises)
    result = Rebuilt(notes=_notes_on_the_labs_cells(placed, template))
    answers = [p for p in placed if not p.own or template[p.place].role == "exercise"]
    for name, place in exercises.items():
        result.notes += _notes_on(name, place, answers)
        written = [p for p in answers if name in p.defined and not p.stub]
        stubs = [p for p in answers if p.own and p.place == place and p.stub]
        # An untouched copy must not undo an answer that stands above it.
        for copy in stubs if written else stubs[1:]:
            answers.remove(copy)
    places = [p.place for p in answers if p.own]
    if places != sorted(places):
        result.notes.append(
            "The cells stand in another order than in the lab; they were run in the lab's order."
        )
    answers.sort(key=lambda p: p.place)  # stable: cells at the same place keep the student's order
    result.cells = [_cell(p, template, number) for number, p in enumerate(answers, 1)]
    return result


def _place(
    found: Sequence[FoundCell], template: Sequence[TemplateCell], exercises: dict[str, int]
) -> list[_Placed]:
    ids = {cell.id: i for i, cell in enumerate(template) if cell.id}
    placed: list[_Placed] = []
    follows = -1
    for cell in found:
        marked = exercises.get(cell.exercise) if cell.role == "exercise" else None
        own = marked if marked is not None else ids.get(cell.id)
        if cell.kind != "code" and own is None:
            continue
        source = neutralised(cell.source)
        defined = code.definitions(source)
        by_name = False
        if own is None:
            own = next((i for i, t in enumerate(template) if code.same(t.source, source)), None)
        if own is None:
            own = next((exercises[f] for f in defined if f in exercises), None)
            by_name = own is not None
        if own is None and (cell.role or not code.gives_names(source)):
            continue  # a copy of a cell of the lab's, or one that only looks at results
        follows = follows if own is None else own
        stub = own is not None and code.same(template[own].source, source)
        placed.append(_Placed(cell, follows, own is not None, by_name, source, defined, stub))
    return placed


def _notes_on_the_labs_cells(
    placed: Sequence[_Placed], template: Sequence[TemplateCell]
) -> list[str]:
    locked = {i for i, cell in enumerate(template) if cell.role != "exercise"}
    there = {p.place for p in placed if p.own}
    edited = {p.place for p in placed if p.own and p.place in locked and not p.stub}
    notes = []
    if edited:
        cells = "A cell" if len(edited) == 1 else f"{len(edited)} cells"
        notes.append(f"{cells} of the lab's own had been changed; the lab's version was used.")
    if missing := locked - there:
        cells = "A cell" if len(missing) == 1 else f"{len(missing)} cells"
        notes.append(f"{cells} of the lab's own had been deleted; the lab's version was used.")
    if any(p.by_name for p in placed):
        notes.append(
            "Some cells had lost the lab's marks, as some editors do to them; "
            "their exercises were found by the names of the functions."
        )
    return notes


def _notes_on(name: str, place: int, answers: Sequence[_Placed]) -> list[str]:
    """What is out of place about one exercise."""
    own = [p for p in answers if p.own and p.place == place]
    begun = [p for p in own if not p.stub]
    elsewhere = [p for p in answers if p not in own and name in p.defined and not p.stub]
    notes = []
    if any(p.cell.kind != "code" for p in own):
        notes.append(f"The cell of {name} had become text; it was read as code.")
    if elsewhere and not begun:
        notes.append(f"{name} was found in another cell than its own.")
    elif not own:
        notes.append(f"The cell of {name} is not in the notebook.")
    elif (
        begun
        and not elsewhere
        and not any(name in p.defined for p in begun)
        and all(code.readable(p.source) for p in begun)  # if not, the syntax error says it all
    ):
        others = ", ".join(f for p in begun for f in p.defined)
        notes.append(
            f"The cell of {name} does not define {name}"
            + (f", but {others}: the function must keep its name." if others else ".")
        )
    if len(begun) > 1 or (begun and elsewhere):
        notes.append(
            f"{name} is in {len(begun) + len(elsewhere)} cells; the last one counts, "
            "as it does when a notebook runs from top to bottom."
        )
    return notes


def _cell(placed: _Placed, template: Sequence[TemplateCell], number: int) -> Cell:
    exercise = template[placed.place].exercise if placed.own else ""
    after = template[placed.place].exercise if placed.place >= 0 else ""
    label = (
        f"The cell of {exercise}"
        if exercise
        else "A cell that you added" + (f" after {after}" if after else "")
    )
    defines = tuple(dict.fromkeys(([exercise] if exercise else []) + placed.defined))
    return Cell(exercise or f"added {number}", label, placed.source, defines)
