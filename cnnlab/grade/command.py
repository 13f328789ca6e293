"""``cnnlab grade``: a folder of notebooks in; grades and a feedback page a student out."""

from __future__ import annotations

import statistics
import sys
from pathlib import Path

from tqdm import tqdm

from cnnlab.grade.batch import default_workers, grade_all
from cnnlab.grade.exports import to_csv, to_json
from cnnlab.grade.files import find_submissions, write_whole
from cnnlab.grade.limits import Limits
from cnnlab.grade.report import page
from cnnlab.grade.session import SetupError
from cnnlab.labs.lab import load_lab

UNGUARDED = """\
Each notebook runs in a process of its own, with limits on time, memory, files and output, but
without a sandbox: its code can read and write whatever you can. Grade notebooks of people whom you
trust, or grade on a machine (a container, a virtual one) where there is nothing to lose."""


class GradingError(Exception):
    """The command cannot be carried out: a plain sentence why."""


def grade_folder(
    lab_folder: Path, submissions: Path, to: Path, *, workers: int | None, limits: Limits
) -> None:
    """Grade every notebook in ``submissions`` and write the results to the folder ``to``."""
    if sys.platform == "win32":
        raise GradingError("grading needs Linux or macOS; on Windows, use it inside WSL")
    lab = load_lab(lab_folder / "checks.py")
    found = find_submissions(submissions)
    if not found:
        raise GradingError(f"there is no notebook (*.ipynb) in {submissions}")
    try:
        (to / "feedback").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise GradingError(f"cannot write to {to}: {error.strerror}") from error
    print(UNGUARDED, file=sys.stderr)
    graded = []
    run = grade_all(found, lab_folder, limits, workers or default_workers())
    try:
        for submission, result in tqdm(run, total=len(found), unit="notebook", desc=lab.name):
            file = to / "feedback" / f"{submission.page}.html"
            write_whole(file, page(lab, submission.student, result))
            graded.append((submission, result))
    except SetupError as error:
        raise GradingError(str(error)) from error
    graded.sort(key=lambda pair: found.index(pair[0]))
    write_whole(to / "grades.csv", to_csv(lab, graded))
    write_whole(to / "grades.json", to_json(lab, graded))
    points = [result.earned for _, result in graded]
    print(
        f"{len(graded)} notebooks graded, median {statistics.median(points):g} of {lab.points} "
        f"points.\nThe grades: {to / 'grades.csv'} and {to / 'grades.json'}; "
        f"a page for each student: {to / 'feedback'}"
    )
