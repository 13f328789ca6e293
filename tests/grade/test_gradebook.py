"""Gradebooks of other systems: filled in as they were downloaded, nobody guessed."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from cnnlab.grade.gradebook import fill_canvas, fill_moodle
from cnnlab.grade.gradescope import to_gradescope
from cnnlab.grade.late import Lateness
from cnnlab.grade.marks import Adjustment
from cnnlab.grade.table import TableError

from .made import lab, mark

CANVAS = """\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Warm-up (11),A lab <1> (12),Final
    Points Possible,,,,,5,3,
"Lovelace, Ada",4711,20250001,ada@example.org,A,5,,80
"Turing, Alan",4712,20250002,alan,A,4,,70
"Smith, Eve",4713,20250003,eve1,A,3,,
"Smith, Eve",4714,20250004,eve2,B,2,2,
"=HYPERLINK(1)",4715,20250005,-5,B,,,
"Student, Test",4716,,test,B,,,
"""
MOODLE = """Identifier;Full name;Email address;Status;Grade;Maximum Grade;Feedback comments
Participant 901;Ada Lovelace;ada@example.org;Submitted;;3,00;
Participant 902;Željko Ø;z@example.org;Submitted;1,50;3,00;kept
"""


def write(folder: Path, text: str, name: str = "book.csv") -> Path:
    file = folder / name
    file.write_bytes(text.encode())
    return file


def rows(text: str, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=delimiter))


def test_canvas_gets_one_column_filled_and_keeps_all_others(tmp_path: Path) -> None:
    marks = [
        mark("Ada Lovelace", 3),  # by name, the other way round
        mark("alan", 2),  # by login
        mark("smitheve_4714_99_lab", 1, file="smitheve_4714_99_lab.ipynb"),  # by Canvas's number
    ]
    file = write(tmp_path, CANVAS)
    filled = fill_canvas(file, lab, marks)
    assert file.read_text("utf-8") == CANVAS, "the download is left as it is"
    assert filled.text.startswith("\ufeff"), "Excel knows UTF-8 by it"
    before, after = rows(CANVAS), rows(filled.text)
    assert [row[6] for row in after[2:]] == ["3", "2", "", "1", "", ""]
    for row in (*before, *after):
        row[6] = ""
    before[6][0], before[6][3] = "'=HYPERLINK(1)", "-5"
    assert after == before
    assert filled.count == 3
    assert filled.remarks == ("3 in the gradebook without a notebook: left as they were",)


def test_nobody_is_guessed(tmp_path: Path) -> None:
    marks = [mark("Eve Smith", 3), mark("Mallory", 3), mark("alan", 1), mark("20250002", 2)]
    filled = fill_canvas(write(tmp_path, CANVAS), lab, marks)
    assert filled.count == 0
    assert filled.remarks[:4] == (
        "Eve Smith: 2 rows fit",
        "Mallory: is not in the gradebook",
        "alan: 2 notebooks are of the student in row 4",
        "20250002: 2 notebooks are of the student in row 4",
    )
    assert [row[6] for row in rows(filled.text)[2:]] == ["", "", "", "2", "", ""]


def test_the_column_may_be_named(tmp_path: Path) -> None:
    file = write(tmp_path, CANVAS)
    filled = fill_canvas(file, lab, [mark("alan", 1)], "warm-up")
    assert rows(filled.text)[3][5] == "1"
    with pytest.raises(TableError, match=r"no column called 'x'; say which with --column.*Warm-up"):
        fill_canvas(file, lab, [], "x")
    twice = write(tmp_path, CANVAS.replace("Warm-up (11)", "A lab <1> (11)"))
    with pytest.raises(TableError, match="2 columns called"):
        fill_canvas(twice, lab, [])
    assert rows(fill_canvas(twice, lab, [mark("alan", 3)], "A lab <1> (12)").text)[3][6] == "3"


def test_moodle_gets_grades_and_comments(tmp_path: Path) -> None:
    late = Lateness(2, 0.2)
    marks = [
        mark(
            "Ada Lovelace_901_assignsubmission_file_",
            3,
            late=late,
            adjustments=(Adjustment("scale", 0.25, "=asked well"),),
        ),
        mark("željko ø", 2),
    ]
    filled = fill_moodle(write(tmp_path, MOODLE), lab, marks)
    after = rows(filled.text, ";")
    assert after[1][4:] == [
        "2.65",
        "3,00",
        "scale 3/3, late by 2 days −0.6, +0.25 =asked well",
    ]
    assert after[2][:5] == ["Participant 902", "Željko Ø", "z@example.org", "Submitted", "2"]
    assert filled.remarks == ()


@pytest.mark.parametrize(
    ("grade", "comments"),
    [("Bewertung", "Feedback als Kommentar"), ("Note", "Commentaires"), ("Cijfer", "x")],
)
def test_moodle_speaks_other_languages(tmp_path: Path, grade: str, comments: str) -> None:
    text = MOODLE.replace("Identifier;", "ID;").replace("Participant ", "Teilnehmer/in")
    text = text.replace(";Grade;", f";{grade};").replace("Feedback comments", comments)
    filled = fill_moodle(write(tmp_path, text), lab, [mark("ada@example.org", 2)])
    ada = rows(filled.text, ";")[1]
    assert ada[4] == "2"
    assert ada[6] == ("scale 2/3" if comments != "x" else "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("a,b\n1,2\n", "no gradebook of Canvas"),
        ("Student,ID,Section\n", "no column called"),
        ('Student,ID,"A lab <1> (1)\n', "is no CSV table"),
    ],
)
def test_what_is_no_gradebook_is_told_plainly(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(TableError, match=said):
        fill_canvas(write(tmp_path, text), lab, [])


def test_other_encodings_are_read_or_refused(tmp_path: Path) -> None:
    wide = tmp_path / "wide.csv"
    wide.write_bytes(MOODLE.replace(";", "\t").encode("utf-16"))
    filled = fill_moodle(wide, lab, [mark("željko ø", 1)])
    assert rows(filled.text, "\t")[2][4] == "1"
    latin = tmp_path / "latin.csv"
    latin.write_bytes("Identifier,Grade\nParticipant 1,é\n".encode("latin-1"))
    with pytest.raises(TableError, match="save it as CSV UTF-8"):
        fill_moodle(latin, lab, [])
    with pytest.raises(TableError, match="cannot be read"):
        fill_moodle(tmp_path / "gone.csv", lab, [])


def test_gradescope_gets_nothing_of_a_hidden_check_but_its_hint() -> None:
    late = mark("Ada", 0, hint="is it flipped?", late=Lateness(1, 0.5))
    content = json.loads(to_gradescope(late))
    shown, hidden = content["tests"]
    assert (content["score"], shown["score"], shown["max_score"]) == (0.0, 0, 2)
    assert shown["output"] == "[1.25 2.5]\nHint: is it flipped?"
    assert hidden["output"] == "Hint: is it flipped?"
    assert json.loads(to_gradescope(mark("Ada", 3)))["score"] == 3.0
