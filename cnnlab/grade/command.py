"""``cnnlab grade``: a folder of notebooks in; grades and a feedback page a student out."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tqdm import tqdm

from cnnlab.files import write_whole
from cnnlab.grade import sandbox
from cnnlab.grade.batch import KILLER, default_workers, grade_all
from cnnlab.grade.exports import to_csv, to_json
from cnnlab.grade.grading import Assignment
from cnnlab.grade.limits import Limits
from cnnlab.grade.notebook import NotANotebook
from cnnlab.grade.parent import SetupError
from cnnlab.grade.report import page
from cnnlab.grade.result import Graded
from cnnlab.grade.store import Store, StoreError, fingerprint, key
from cnnlab.grade.submissions import Submission, find_submissions
from cnnlab.labs.lab import Lab, load_lab

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
    regrade: bool = False,
) -> None:
    """Grade every notebook in ``submissions`` and write the results to the folder ``to``.

    What an earlier run into ``to`` has graded, and is unchanged, is not graded again, unless
    ``regrade``. ``trusted`` submissions run without a sandbox. GradingError where nothing can be
    graded.
    """
    if sys.platform == "win32":
        raise GradingError("grading needs Linux or macOS; on Windows, grade inside WSL")
    if not trusted and (trouble := sandbox.trouble()):
        raise GradingError(REFUSAL.format(trouble=trouble))
    try:
        found = find_submissions(submissions)
    except OSError as error:
        raise GradingError(f"cannot read {error.filename}: {error.strerror}") from error
    if not found:
        raise GradingError(f"there is no notebook (*.ipynb) in {submissions}")
    try:
        (to / "feedback").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise GradingError(f"cannot write to {to}: {error.strerror}") from error
    if trusted:
        print(TRUSTED, file=sys.stderr)
    from cnnlab.grade.assignment import read_assignment  # nbformat's import takes a second

    try:
        assignment = read_assignment(lab_folder, limits, sandboxed=not trusted)
    except ValueError as error:
        raise GradingError(f"the lab itself is not in order. {error}") from error
    lab = load_lab(assignment.checks)
    graded: list[Graded] = []
    try:
        with Store(to / "results.sqlite") as store:
            results = _results(found, assignment, store, workers or default_workers(), regrade)
            for submission, result in tqdm(
                results, total=len(found), unit="notebook", desc=lab.name
            ):
                file = to / "feedback" / f"{submission.page}.html"
                write_whole(file, page(lab, submission.student, result).encode())
                graded.append((submission, result))
        _write_tables(to, lab, found, graded)
    except (SetupError, StoreError) as error:
        raise GradingError(str(error)) from error
    except OSError as error:
        raise GradingError(f"cannot write to {to}: {error.strerror}") from error
    unreadable = [submission.student for submission, result in graded if result.problem]
    median = statistics.median(result.earned for _, result in graded)
    print(
        f"{len(graded)} notebooks graded; median {median:g} of {lab.points} points.\n"
        + (f"  no notebook that can be read: {', '.join(unreadable)}\n" if unreadable else "")
        + f"  grades    {to / 'grades.csv'}, {to / 'grades.json'}\n"
        f"  feedback  {to / 'feedback'}, a page for each student"
    )


def _write_tables(
    to: Path, lab: Lab, order: Sequence[Submission], graded: Sequence[Graded]
) -> None:
    place = {submission: number for number, submission in enumerate(order)}
    rows = sorted(graded, key=lambda pair: place[pair[0]])
    write_whole(to / "grades.csv", to_csv(lab, rows).encode())
    write_whole(to / "grades.json", to_json(lab, rows).encode())


def _results(
    submissions: Sequence[Submission],
    assignment: Assignment,
    store: Store,
    workers: int,
    regrade: bool,
) -> Iterator[Graded]:
    """Results from the store first, then the others as they are graded and stored."""
    lab = fingerprint(assignment)
    keys: dict[Submission, str] = {}
    waiting: list[Submission] = []
    for submission in submissions:
        try:
            keys[submission] = key(submission.read(), lab)
        except NotANotebook:  # a link, a pipe: nothing to know it by, and soon told again
            known = None
        else:
            known = None if regrade else store.find(keys[submission])
        if known is None:
            waiting.append(submission)
        else:
            yield submission, known
    for submission, result in grade_all(waiting, assignment, workers):
        if submission in keys and result.problem != KILLER:
            store.keep(keys[submission], result)
        yield submission, result
