"""What a run leaves behind: tables, pages, and the gradebooks of other systems."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cnnlab.files import write_whole
from cnnlab.grade.class_report import class_page
from cnnlab.grade.exports import to_csv, to_json
from cnnlab.grade.gradebook import Filled, fill_canvas, fill_moodle
from cnnlab.grade.gradescope import to_gradescope
from cnnlab.grade.grading import Assignment
from cnnlab.grade.marks import Mark
from cnnlab.grade.report import page
from cnnlab.grade.similar import find_pairs, similar_page
from cnnlab.grade.table import TableError
from cnnlab.labs.lab import Lab


@dataclass(frozen=True)
class Wanted:
    """What to write beside the grades."""

    canvas: Path | None = None  # the gradebook as it was downloaded
    moodle: Path | None = None  # the grading worksheet as it was downloaded
    column: str = ""  # of the gradebook, where its name is not the lab's
    gradescope: bool = False
    similar: bool = False

    def fill(self, lab: Lab, marks: Sequence[Mark]) -> Iterator[tuple[str, Filled]]:
        """Each gradebook with ``marks`` in it; TableError where it is none."""
        if self.canvas is not None:
            yield "canvas.csv", fill_canvas(self.canvas, lab, marks, self.column)
        if self.moodle is not None:
            yield "moodle.csv", fill_moodle(self.moodle, lab, marks, self.column)

    def look_ahead(self, to: Path, lab: Lab) -> None:
        """Find out before anything is graded whether the gradebooks can be filled."""
        for name, _ in self.fill(lab, []):
            given = self.canvas if name == "canvas.csv" else self.moodle
            if given is not None and given.resolve() == (to / name).resolve():
                raise TableError(f"{given} would be overwritten: keep the download elsewhere")


def write_page(to: Path, lab: Lab, mark: Mark) -> Path:
    """The student's feedback page."""
    file = to / "feedback" / f"{mark.submission.page}.html"
    write_whole(file, page(lab, mark))
    return file


def write_all(
    to: Path, lab: Lab, assignment: Assignment, marks: Sequence[Mark], wanted: Wanted
) -> Iterator[tuple[str, str]]:
    """Write all but the students' pages; pairs of what it is and where it stands."""
    write_whole(to / "grades.csv", to_csv(lab, marks))
    write_whole(to / "grades.json", to_json(lab, marks))
    yield "grades", f"{to / 'grades.csv'}, {to / 'grades.json'}"
    yield "feedback", f"{to / 'feedback'}, a page for each student"
    write_whole(to / "class.html", class_page(lab, marks))
    yield "class", str(to / "class.html")
    for name, filled in wanted.fill(lab, marks):
        write_whole(to / name, filled.text)
        yield name.removesuffix(".csv"), f"{to / name}, marks filled in: {filled.count}"
        for remark in filled.remarks:
            yield "", f"  {remark}"
    if wanted.gradescope:
        for mark in marks:
            write_whole(to / "gradescope" / f"{mark.submission.page}.json", to_gradescope(mark))
        yield "gradescope", f"{to / 'gradescope'}, a results.json for each student"
    if wanted.similar:
        pairs = find_pairs([mark.submission for mark in marks], assignment)
        write_whole(to / "similar.html", similar_page(lab, pairs))
        yield "similar", f"{to / 'similar.html'}, {len(pairs)} pairs"
