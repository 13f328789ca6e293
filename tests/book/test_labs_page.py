"""The labs' page says of each lab what its checks say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cnnlab.labs import Lab, load_lab

LABS = Path(__file__).parents[2] / "labs"


FOLDERS = sorted(path.parent for path in LABS.glob("*/lab.md"))


def section(page: str, title: str) -> str:
    """The part of the page under the heading of the lab with this title."""
    _, _, rest = page.partition(f"\n### Lab {title}\n")
    return rest.partition("\n#")[0]


def rows(part: str) -> dict[str, tuple[int, int]]:
    """Public and hidden points of each exercise, as the table has them."""
    found = re.findall(r"^\| \d+ \| `(\w+)\b.*\| (\d+) \+ (\d+) \|$", part, re.MULTILINE)
    return {name: (int(public), int(hidden)) for name, public, hidden in found}


def minutes(part: str) -> list[int]:
    """How long each exercise takes."""
    return [
        int(m) for m in re.findall(r"^\| \d+ \| `.*\| (\d+) \| \d+ \+ \d+ \|$", part, re.MULTILINE)
    ]


def points(lab: Lab) -> dict[str, tuple[int, int]]:
    """Points as the checks have them."""
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


@pytest.fixture(scope="module", params=FOLDERS, ids=lambda folder: folder.name)
def folder(request: pytest.FixtureRequest) -> Path:
    return request.param


@pytest.fixture(scope="module")
def lab(folder: Path) -> Lab:
    return load_lab(folder / "checks.py")


def heading(lab: Lab) -> str:
    return f"{int(lab.name[:2])}: {lab.title}"


def test_exercises_and_points_are_the_lab_s(page: str, lab: Lab) -> None:
    part = section(page, heading(lab))
    assert list(rows(part).items()) == list(points(lab).items())
    row = next(
        line for line in page.splitlines() if f"**{int(lab.name[:2])} · {lab.title}**" in line
    )
    assert row.endswith(f"| {len(lab.exercises)} | {lab.points} |")


def test_minutes_are_the_lab_s(page: str, lab: Lab, folder: Path) -> None:
    text = (folder / "lab.md").read_text("utf-8")
    told = re.findall(r"^\| \d+ `(\w+)` \| (\d+) \|$", text, re.MULTILINE)
    assert [name for name, _ in told] == list(lab.exercises)
    assert [int(m) for _, m in told] == minutes(section(page, heading(lab)))
    assert f"about {sum(int(m) for _, m in told)} minutes of work" in " ".join(text.split())
    assert 60 <= sum(int(m) for _, m in told) <= 120


def test_a_changed_number_would_be_noticed(page: str, lab: Lab) -> None:
    part = section(page, heading(lab))
    name, (public, hidden) = next(iter(points(lab).items()))
    assert f"| {public} + {hidden} |" in part, name
    assert rows(part.replace(f"| {public} + {hidden} |", "| 9 + 9 |")) != points(lab)
