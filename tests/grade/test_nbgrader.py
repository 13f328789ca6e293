"""A lab handed to nbgrader itself, in an environment of its own: released, answered, graded."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from cnnlab.labs.lab import load_lab
from cnnlab.labs.nbgrader import nbgrader_files
from cnnlab.labs.release import release

from . import tiny

HOME = Path(__file__).parents[2] / "_build" / "nbgrader"
VERSION = "nbgrader>=0.9,<1"


def test_every_check_is_a_test_cell_with_its_points() -> None:
    book = json.loads(nbgrader_files(tiny.FOLDER)["lab.ipynb"])
    marks = [c["metadata"]["nbgrader"] for c in book["cells"] if c["cell_type"] == "code"]
    assert {m["schema_version"] for m in marks} == {3}
    assert len({m["grade_id"] for m in marks}) == len(marks)
    tests = {m["grade_id"]: m["points"] for m in marks if m["grade"]}
    lab = load_lab(tiny.FOLDER / "checks.py")
    checks = [check for exercise in lab.exercises.values() for check in exercise.checks]
    expected = {f"test-{check.exercise}-{check.name}": check.points for check in checks}
    assert tests == {"hidden-checks": 0, **expected}
    assert sum(tests.values()) == lab.points
    assert [m["grade_id"] for m in marks if m["solution"]] == [
        f"exercise-{name}" for name in tiny.EXERCISES
    ]
    assert all(m["locked"] != m["solution"] for m in marks)


def test_hidden_checks_stand_between_nbgraders_markers() -> None:
    book = json.loads(nbgrader_files(tiny.FOLDER)["lab.ipynb"])
    for cell in book["cells"]:
        source = "".join(cell["source"])
        if "hidden." in source or "open_packed" in source:
            shown, _, rest = source.partition("### BEGIN HIDDEN TESTS")
            assert "hidden." not in shown
            assert rest.strip().endswith("### END HIDDEN TESTS")
    assert "a negative factor" not in nbgrader_files(tiny.FOLDER)["checks.py"]


def test_somebodys_work_is_not_overwritten(tmp_path: Path) -> None:
    release(tiny.FOLDER, tmp_path, form="nbgrader")
    again = release(tiny.FOLDER, tmp_path, form="nbgrader")
    assert [path.name for path in again] == ["lab.ipynb", "checks.py"]
    (tmp_path / "lab.ipynb").write_text("{}")
    with pytest.raises(Exception, match="it may hold somebody's work"):
        release(tiny.FOLDER, tmp_path, form="nbgrader")


@pytest.fixture(scope="module")
def nbgrader() -> Path:
    """The program, installed once into ``_build``; it finds cnnlab and NumPy in our environment."""
    program = HOME / "bin" / "nbgrader"
    if not program.is_file():
        venv.create(HOME, with_pip=True, clear=True)
        ours = sysconfig.get_path("purelib")
        theirs = next((HOME / "lib").glob("python*")) / "site-packages"
        (theirs / "ours.pth").write_text(f"import site; site.addsitedir({ours!r})\n")
        command = [HOME / "bin" / "python", "-m", "pip", "install", "--quiet", VERSION]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            shutil.rmtree(HOME)
            pytest.skip(f"nbgrader cannot be installed: {done.stderr.strip().splitlines()[-1]}")
    return program


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="nbgrader's environment is laid out otherwise")
def test_nbgrader_releases_and_grades_it(nbgrader: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "HOME": str(tmp_path), "PATH": f"{nbgrader.parent}:/usr/bin:/bin"}

    def run(*arguments: str) -> None:
        done = subprocess.run(
            [nbgrader, *arguments],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]

    release(tiny.FOLDER, tmp_path / "source" / "lab", form="nbgrader")
    run("generate_assignment", "lab", "--create")
    released = tmp_path / "release" / "lab"
    given = (released / "lab.ipynb").read_text("utf-8")
    for secret in ("open_packed", "hidden.must_pass", "np.asarray(x) * factor"):
        assert secret not in given
    answers = {
        "ada": tiny.RIGHT,
        "bob": {**tiny.RIGHT, "scale": "def scale(x, factor):\n    return np.abs(x * factor)"},
        "eve": {},
    }
    for student, answered in answers.items():
        folder = tmp_path / "submitted" / student / "lab"
        shutil.copytree(released, folder)
        book = json.loads(given)
        for cell in book["cells"]:
            marks = cell["metadata"].get("cnnlab", {})
            if marks.get("role") == "exercise" and marks["exercise"] in answered:
                cell["source"] = answered[marks["exercise"]]
        (folder / "lab.ipynb").write_text(json.dumps(book))
    run("autograde", "lab")
    assert _scores(tmp_path / "gradebook.db") == {"ada": 10.0, "bob": 7.0, "eve": 0.0}


def _scores(gradebook: Path) -> dict[str, float]:
    """Points of each student, as nbgrader's own database has them."""
    with sqlite3.connect(gradebook) as database:
        rows = database.execute(
            "SELECT submitted_assignment.student_id, SUM(grade.auto_score) FROM grade "
            "JOIN submitted_notebook ON grade.notebook_id = submitted_notebook.id "
            "JOIN submitted_assignment "
            "ON submitted_notebook.assignment_id = submitted_assignment.id GROUP BY 1"
        )
        return {student: score or 0.0 for student, score in rows}
