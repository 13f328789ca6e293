"""Checks in several files are one lab, and one text for students."""

from __future__ import annotations

from pathlib import Path

import pytest

from cnnlab.labs import load_lab
from cnnlab.labs.bundle import bundled
from cnnlab.labs.release import release

COMMON = '''"""What both share."""

from __future__ import annotations

from cnnlab.labs import Lab, Student

lab = Lab("small", title="Small sums")
lab.exercise("double")
lab.exercise("total")
'''
DOUBLE = '''"""Twice."""

from __future__ import annotations

import math
from numpy.random import Generator

from cnnlab.labs import Failed, Student

from .common import lab


# how much is asked for
TWICE = 2


@lab.check("double")
def by_two(student: Student, rng: Generator) -> None:
    """a number"""
    if student.double(3) != 3 * TWICE:
        raise Failed("wrong")


@lab.check("double", hidden=True)
def concealed(student: Student, rng: Generator) -> None:
    """a number with decimals"""
    if student.double(math.pi) != TWICE * math.pi:
        raise Failed("wrong")
'''
TOTAL = '''"""Sums, with a constant of its neighbour's."""

from __future__ import annotations

from numpy.random import Generator

from cnnlab.labs import Student

from .common import lab
from .double import TWICE


@lab.check("total")
def of_two(student: Student, rng: Generator) -> None:
    """two numbers"""
    assert student.total([1, 1]) == TWICE
'''


@pytest.fixture
def checks(small_lab: Path) -> Path:
    """The checks.py of a lab whose checks stand in three files."""
    parts = small_lab / "checks"
    parts.mkdir()
    for name, text in {"common": COMMON, "double": DOUBLE, "total": TOTAL}.items():
        (parts / f"{name}.py").write_text(text, "utf-8")
    face = (
        '"""Checks of the small lab."""\n\nfrom . import total, double\nfrom .common import lab\n'
    )
    (small_lab / "checks.py").write_text(face, "utf-8")
    return small_lab / "checks.py"


def names(path: Path) -> list[tuple[str, str]]:
    return [(e.name, check.name) for e in load_lab(path).exercises.values() for check in e.checks]


def test_the_text_is_the_same_lab(checks: Path, tmp_path: Path) -> None:
    whole = tmp_path / "checks.py"
    whole.write_text(bundled(checks), "utf-8")
    assert names(whole) == names(checks)
    assert names(checks) == [("double", "by_two"), ("double", "concealed"), ("total", "of_two")]


def test_each_part_and_each_import_stands_once(checks: Path) -> None:
    text = bundled(checks)
    assert text.startswith('"""Checks of the small lab."""\n\nfrom __future__ import annotations\n')
    assert text.count("from numpy.random import Generator") == 1
    assert "from cnnlab.labs import Failed, Lab, Student\n" in text
    assert "from ." not in text
    assert "# how much is asked for\nTWICE = 2\n" in text
    assert text.index("lab = Lab") < text.index("TWICE = 2") < text.index("def of_two")


def test_students_get_one_file_without_what_is_hidden(checks: Path, tmp_path: Path) -> None:
    release(checks.parent, tmp_path / "out")
    assert not (tmp_path / "out" / "checks").exists()
    text = (tmp_path / "out" / "checks.py").read_text("utf-8")
    assert "concealed" not in text
    assert "math" not in text
    assert [name for _, name in names(tmp_path / "out" / "checks.py")] == ["by_two", "of_two"]


def test_a_changed_part_is_seen_when_the_lab_is_loaded_again(checks: Path) -> None:
    load_lab(checks)
    part = checks.parent / "checks" / "total.py"
    part.write_text(part.read_text("utf-8").replace("of_two", "of_both"), "utf-8")
    assert names(checks)[-1] == ("total", "of_both")
    assert "of_both" in bundled(checks)


def test_one_name_for_two_things_is_refused(checks: Path) -> None:
    part = checks.parent / "checks" / "total.py"
    part.write_text(part.read_text("utf-8") + "\n\ndef by_two() -> None: ...\n", "utf-8")
    with pytest.raises(ValueError, match=r"'by_two' is declared in double\.py and in total\.py"):
        bundled(checks)


def test_one_file_stays_as_it_is(small_lab: Path) -> None:
    assert bundled(small_lab / "checks.py") == (small_lab / "checks.py").read_text("utf-8")
