"""Late days and the instructor's own hand: what counts in the end, and what the student reads."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cnnlab.grade.exports import to_csv, to_json
from cnnlab.grade.late import Lateness, Policy, latenesses, read_policy, read_times
from cnnlab.grade.marks import Adjustment, read_adjustments
from cnnlab.grade.report import page
from cnnlab.grade.submissions import Submission
from cnnlab.grade.table import TableError

from .made import lab, mark

DUE = datetime(2026, 11, 27, 22, 59, tzinfo=UTC)
POLICY = Policy(DUE, grace_minutes=15, penalty_per_day=10, maximum_late_days=3)


@pytest.mark.parametrize(
    ("after", "days", "costs"),
    [
        (timedelta(minutes=-1), 0, 0.0),
        (timedelta(minutes=15), 0, 0.0),
        (timedelta(minutes=15, seconds=1), 1, 0.1),
        (timedelta(days=1, minutes=15), 1, 0.1),
        (timedelta(days=1, minutes=16), 2, 0.2),
        (timedelta(days=3), 3, 0.3),
        (timedelta(days=3, minutes=16), 4, 1.0),
    ],
)
def test_each_day_begun_costs_after_the_grace(after: timedelta, days: int, costs: float) -> None:
    assert POLICY.lateness(DUE + after) == Lateness(days, pytest.approx(costs))


def test_a_penalty_never_takes_more_than_all() -> None:
    harsh = Policy(DUE, penalty_per_day=60)
    assert harsh.lateness(DUE + timedelta(days=30)).costs == 1.0


def test_the_policy_stands_beside_the_lab(tmp_path: Path) -> None:
    file = tmp_path / "grading.toml"
    assert read_policy(file) is None
    file.write_text(
        "due = 2026-11-27T23:59:00+01:00\ngrace_minutes = 15\n"
        "penalty_per_day = 10\nmaximum_late_days = 3\n"
    )
    assert read_policy(file) == POLICY
    file.write_text("due = 2026-11-27T23:59:00\n")
    policy = read_policy(file)
    assert policy is not None
    assert policy.due.tzinfo is not None, "this machine's time zone"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("due = ", "cannot be read"),
        ("grace_minutes = 1", "due must be a date and a time"),
        ("due = 2026-11-27", "due must be a date and a time"),
        ("due = 2026-11-27T23:59:00\npenalty = 1", "there is no 'penalty'; known are due, grace"),
        ("due = 2026-11-27T23:59:00\npenalty_per_day = -1", "not negative, got -1"),
        ("due = 2026-11-27T23:59:00\npenalty_per_day = '10%'", "must be a number"),
    ],
)
def test_a_slip_in_the_policy_is_told(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "grading.toml"
    file.write_text(text)
    with pytest.raises(TableError, match=said):
        read_policy(file)


def test_a_notebook_came_in_when_its_file_says_or_the_table(tmp_path: Path) -> None:
    students = []
    for name in ("ada", "bob"):
        file = tmp_path / f"{name}.ipynb"
        file.write_text("")
        os.utime(file, (DUE.timestamp(), DUE.timestamp()))
        students.append(Submission(name, file, name))
    assert read_times(None, students) == {"ada": DUE, "bob": DUE}
    table = tmp_path / "times.csv"
    table.write_text("Student,Submitted\nADA,2026-11-29T00:00+01:00\n")
    late = latenesses(POLICY, read_times(table, students))
    assert (late["ada"].days, late["bob"].days) == (1, 0)
    assert latenesses(None, {}) == {}
    for text, said in (
        ("student,submitted\nada,tomorrow\n", "'tomorrow' of ada is no time such as"),
        ("student,submitted\nmallory,2026-11-29\n", "there is no submission of 'mallory'"),
        ("student,submitted\nada,2026-11-29\nAda,2026-11-28\n", "ada is there twice"),
        ("student,when\nada,2026-11-29\n", "has no column 'submitted'; it has student, when"),
    ):
        table.write_text(text)
        with pytest.raises(TableError, match=said):
            read_times(table, students)


def test_adjustments_name_a_student_an_exercise_and_a_reason(tmp_path: Path) -> None:
    file = tmp_path / "adjust.csv"
    file.write_text(
        "student,exercise,points,reason\nada,scale,0.5,a nice proof\nada,,-1,talked\n\nbob,,1,x\n"
    )
    assert read_adjustments(file, lab, ["Ada", "bob"]) == {
        "Ada": (Adjustment("scale", 0.5, "a nice proof"), Adjustment("", -1.0, "talked")),
        "bob": (Adjustment("", 1.0, "x"),),
    }
    assert read_adjustments(None, lab, []) == {}
    for row, said in (
        ("mallory,,1,x", "no submission of 'mallory'"),
        ("ada,scales,1,x", "'scales' of Ada is no exercise; there are scale"),
        ("ada,,one,x", "'one' of Ada is no number"),
        ("ada,,nan,x", "'nan' of Ada is no number"),
        ("ada,,1,", "the reason is empty"),
        ("ada", "is no number of points"),
    ):
        file.write_text(f"student,exercise,points,reason\n{row}\n")
        with pytest.raises(TableError, match=said):
            read_adjustments(file, lab, ["Ada"])


def test_a_mark_is_what_the_checks_give_less_lateness_plus_the_hand() -> None:
    given = (Adjustment("", 0.5, "x"),)
    assert mark("a", 3).points == 3
    assert mark("a", 3, late=Lateness(1, 0.1)).points == 2.7
    assert mark("a", 3, late=Lateness(1, 0.1), adjustments=given).points == 3.2
    assert mark("a", 0, adjustments=(Adjustment("", -1, "x"),)).points == 0
    assert mark("a", 3, late=Lateness(9, 1.0)).points == 0


def test_the_student_reads_how_the_points_come_about() -> None:
    evil = Adjustment("scale", -0.5, "<script>alert(1)</script>")
    html = page(lab, mark("Ada", 3, late=Lateness(2, 0.2), adjustments=(evil,)))
    assert "1.9 of 3 points" in html
    assert "−0.6: handed in late, by 2 days" in html
    assert "−0.5 for <code>scale</code>: &lt;script&gt;alert(1)" in html
    assert "How they come about" not in page(lab, mark("Ada", 3, late=Lateness(0, 0.0)))


def test_the_tables_show_lateness_and_the_hand_where_there_is_any() -> None:
    plain = to_csv(lab, [mark("Ada", 3)])
    assert plain.splitlines() == [
        "student,file,points,possible,scale,remarks",
        "Ada,Ada.ipynb,3,3,3,",
    ]
    both = [
        mark("Ada", 3, late=Lateness(1, 0.1)),
        mark("Bob", 2, adjustments=(Adjustment("", 0.5, "x"),)),
    ]
    assert to_csv(lab, both).splitlines() == [
        "student,file,points,possible,scale,days late,late penalty,by hand,remarks",
        "Ada,Ada.ipynb,2.7,3,3,1,0.3,0,",
        "Bob,Bob.ipynb,2.5,3,2,,0,0.5,",
    ]
    assert '"reason": "x"' in to_json(lab, both)
