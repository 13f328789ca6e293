"""``cnnlab grade`` and ``cnnlab doctor``, run as an instructor runs them."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cnnlab.grade import sandbox

from . import tiny
from .tiny import RIGHT, cell, notebook, released, without_marks

Run = subprocess.CompletedProcess[str]
CNNLAB = [sys.executable, "-m", "cnnlab.cli"]
GUARD = ["--trust-submissions"] if sandbox.trouble() else []

KILL_THE_GRADER = """
import os
def scale(x, factor):
    pid = os.getpid()
    while "spawn_main" not in (command := open(f"/proc/{pid}/cmdline").read()):
        pid = int(open(f"/proc/{pid}/stat").read().split()[3])
    os.kill(pid, 9)
"""
WRONG = {name: source.replace("return", "return 1 +") for name, source in RIGHT.items()}
MERGED = {"scale": RIGHT["scale"] + "\n\n" + RIGHT["correlate"]}

# Of a whole class: notebook, points of 10, a phrase of the feedback.
CLASS: dict[str, tuple[bytes, int, str]] = {
    "all right": (notebook(released(RIGHT)), 10, "10 of 10 points"),
    "all wrong": (notebook(released(WRONG)), 0, "every element, times factor"),
    "not begun": (notebook(released()), 0, "scale is not begun"),
    "corrupt": (b'{"cells": [{"cell_type"', 0, "The file is damaged or is no notebook"),
    "empty": (b"", 0, "The file is empty"),
    "picture": (b"\x89PNG\r\n\x1a\n", 0, "damaged or is no notebook (it is no text)"),
    "endless": (tiny.answering(scale="def scale(x, f):\n    while True: pass"), 7, "stopped after"),
    "exit": (tiny.answering(scale="def scale(x, f):\n    exit()"), 7, "scale raised"),
    "sys.exit": (tiny.answering(scale="import sys\nsys.exit(1)"), 7, "it raised SystemExit: 1"),
    "renamed": (tiny.answering(scale="def scales(x, f):\n    return x * f"), 7, "Rename that"),
    "deleted": (notebook([released(RIGHT)[0], released(RIGHT)[3]]), 5, "is not in the notebook"),
    "reordered": (notebook(released(RIGHT)[::-1]), 10, "in another order than in the lab"),
    "duplicated": (notebook(released(RIGHT) + released(WRONG)[1:2]), 7, "scale is in 2 cells"),
    "merged": (
        notebook([c for c in released({**RIGHT, **MERGED}) if "correlate" not in c["id"]]),
        10,
        "correlate was found in another cell",
    ),
    "no marks": (notebook(without_marks(released(RIGHT))), 10, "lost the lab&#39;s marks"),
    "old format": (
        json.dumps(
            {
                "nbformat": 3,
                "worksheets": [
                    {"cells": [{"cell_type": "code", "input": RIGHT[n]} for n in RIGHT]},
                ],
            }
        ).encode(),
        10,
        "lost the lab&#39;s marks",
    ),
    "magics": (
        notebook([cell("%pylab\n!ls"), *released({**RIGHT, "scale": "%time\n" + RIGHT["scale"]})]),
        10,
        "10 of 10 points",
    ),
    "syntax": (
        tiny.answering(scale="def scale(x):\n  return (x"),
        7,
        "a syntax error on line 2",
    ),
    "forbidden": (
        tiny.answering(correlate="def correlate(x, w):\n    return np.correlate(x, w)"),
        5,
        "correlate uses numpy.correlate on line 2 of its cell",
    ),
    "<script>alert(1)<&script>": (tiny.answering(scale="1 / 0"), 7, "ZeroDivisionError"),
    "=HYPERLINK(1)": (tiny.answering(), 10, "10 of 10 points"),
    "os._exit": (tiny.answering(scale="import os\ndef scale(x, f):\n    os._exit(0)"), 7, "ended"),
}


def cnnlab(*arguments: str | Path, **options: object) -> Run:
    command = [*CNNLAB, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, **options)


def grade(submissions: Path, to: Path, *more: str) -> Run:
    labs = ("--labs", str(tiny.FOLDER.parent))
    return cnnlab("grade", "lab", submissions, "--to", to, *labs, *GUARD, *more)


def table(to: Path) -> dict[str, dict[str, str]]:
    with (to / "grades.csv").open(newline="") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def class_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("class")
    for name, (content, _, _) in CLASS.items():
        (folder / f"{name}.ipynb").write_bytes(content)
    return folder


@pytest.fixture(scope="module")
def graded(class_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    to = tmp_path_factory.mktemp("graded")
    run = grade(class_folder, to)
    assert run.returncode == 0, run.stderr
    assert f"{len(CLASS)} notebooks graded; median 7" in run.stdout
    assert "100%" in run.stderr
    assert "Traceback" not in run.stderr
    return to


@pytest.mark.parametrize("name", CLASS)
def test_each_of_a_class_is_graded_for_what_is_there(graded: Path, name: str) -> None:
    _, points, phrase = CLASS[name]
    row = table(graded)["'" + name if name.startswith("=") else name]
    assert (int(row["points"]), int(row["possible"])) == (points, 10)
    pages = {p.stem: p.read_text() for p in (graded / "feedback").iterdir()}
    assert len(pages) == len(CLASS)
    page = pages[name.translate(str.maketrans("<>()&=", "______"))]
    assert phrase in page
    assert f"{points} of 10 points" in page


def test_the_same_class_gets_the_same_grades_to_the_byte(
    class_folder: Path, graded: Path, tmp_path: Path
) -> None:
    run = grade(class_folder, tmp_path / "new" / "folder", "--workers", "1")
    assert run.returncode == 0
    for name in ("grades.csv", "grades.json"):
        again = (tmp_path / "new" / "folder" / name).read_bytes()
        assert again == (graded / name).read_bytes()


def test_hidden_numbers_reach_the_instructor_alone(graded: Path) -> None:
    everything = json.loads((graded / "grades.json").read_text())
    wrong = next(s for s in everything["students"] if s["student"] == "all wrong")
    hidden = [v["message"] for v in wrong["verdicts"] if v["hidden"]]
    assert "the numbers differ" in hidden
    page = (graded / "feedback" / "all wrong.html").read_text()
    seen = [v for v in wrong["verdicts"] if v["message"] == "the numbers differ"]
    assert page.count("the numbers differ") == len([v for v in seen if not v["hidden"]])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["grade", "lab"], "Missing argument 'SUBMISSIONS'"),
        (["grade", "lab", "gone", "--to", "x"], "Directory 'gone' does not exist"),
        (["grade", "07_nothing", ".", "--to", "x"], "no lab called '07_nothing'"),
        (["grade", "lab", "nothing here", "--to", "x"], "there is no notebook (*.ipynb) in"),
        (["grade", "lab", ".", "--to", "file/x"], "cannot write to file/x"),
        (["grade", "lab", ".", "--to", "x", "--workers", "0"], "0 is not in the range"),
        (["grade", "lab", ".", "--to", "x", "--seconds", "0"], "0.0 is not in the range"),
    ],
)
def test_wrong_usage_is_told_plainly(arguments: list[str], said: str, tmp_path: Path) -> None:
    (tmp_path / "nothing here").mkdir()
    (tmp_path / "file").write_text("")
    (tmp_path / "a.ipynb").write_bytes(tiny.answering())
    labs = ["--labs", str(tiny.FOLDER.parent)]
    run = cnnlab(*arguments, *labs, *GUARD, cwd=tmp_path)
    assert run.returncode == 2
    assert said in run.stderr
    assert "Traceback" not in run.stderr
    assert not (tmp_path / "x" / "grades.csv").exists()


def test_without_a_sandbox_it_refuses_and_says_how_to_get_one(tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_bytes(tiny.answering())
    labs = ("--labs", tiny.FOLDER.parent)
    bare = {**os.environ, "PATH": str(tmp_path)}
    run = cnnlab("grade", "lab", tmp_path, "--to", tmp_path / "x", *labs, env=bare)
    assert run.returncode == 2
    for words in ("would run unguarded", "apt-get install bubblewrap", "--trust-submissions"):
        assert words in run.stderr
    assert not (tmp_path / "x").exists()
    assert "no: bubblewrap is not there" in cnnlab("doctor", env=bare).stdout


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_of_those_that_a_dead_grader_held_only_the_killer_loses(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.ipynb").write_bytes(tiny.answering())
    (tmp_path / "c.ipynb").write_bytes(tiny.answering(scale=KILL_THE_GRADER))
    to, labs = tmp_path / "graded", ("--labs", tiny.FOLDER.parent)
    run = cnnlab("grade", "lab", tmp_path, "--to", to, *labs, "--trust-submissions")
    assert run.returncode == 0, run.stderr
    assert "its code can read and write whatever you can" in run.stderr
    points = {name: row["points"] for name, row in table(to).items()}
    assert points == {"a": "10", "b": "10", "c": "0"}
    assert "ended the grader's own process, twice" in table(to)["c"]["remarks"]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("kind", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_is_stopped_leaves_nothing_half_done(tmp_path: Path, kind: int) -> None:
    slow = "import time\ndef scale(x, f):\n    time.sleep(0.1)\n    return x * f"
    for number in range(12):
        (tmp_path / f"{number}.ipynb").write_bytes(tiny.answering(scale=f"{slow}  # {number}"))
    to, mark = tmp_path / "graded", f"CNNLAB_TEST={tmp_path}"
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    run = subprocess.Popen(
        [*CNNLAB, "grade", "lab", tmp_path, "--to", to, "--labs", tiny.FOLDER.parent, *GUARD],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "CNNLAB_TEST": str(tmp_path), "TMPDIR": str(temporary)},
    )
    _wait(lambda: list((to / "feedback").glob("*.html")) if to.exists() else [])
    os.kill(run.pid, kind)
    said = run.communicate(timeout=30)[1]
    assert run.returncode == (-signal.SIGKILL if kind == signal.SIGKILL else 130)
    assert "Traceback" not in said
    _wait(lambda: not _processes_with(mark))
    _wait(lambda: not list(temporary.iterdir()))
    pages = list((to / "feedback").iterdir())
    assert 0 < len(pages) < 12
    assert all(page.read_text().endswith("</html>") for page in pages if page.suffix == ".html")
    assert not (to / "grades.csv").exists()
    again = grade(tmp_path, to)
    assert again.returncode == 0
    assert [row["points"] for row in table(to).values()] == ["10"] * 12
    stored = sqlite3.connect(to / "results.sqlite").execute("SELECT count(*) FROM results")
    assert stored.fetchone() == (12,)


def test_a_second_run_grades_only_what_has_changed(tmp_path: Path) -> None:
    once = """
import random
def scale(x, f):
    print(random.SystemRandom().random())
    return x * f
"""
    (tmp_path / "a.ipynb").write_bytes(tiny.answering(scale=once))
    (tmp_path / "b.ipynb").write_bytes(tiny.answering(scale=once + "# b"))
    seen = []
    for more in ([], [], ["--regrade"]):
        assert grade(tmp_path, tmp_path / "to", *more).returncode == 0
        students = json.loads((tmp_path / "to" / "grades.json").read_text())["students"]
        seen.append([student["printed"]["scale"] for student in students])
        (tmp_path / "b.ipynb").write_bytes(tiny.answering(scale=once + f"# {len(seen)}"))
    first, second, third = seen
    assert second[0] == first[0]
    assert second[1] != first[1]
    assert third[0] != first[0]


def _wait(until: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def _processes_with(mark: str) -> list[int]:
    found = []
    for environ in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark.encode() in environ.read_bytes():
                found.append(int(environ.parent.name))
        except OSError:
            continue
    return found


CANVAS = """Student,ID,SIS Login ID,Section,A small lab for testing the grader (7)
"A, all",1,{},s,
"""


def test_a_whole_course_run(tmp_path: Path) -> None:
    labs, folder, to = tmp_path / "labs", tmp_path / "in", tmp_path / "out"
    shutil.copytree(tiny.FOLDER, labs / "lab")
    (labs / "lab" / "grading.toml").write_text(
        "due = 2026-01-10T12:00:00Z\npenalty_per_day = 10\nmaximum_late_days = 5\n"
    )
    folder.mkdir()
    for name in ("ada", "bob"):
        (folder / f"{name}.ipynb").write_bytes(tiny.answering())
    (tmp_path / "times.csv").write_text(
        "student,submitted\nada,2026-01-10T11:00Z\nbob,2026-01-11T13:00Z\n"
    )
    (tmp_path / "hand.csv").write_text("student,exercise,points,reason\nbob,scale,0.5,a proof\n")
    (tmp_path / "canvas.csv").write_text(CANVAS.format("bob"))
    files = ("--submitted", "times.csv", "--adjust", "hand.csv", "--canvas", "canvas.csv")
    command = ("grade", "lab", folder, "--to", to, "--labs", labs, *GUARD, *files)
    run = cnnlab(*command, "--gradescope", "--similar", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    assert "canvas.csv, marks filled in: 1" in run.stdout
    assert "ada: is not in the gradebook" in run.stdout
    for _ in range(2):  # what was done by hand survives grading again
        assert {n: r["points"] for n, r in table(to).items()} == {"ada": "10", "bob": "8.5"}
        assert cnnlab(*command, "--regrade", cwd=tmp_path).returncode == 0
    assert "bob,s,8.5" in (to / "canvas.csv").read_text()
    assert "a proof" in (to / "feedback" / "bob.html").read_text()
    assert "Mean" in (to / "class.html").read_text()
    assert json.loads((to / "gradescope" / "bob.json").read_text())["score"] == 8.5
    assert "passages in common" in (to / "similar.html").read_text()
    alone = cnnlab(*command, "--only", "Ada", cwd=tmp_path)
    assert "10 of 10" in alone.stdout
    assert "bob" not in alone.stdout
    unknown = cnnlab(*command, "--only", "adda", cwd=tmp_path)
    assert (unknown.returncode, "did you mean 'ada'" in unknown.stderr) == (2, True)
    before = (to / "grades.csv").read_bytes()
    (tmp_path / "hand.csv").write_text("student,exercise,points,reason\nbob,scale,x,y\n")
    slip = cnnlab(*command, cwd=tmp_path)
    assert (slip.returncode, "is no number of points" in slip.stderr) == (2, True)
    over = cnnlab(*command[:-2], "--canvas", to / "canvas.csv", cwd=tmp_path)
    assert (over.returncode, "is no number of points" in over.stderr) == (2, True)
    assert (to / "grades.csv").read_bytes() == before


def test_a_download_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_bytes(tiny.answering())
    book = tmp_path / "canvas.csv"
    book.write_text(CANVAS.format("a"))
    run = grade(tmp_path, tmp_path, "--canvas", str(book))
    assert (run.returncode, "would be overwritten" in run.stderr) == (2, True)
    assert book.read_text() == CANVAS.format("a")
