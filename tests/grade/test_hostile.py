"""Answers that do not answer: each gets its verdict, and none costs anybody else a point."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cnnlab.grade import processes, sandbox
from cnnlab.grade.assignment import read_assignment
from cnnlab.grade.command import Job, grade_folder
from cnnlab.grade.grading import GradedLab, grade
from cnnlab.grade.result import Result, from_json
from cnnlab.grade.submissions import find_submissions

from . import tiny
from .conftest import LIMITS
from .corpus import CASES, Case

Mark = Callable[[bytes], Result]

needs_sandbox = pytest.mark.skipif(bool(sandbox.trouble()), reason=sandbox.trouble() or "none")
HONEST = {
    "right": 10,
    "Ünï ¢ödé 名前 🙂": 10,
    "-rf": 10,
    "=HYPERLINK(1)": 10,
    "a\nb": 10,
    "\x1b[31mred": 10,
    "<script>alert(1)<&script>": 10,
    "x" * 240: 10,
}


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class: the corpus, honest students with odd names, and files that are no notebook."""
    ground = tmp_path_factory.mktemp("ground")
    folder = ground / "in"
    folder.mkdir()
    for case in CASES:
        (folder / f"{case.name}.ipynb").write_bytes(case.notebook())
    for number, name in enumerate(HONEST):
        (folder / f"{name}.ipynb").write_bytes(tiny.answering() + b" " * number)
    for twin in ("twin", "TWIN"):
        (folder / f"{twin}.ipynb").write_bytes(tiny.answering())
    (folder / "folder").mkdir()
    (folder / "folder" / "twin.ipynb").write_bytes(tiny.answering())
    (ground / "secret.ipynb").write_bytes(tiny.answering())
    (folder / "link.ipynb").symlink_to(ground / "secret.ipynb")
    (folder / "loop.ipynb").symlink_to(folder / "loop.ipynb")
    (folder / "linked").symlink_to(ground)
    (folder / "zip.ipynb").write_bytes(b"PK\x03\x04../../../../planted.ipynb")
    (folder / "..\\..\\planted.ipynb").write_bytes(tiny.answering())
    os.mkfifo(folder / "pipe.ipynb")
    return ground


@pytest.fixture(scope="module")
def graded_class(ground: Path) -> dict[str, dict[str, object]]:
    """The class graded in one run by two workers; nothing may be left, nothing changed."""
    if trouble := sandbox.trouble():
        pytest.skip(trouble)
    before, files = set(processes.descendants()), _everything(ground / "in")
    planted = Path("/tmp/planted-by-a-submission")  # in the sandbox that is a folder in memory
    job = Job(tiny.FOLDER, ground / "in", ground / "out", limits=LIMITS, workers=2)
    grade_folder(job)
    content = json.loads((ground / "out" / "grades.json").read_text())
    left = [pid for pid in set(processes.descendants()) - before if _command(pid)]
    assert [_command(pid) for pid in left if "resource_tracker" not in _command(pid)] == []
    assert _everything(ground / "in") == files
    assert not planted.exists()
    assert sorted(path.name for path in ground.iterdir()) == ["in", "out", "secret.ipynb"]
    return {student["file"]: student for student in content["students"]}


@needs_sandbox
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_case_gets_its_verdict(graded_class: dict[str, dict[str, object]], case: Case) -> None:
    student = graded_class[f"{case.name}.ipynb"]
    verdicts = [{**v, "seconds": 0.0} for v in student["verdicts"]]  # type: ignore[attr-defined]
    assert case.problem(from_json({**student, "verdicts": verdicts})) == ""


@needs_sandbox
def test_no_honest_student_pays_for_it(
    graded_class: dict[str, dict[str, object]], ground: Path
) -> None:
    with (ground / "out" / "grades.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(find_submissions(ground / "in"))
    points = {row["file"]: row["points"] for row in rows}
    for name in HONEST:
        readable = next(f for f in points if f.lstrip("'") == f"{name}.ipynb")
        assert points[readable] == "10", name
    twins = [row for row in rows if row["student"].casefold().startswith("twin")]
    assert len({row["student"].casefold() for row in twins}) == 2
    assert {row["points"] for row in twins} == {"10"}
    for row in rows:
        assert not [cell for cell in row.values() if cell[:1] in "=+-@\t\r\n" and cell]


@needs_sandbox
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("link", "the file is a link, not a file"),
        ("loop", "the file is a link, not a file"),
        ("pipe", "the file is a device or a folder"),
        ("zip", "the file is damaged or is no notebook"),
    ],
)
def test_a_file_that_is_none_is_told_plainly(
    graded_class: dict[str, dict[str, object]], name: str, said: str
) -> None:
    student = graded_class[f"{name}.ipynb"]
    assert student["points"] == 0
    assert str(student["problem"]).startswith(said)


@needs_sandbox
def test_nothing_is_followed_out_of_the_folder(
    graded_class: dict[str, dict[str, object]], ground: Path
) -> None:
    assert "secret.ipynb" not in graded_class
    pages = list((ground / "out" / "feedback").iterdir())
    assert len(pages) == len(find_submissions(ground / "in"))
    for page in pages:
        text = page.read_text("utf-8")
        assert "\x1b" not in text
        assert "<script" not in text


@needs_sandbox
def test_little_is_kept_of_each(graded_class: dict[str, dict[str, object]], ground: Path) -> None:
    store = (ground / "out" / "results.sqlite").stat().st_size
    assert store / len(graded_class) < 100_000
    assert max(p.stat().st_size for p in (ground / "out" / "feedback").iterdir()) < 100_000


@pytest.fixture(scope="module")
def trusting() -> Iterator[GradedLab]:
    with GradedLab(read_assignment(tiny.FOLDER, LIMITS, sandboxed=False)) as opened:
        grade(tiny.answering(), opened)  # its warm parent stays
        yield opened


@pytest.mark.parametrize("case", [c for c in CASES if not c.only], ids=lambda case: case.name)
def test_most_get_the_same_verdict_without_a_sandbox(trusting: GradedLab, case: Case) -> None:
    before = processes.descendants()
    result = grade(case.notebook(), trusting)
    assert case.problem(result) == ""
    assert set(processes.descendants()) <= set(before)
    assert list(trusting.warm.scratch.glob("*")) == []


def test_the_corpus_is_large_enough() -> None:
    assert len(CASES) >= 80


def test_a_verdict_that_is_not_as_expected_would_be_seen(trusting: GradedLab) -> None:
    case = next(c for c in CASES if c.name == "returns_nan")
    result = grade(case.notebook(), trusting)
    assert "none of" in replace(case, says=("something else",)).problem(result)
    assert "7 points, not 8" in replace(case, points=8).problem(result)


def test_a_process_that_is_left_would_be_seen() -> None:
    before = processes.descendants()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as planted:
        assert planted.pid in set(processes.descendants()) - set(before)


def test_a_daemon_that_outlives_its_function_does_not_hold_the_grader_up(mark: Mark) -> None:
    case = next(c for c in CASES if c.name == "a_daemon_that_holds_the_wire")
    started = time.monotonic()
    mark(case.notebook())
    assert time.monotonic() - started < 20, "it waited for a daemon that holds the wire open"


def test_the_whole_notebook_has_a_time_of_its_own(graded: GradedLab) -> None:
    limits = replace(graded.warm.limits, submission_seconds=0.7)
    slow = "import time\ndef {}(*args):\n    time.sleep(0.4)\n    return 0"
    notebook = tiny.answering(**{name: slow.format(name) for name in ("scale", "correlate")})
    sandboxed = graded.warm.sandboxed
    with GradedLab(read_assignment(tiny.FOLDER, limits, sandboxed=sandboxed)) as hurried:
        result = grade(notebook, hurried)
    assert "0.7 s were used up" in result.verdicts[-1].message
    assert result.earned == 0


def test_the_same_notebook_gets_the_same_result(mark: Mark) -> None:
    odd = tiny.answering(scale="def scale(x, f):\n    print({'a', 'b'}, x)\n    return x")
    assert mark(odd).to_json() == mark(odd).to_json()


def _everything(folder: Path) -> dict[str, tuple[int, int]]:
    """Sizes and times of all files in a folder."""
    found = {}
    for path in folder.rglob("*"):
        status = path.lstat()
        found[str(path)] = (status.st_size, status.st_mtime_ns)
    return found


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:  # ended meanwhile
        return ""
