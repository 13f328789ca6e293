"""Every lab is proved: right answers pass, wrong ones get the check and the hint they name."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import warnings
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest

from cnnlab.files import write_whole
from cnnlab.labs import Lab, LocalStudent, Verdict, load_lab, run_exercise, run_lab
from cnnlab.labs.answers import Answer, load_answers
from cnnlab.labs.bundle import bundled
from cnnlab.labs.local import LocalObject
from cnnlab.labs.release import release
from cnnlab.labs.source import LabSource, notebook_text, read_lab

ROOT = Path(__file__).parents[2]
LABS = sorted(path.parent for path in (ROOT / "labs").glob("*/lab.md"))
RIGHT = [(lab, answer) for lab in LABS for answer in load_answers(lab, "right")]
WRONG = [(lab, answer) for lab in LABS for answer in load_answers(lab, "wrong")]
each_lab = pytest.mark.parametrize("folder", LABS, ids=lambda folder: folder.name)


def each(answers: list[tuple[Path, Answer]]) -> pytest.MarkDecorator:
    names = [f"{lab.name}-{answer.exercise}-{answer.name}" for lab, answer in answers]
    return pytest.mark.parametrize(("folder", "answer"), answers, ids=names)


@cache
def lab_of(folder: Path) -> Lab:
    return load_lab(folder / "checks.py")


@cache
def source_of(folder: Path) -> LabSource:
    return read_lab(folder)


@cache
def solutions(folder: Path) -> dict[str, Any]:
    """The namespace of a notebook in which every exercise is solved."""
    source, namespace = source_of(folder), dict[str, Any]()
    for number, cell in enumerate([*source.setup_cells(), *source.solutions().values()]):
        exec(compile(cell, f"<cell {number}>", "exec"), namespace)
    return namespace


@cache
def verdicts(folder: Path, answer: Answer) -> list[Verdict]:
    """What the checks of its exercise say of ``answer``; warnings do not stop a notebook."""
    lab = lab_of(folder)
    exercise = lab.exercises[answer.exercise]
    forbid = () if answer.caught_by else exercise.forbid  # wrong ones may be short
    student = LocalStudent(answer.joined(solutions(folder)), seconds=20, forbid=forbid)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return run_exercise(lab, exercise, student)


def told(verdict: Verdict) -> str:
    return f"{verdict.check}: {verdict.status}: {verdict.message} | {verdict.hint}"


@each_lab
def test_the_solution_passes_every_check(folder: Path) -> None:
    found = run_lab(lab_of(folder), LocalStudent(solutions(folder), seconds=20))
    assert [told(v) for v in found if v.status != "passed"] == []


@each(RIGHT)
def test_a_right_answer_passes(folder: Path, answer: Answer) -> None:
    assert [told(v) for v in verdicts(folder, answer) if v.status != "passed"] == []


@each(WRONG)
def test_a_wrong_answer_is_caught_with_its_hint(folder: Path, answer: Answer) -> None:
    found = {verdict.check: verdict for verdict in verdicts(folder, answer)}
    caught = found[answer.caught_by]
    assert caught.status == "failed"
    assert answer.hint in f"{caught.message} | {caught.hint}"


@each_lab
def test_every_exercise_is_proved_by_enough_answers(folder: Path) -> None:
    for name in lab_of(folder).exercises:
        assert sum(answer.exercise == name for lab, answer in RIGHT if lab == folder) >= 3, name
        assert sum(answer.exercise == name for lab, answer in WRONG if lab == folder) >= 6, name


@each_lab
def test_every_check_catches_somebody(folder: Path) -> None:
    catching = {
        (verdict.exercise, verdict.check)
        for lab, answer in WRONG
        if lab == folder
        for verdict in verdicts(folder, answer)
        if verdict.status == "failed"
    }
    checks = {(c.exercise, c.name) for e in lab_of(folder).exercises.values() for c in e.checks}
    assert checks - catching == set()


@each_lab
def test_every_exercise_has_public_and_hidden_points(folder: Path) -> None:
    lab = lab_of(folder)
    assert list(lab.exercises) == list(source_of(folder).exercise_ids())
    for exercise in lab.exercises.values():
        assert {check.hidden for check in exercise.checks} == {True, False}, exercise.name
        assert all(check.points > 0 for check in exercise.checks)


class Recorder:
    """A student who answers as the solution does and notes every number that was right."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self._student, self.numbers = LocalStudent(namespace, seconds=20), set[float]()

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            result = getattr(self._student, name)(*args, **kwargs)
            for part in result if isinstance(result, tuple | list) else (result,):
                known = part is not None and not isinstance(part, LocalObject)
                if known and np.size(part) < 1000:  # of thousands, any may be met by chance
                    self.numbers.update(np.ravel(part).tolist())
            return result

        return call


@each_lab
def test_no_hint_tells_the_expected_numbers(folder: Path) -> None:
    recorder = Recorder(solutions(folder))
    run_lab(lab_of(folder), recorder)
    expected = {f"{abs(n):.{d}g}" for n in recorder.numbers if n % 1 for d in (3, 4, 5, 6, 8, 16)}
    expected = {n for n in expected if len(n.replace(".", "").strip("0")) > 2}  # 0.01 tells nothing
    for lab, answer in WRONG:
        for verdict in verdicts(folder, answer) if lab == folder else []:
            said = re.findall(r"\d+\.\d\d+", f"{verdict.message} {verdict.hint}")
            assert not expected.intersection(said), told(verdict)
            assert "array([" not in told(verdict)
            assert "Traceback" not in told(verdict)


@each_lab
def test_an_untouched_notebook_is_not_begun(folder: Path) -> None:
    namespace = dict(solutions(folder))
    for cell in source_of(folder).student_notebook().cells:
        if cell.metadata.get("cnnlab", {}).get("role") == "exercise":
            exec(cell.source, namespace)
    found = run_lab(lab_of(folder), LocalStudent(namespace))
    assert {verdict.status for verdict in found} == {"not begun"}


@each_lab
def test_nothing_of_the_answers_is_released(folder: Path, tmp_path: Path) -> None:
    """No line of a solution, and no name or text of a hidden check, stands in what students get."""
    everything = "\n".join(path.read_text("utf-8") for path in release(folder, tmp_path / "out"))
    given = notebook_text(source_of(folder).student_notebook())
    solved = source_of(folder)
    lines = {
        line.strip()
        for cell in solved.cells
        for part in re.findall(r"# BEGIN SOLUTION\n(.*?)# END", cell.source, re.DOTALL)
        for line in part.splitlines()
        if len(line.strip()) > 12 and not line.endswith(":")
    }
    assert lines
    shipped_checks = (tmp_path / "out" / "checks.py").read_text("utf-8")
    assert [line for line in lines if line in given or line in shipped_checks] == []
    assert [s for s in hidden_words(folder) if s in everything] == []


def hidden_words(folder: Path) -> set[str]:
    """Names and strings that hidden checks have and public ones have not."""
    words: dict[bool, set[str]] = {True: set(), False: set()}
    hidden = {
        check.name for e in lab_of(folder).exercises.values() for check in e.checks if check.hidden
    }
    for node in ast.parse(bundled(folder / "checks.py")).body:
        secret = isinstance(node, ast.FunctionDef) and node.name in hidden
        for part in ast.walk(node):
            if isinstance(part, ast.FunctionDef):
                words[secret].add(part.name)
            elif isinstance(part, ast.Constant) and isinstance(part.value, str):
                words[secret].update([part.value] if len(part.value) > 12 else [])
    secrets = words[True] - words[False]
    assert hidden <= secrets
    return secrets


@each_lab
def test_the_solution_notebook_runs_under_nbval(folder: Path, tmp_path: Path) -> None:
    release(folder, tmp_path)
    notebook = tmp_path / "solution.ipynb"
    write_whole(notebook, notebook_text(source_of(folder).solution_notebook()))
    command = [sys.executable, "-m", "pytest", "--nbval-lax", "-q", "-p", "no:cacheprovider"]
    command += ["-c", "/dev/null", "--rootdir", str(tmp_path), str(notebook)]
    run = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-2000:]
    codes = sum(cell.cell_type == "code" for cell in nbformat.read(notebook, 4).cells)
    assert f"{codes} passed" in run.stdout
