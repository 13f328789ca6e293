"""``cnnlab grade``: a folder of notebooks in; grades and a feedback page a student out."""

from __future__ import annotations

import statistics
import sys
from pathlib import Path

from tqdm import tqdm

from cnnlab.files import write_whole
from cnnlab.grade import sandbox
from cnnlab.grade.batch import default_workers, grade_all
from cnnlab.grade.exports import to_csv, to_json
from cnnlab.grade.limits import Limits
from cnnlab.grade.parent import SetupError
from cnnlab.grade.report import page
from cnnlab.grade.result import Graded
from cnnlab.grade.submissions import find_submissions
from cnnlab.labs.lab import load_lab

TRUSTED = """\
Without a sandbox: each notebook runs in a process of its own, with limits on time, memory, files
and output, but its code can read and write whatever you can."""

REFUSAL = """\
grading runs students' code, and here it would run unguarded: {trouble}.
To grade notebooks that you trust without a sandbox, add --trust-submissions: their code can then
read and write whatever you can."""


class GradingError(Exception):
    """The command cannot be carried out: a plain sentence why."""


def grade_folder(
    lab_folder: Path,
    submissions: Path,
    to: Path,
    *,
    limits: Limits,
    workers: int | None = None,
    trusted: bool = False,
) -> None:
    """Grade every notebook in ``submissions`` and write the results to the folder ``to``.

    ``trusted`` submissions run without a sandbox. GradingError where nothing can be graded.
    """
    if sys.platform == "win32":
        raise GradingError("grading needs Linux or macOS; on Windows, grade inside WSL")
    if not trusted and (trouble := sandbox.trouble()):
        raise GradingError(REFUSAL.format(trouble=trouble))
    lab = load_lab(lab_folder / "checks.py")
    found = find_submissions(submissions)
    if not found:
        raise GradingError(f"there is no notebook (*.ipynb) in {submissions}")
    try:
        (to / "feedback").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise GradingError(f"cannot write to {to}: {error.strerror}") from error
    if trusted:
        print(TRUSTED, file=sys.stderr)
    from cnnlab.grade.assignment import read_assignment  # nbformat's import takes a second

    assignment = read_assignment(lab_folder, limits, sandboxed=not trusted)
    results = grade_all(found, assignment, workers or default_workers())
    graded: list[Graded] = []
    try:
        for submission, result in tqdm(results, total=len(found), unit="notebook", desc=lab.name):
            file = to / "feedback" / f"{submission.page}.html"
            write_whole(file, page(lab, submission.student, result).encode())
            graded.append((submission, result))
    except SetupError as error:
        raise GradingError(str(error)) from error
    order = {submission: place for place, submission in enumerate(found)}
    graded.sort(key=lambda pair: order[pair[0]])
    write_whole(to / "grades.csv", to_csv(lab, graded).encode())
    write_whole(to / "grades.json", to_json(lab, graded).encode())
    median = statistics.median(result.earned for _, result in graded)
    print(
        f"{len(graded)} notebooks graded; median {median:g} of {lab.points} points.\n"
        f"  grades    {to / 'grades.csv'}, {to / 'grades.json'}\n"
        f"  feedback  {to / 'feedback'}, a page for each student"
    )
