"""Marks filled into the gradebook that an instructor downloaded from Canvas or Moodle.

The file is copied, not made up: its rows, columns and headers stay, and one column, in Moodle also
that of the comments, is written. A student is found by the number that the platform puts into the
names of the files it hands out (``lovelaceada_4711_981_lab.ipynb`` from Canvas,
``Ada Lovelace_4711_assignsubmission_file`` from Moodle), or else where the file is named as
some cell of the row is: name, login, e-mail address or student number. Nobody is guessed: who is
found nowhere, or twice, is reported and left as it was.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cnnlab.grade.exports import harmless, number
from cnnlab.grade.marks import Mark
from cnnlab.grade.table import Table, TableError, open_table, plain
from cnnlab.labs.lab import Lab
from cnnlab.labs.verdict import earned

CANVAS_FILE = re.compile(r"[^_]+_(?:late_)?(\d+)_\d+_", re.IGNORECASE)
MOODLE_FOLDER = re.compile(r"(.+)_(\d+)_assignsubmission_")
ASSIGNMENT = re.compile(r"(.*)\(\d+\)\s*")  # Canvas: the title and its number
NUMBER = re.compile(r"\s*'?[-+]?\d*[.,]?\d+\s*")
# Moodle writes its headers in the language of whoever downloads the file.
GRADE = ("grade", "bewertung", "note", "calificación", "cijfer", "nota", "valutazione")
COMMENTS = ("feedback", "comment", "kommentar", "retroaliment", "opmerking", "coment")


@dataclass(frozen=True)
class Filled:
    """A gradebook with the marks in it, and what the instructor should know."""

    text: str
    count: int  # rows that got their mark
    remarks: tuple[str, ...]


def fill_canvas(file: Path, lab: Lab, marks: Sequence[Mark], column: str = "") -> Filled:
    """Canvas's gradebook, the assignment's column filled. TableError where it is not found."""
    table = open_table(file)
    head = table.rows[0]
    if [name.strip().casefold() for name in head[1:2]] != ["id"]:
        raise TableError(f"{file} is no gradebook of Canvas: its second column is not ID")
    titles = {i: found[1] for i, name in enumerate(head) if (found := ASSIGNMENT.fullmatch(name))}
    place = _column(file, head, titles, (column,) if column else (lab.title, lab.name))
    people = range(min(titles, default=len(head)))
    known = {
        i: (row[1].strip(), {name for p in people if p < len(row) for name in _names(row[p])})
        for i, row in enumerate(table.rows)
        if i and len(row) > 1 and row[1].strip()  # not the points possible
    }
    return _fill(table, known, marks, place)


def fill_moodle(file: Path, lab: Lab, marks: Sequence[Mark], column: str = "") -> Filled:
    """Moodle's offline grading worksheet, grades and comments filled."""
    table = open_table(file)
    head = table.rows[0]
    wanted = (column,) if column else GRADE
    place = _column(file, head, dict(enumerate(head)), wanted)
    comments = [i for i, name in enumerate(head) if i != place and plain(name).startswith(COMMENTS)]
    known = {}
    for i, row in enumerate(table.rows):
        identifier = re.search(r"(\d+)\s*$", row[0]) if row else None
        if i and identifier:  # "Participant 4711", in whatever language
            known[i] = (identifier[1], {name for cell in row for name in _names(cell)})
    if not known:
        raise TableError(f"{file} is no worksheet of Moodle: its first column holds no numbers")
    return _fill(table, known, marks, place, comments[0] if comments else None)


def _column(file: Path, head: list[str], titles: dict[int, str], wanted: Sequence[str]) -> int:
    """The one column that is called one of ``wanted``, by its title or by its whole head."""
    names = set(map(plain, wanted))
    found = [i for i, t in titles.items() if {plain(t), plain(head[i])} & names]
    if len(found) == 1:
        return found[0]
    there = ", ".join(repr(head[i]) for i in titles) or "none"
    trouble = "no column" if not found else f"{len(found)} columns"
    raise TableError(
        f"{file} has {trouble} called {' or '.join(map(repr, wanted))}; "
        f"say which with --column. There are: {there}"
    )


def _names(cell: str) -> set[str]:
    """What a cell may call a student: as it stands, and "Lovelace, Ada" the other way round."""
    last, comma, first = cell.partition(",")
    turned = f"{first} {last}" if comma else cell
    return {plain(cell), plain(turned)} - {""}


def _fill(
    table: Table,
    known: dict[int, tuple[str, set[str]]],
    marks: Sequence[Mark],
    place: int,
    comments: int | None = None,
) -> Filled:
    remarks, found = [], {}
    for mark in marks:
        rows = _rows_of(mark, known)
        if len(rows) == 1:
            found[mark.submission] = rows[0]
        else:
            why = f"{len(rows)} rows fit" if rows else "is not in the gradebook"
            remarks.append(f"{mark.submission.student}: {why}")
    times = Counter(found.values())
    for mark in marks:
        row = found.get(mark.submission)
        if row is None:
            continue
        cells = table.rows[row]
        if times[row] > 1:
            name = mark.submission.student
            remarks.append(f"{name}: {times[row]} notebooks are of the student in row {row + 1}")
            continue
        cells += [""] * (len(table.rows[0]) - len(cells))
        cells[place] = number(mark.points)
        if comments is not None:
            cells[comments] = _comment(mark)
    empty = len(known) - len(times)
    if empty:
        remarks.append(f"{empty} in the gradebook without a notebook: left as they were")
    safe = [[cell if NUMBER.fullmatch(cell) else harmless(cell) for cell in r] for r in table.rows]
    filled = sum(1 for row in times if times[row] == 1)
    return Filled(Table(safe, table.delimiter, table.bom).text(), filled, tuple(remarks))


def _rows_of(mark: Mark, known: dict[int, tuple[str, set[str]]]) -> list[int]:
    """The rows that may be the student's: by number where there is one, else by name."""
    submission = mark.submission
    name = submission.student
    if moodle := MOODLE_FOLDER.match(name):
        name, numbered = moodle[1], moodle[2]
    else:
        canvas = CANVAS_FILE.match(submission.path.name)
        numbered = canvas[1] if canvas else ""
    rows = [i for i, (identifier, _) in known.items() if identifier == numbered]
    return rows or [i for i, (_, names) in known.items() if plain(name) in names]


def _comment(mark: Mark) -> str:
    """Points by exercise on one line; the whole story is on the feedback page."""
    parts = [
        f"{name} {earned(verdicts)}/{sum(verdict.points for verdict in verdicts)}"
        for name, verdicts in mark.result.by_exercise().items()
    ]
    if mark.late and mark.penalty:
        parts.append(f"late by {mark.late.days} days −{number(mark.penalty)}")
    parts += [f"{a.points:+g} {a.reason}" for a in mark.adjustments]
    return harmless(", ".join(parts))
