"""The labs' page says of each lab what its checks say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cnnlab.labs import Lab, load_lab

LABS = Path(__file__).parents[2] / "labs"


def rows(page: str) -> dict[str, tuple[int, int]]:
    """Public and hidden points of each exercise, as the table of the page has them."""
    found = re.findall(r"^\| \d+ \| `(\w+)\(.*\| (\d+) \+ (\d+) \|$", page, re.MULTILINE)
    return {name: (int(public), int(hidden)) for name, public, hidden in found}


def points(lab: Lab) -> dict[str, tuple[int, int]]:
    """The same, as the checks have them."""
    return {
        name: (
            sum(check.points for check in exercise.checks if not check.hidden),
            sum(check.points for check in exercise.checks if check.hidden),
        )
        for name, exercise in lab.exercises.items()
    }


@pytest.fixture(scope="module")
def page() -> str:
    return (LABS / "index.md").read_text("utf-8")


@pytest.fixture(scope="module")
def lab() -> Lab:
    return load_lab(LABS / "01_convolution" / "checks.py")


def test_exercises_and_points_are_the_lab_s(page: str, lab: Lab) -> None:
    assert list(rows(page).items()) == list(points(lab).items())
    assert f"| {len(lab.exercises)} | {lab.points} |" in page


def test_a_changed_number_would_be_noticed(page: str, lab: Lab) -> None:
    assert rows(page.replace("4 + 3", "4 + 4")) != points(lab)
