"""What comes out: pages that escape everything and give nothing away, tables that run nothing."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from cnnlab.grade.exports import to_csv, to_json
from cnnlab.grade.marks import Mark
from cnnlab.grade.report import page
from cnnlab.grade.result import Result, nothing_graded
from cnnlab.grade.submissions import Submission
from cnnlab.labs import Lab, Verdict

EVIL = '<script>alert("1")</script>&amp; "quoted" \x1b[31mred\x07'

lab = Lab("small", title="A lab <1>")
lab.exercise("scale")


@lab.check("scale", points=2)
def public(student: object, rng: object) -> None:
    "a public check"


@lab.check("scale", points=1, hidden=True)
def secret(student: object, rng: object) -> None:
    "a hidden check"


def result(message: str = "", hint: str = "", notes: tuple[str, ...] = ()) -> Result:
    verdicts = (
        Verdict("scale", "public", "a public check", False, 2, "failed", message, hint),
        Verdict("scale", "secret", "a hidden check", True, 1, "failed", "[1.25 2.5]", hint),
    )
    return Result(verdicts, notes, {"scale": f"printed {message}", "": f"at the top {message}"})


def mark_of(student: str, result: Result) -> Mark:
    return Mark(Submission(student, Path(f"{student}.ipynb"), student), result)


def page_of(lab: Lab, student: str, result: Result) -> str:
    return page(lab, mark_of(student, result))


def test_the_page_says_what_was_seen_and_what_to_try() -> None:
    html = page_of(lab, "Ada", result("the numbers differ", "is it flipped?", ("A note.",)))
    for text in ("0 of 3 points", "the numbers differ", "is it flipped?", "A note.", "0/2"):
        assert text in html
    assert "printed the numbers differ" in html
    assert html.count("<h1>") == 1


def test_it_says_which_exercise_to_mend_first() -> None:
    both = Lab("both", title="Both")
    both.exercise("first")
    both.exercise("second", builds_on=("first",))
    told = "which is not right yet: begin there"
    for first, second, expected in (
        ("failed", "failed", True),
        ("passed", "failed", False),
        ("failed", "passed", False),
    ):
        verdicts = [
            Verdict(name, "c", "t", False, 1, status)  # type: ignore[arg-type]
            for name, status in (("first", first), ("second", second))
        ]
        assert (told in page_of(both, "Ada", Result(tuple(verdicts)))) == expected


def test_hidden_checks_give_their_name_and_hint_alone() -> None:
    html = page_of(lab, "Ada", result("seen", "try this"))
    assert "a hidden check" in html
    assert "[1.25 2.5]" not in html
    assert html.count("try this") == 2


def test_everything_is_escaped_and_nothing_is_loaded() -> None:
    html = page_of(lab, EVIL, result(EVIL, EVIL, (EVIL,)))
    assert "<script" not in html
    assert "\x1b" not in html
    assert "\x07" not in html
    assert not re.search(r"\b(src|href)\s*=|url\(|@import", html)


def test_a_page_for_what_is_no_notebook_says_so() -> None:
    html = page_of(lab, "Ada", nothing_graded(lab, "the file is empty"))
    assert "The file is empty. A notebook is" in html
    assert "0 of 3 points" in html


def graded(*names: str) -> list[Mark]:
    return [mark_of(name, result("m", "h", (f"={name}",))) for name in names]


def test_the_table_has_a_row_a_student() -> None:
    rows = list(csv.DictReader(io.StringIO(to_csv(lab, graded("Ada", 'B, "b"\nb')))))
    assert [row["student"] for row in rows] == ["Ada", 'B, "b"\nb']
    assert rows[0] | {"remarks": ""} == {
        "student": "Ada",
        "file": "Ada.ipynb",
        "points": "0",
        "possible": "3",
        "scale": "0",
        "remarks": "",
    }


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_cell_is_a_formula(start: str) -> None:
    table = to_csv(lab, graded(start + "HYPERLINK(1)"))
    for row in list(csv.reader(io.StringIO(table, newline="")))[1:]:
        assert not [text for text in row if text[:1] in "=+-@\t\r\n" and text]


def test_json_holds_everything_but_the_times() -> None:
    content = json.loads(to_json(lab, graded("Ada")))
    (student,) = content["students"]
    assert (content["possible"], student["points"], student["possible"]) == (3, 0, 3)
    assert student["verdicts"][1]["message"] == "[1.25 2.5]"
    assert "seconds" not in student["verdicts"][0]
