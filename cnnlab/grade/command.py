"""``cnnlab grade``: a folder of notebooks in; grades and a feedback page a student out."""

from __future__ import annotations

import difflib
import statistics
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tqdm import tqdm

from cnnlab.grade import sandbox
from cnnlab.grade.batch import KILLER, default_workers, grade_all
from cnnlab.grade.cluster import ClusterError, grade_on_cluster
from cnnlab.grade.exports import number
from cnnlab.grade.grading import Assignment
from cnnlab.grade.late import latenesses, read_policy, read_times
from cnnlab.grade.limits import Limits
from cnnlab.grade.marks import Mark, Rules, read_adjustments
from cnnlab.grade.notebook import NotANotebook
from cnnlab.grade.outputs import Wanted, write_all, write_page
from cnnlab.grade.parent import SetupError
from cnnlab.grade.result import Graded
from cnnlab.grade.store import Store, StoreError, fingerprint, key
from cnnlab.grade.submissions import Submission, find_submissions
from cnnlab.grade.table import TableError, plain
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


@dataclass(frozen=True)
class Job:
    """What to grade, and how."""

    lab_folder: Path
    submissions: Path
    to: Path
    limits: Limits = field(default_factory=Limits)
    workers: int | None = None  # None: one a processor
    trusted: bool = False  # without a sandbox
    regrade: bool = False  # also what an earlier run into ``to`` has graded, and is unchanged
    only: tuple[str, ...] = ()  # students; empty: all of them
    adjust: Path | None = None  # points given and taken by hand
    submitted: Path | None = None  # when notebooks came in, where their files do not tell
    dask: str = ""  # address of a cluster's scheduler
    wanted: Wanted = field(default_factory=Wanted)


def grade_folder(job: Job) -> None:
    """Grade the notebooks and write the results. GradingError where nothing can be graded."""
    if sys.platform == "win32":
        raise GradingError("grading needs Linux or macOS; on Windows, grade inside WSL")
    if not job.trusted and (trouble := sandbox.trouble()):
        raise GradingError(REFUSAL.format(trouble=trouble))
    found = _find(job)
    try:
        (job.to / "feedback").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise GradingError(f"cannot write to {job.to}: {error.strerror}") from error
    if job.trusted:
        print(TRUSTED, file=sys.stderr)
    from cnnlab.grade.assignment import read_assignment  # nbformat's import takes a second

    try:
        assignment = read_assignment(job.lab_folder, job.limits, sandboxed=not job.trusted)
    except ValueError as error:
        raise GradingError(f"the lab itself is not in order. {error}") from error
    lab = load_lab(assignment.checks)
    try:
        rules = _rules(job, lab, found)
        job.wanted.look_ahead(job.to, lab)
        marks = _mark(job, lab, assignment, rules, _chosen(job, found))
        if job.only:
            written = iter(_told(job, lab, marks))
        else:
            _say_how_it_went(lab, marks)
            written = write_all(job.to, lab, assignment, marks, job.wanted)
        for what, where in written:
            print(f"  {what:<11} {where}")
    except (SetupError, StoreError, TableError, ClusterError) as error:
        raise GradingError(str(error)) from error
    except OSError as error:
        raise GradingError(f"cannot write to {job.to}: {error.strerror}") from error


def _find(job: Job) -> list[Submission]:
    try:
        found = find_submissions(job.submissions)
    except OSError as error:
        raise GradingError(f"cannot read {error.filename}: {error.strerror}") from error
    if not found:
        raise GradingError(f"there is no notebook (*.ipynb) in {job.submissions}")
    return found


def _chosen(job: Job, found: Sequence[Submission]) -> list[Submission]:
    """The notebooks of the students asked for."""
    by_name = {plain(submission.student): submission for submission in found}
    for name in job.only:
        if plain(name) not in by_name:
            near = difflib.get_close_matches(plain(name), by_name, n=1)
            meant = f"; did you mean {by_name[near[0]].student!r}?" if near else ""
            raise GradingError(f"there is no notebook of {name!r} in {job.submissions}{meant}")
    return [by_name[plain(name)] for name in job.only] or list(found)


def _rules(job: Job, lab: Lab, found: Sequence[Submission]) -> Rules:
    """Read before anything is graded: a slip in a table should not cost a run."""
    policy = read_policy(job.lab_folder / "grading.toml")
    times = read_times(job.submitted, found)
    students = [submission.student for submission in found]
    return Rules(latenesses(policy, times), read_adjustments(job.adjust, lab, students))


def _mark(
    job: Job, lab: Lab, assignment: Assignment, rules: Rules, chosen: Sequence[Submission]
) -> list[Mark]:
    """Grade and write the feedback pages; the marks in the order of ``chosen``."""
    marks: dict[Submission, Mark] = {}
    with Store(job.to / "results.sqlite") as store:
        results = _results(job, chosen, assignment, store)
        for graded in tqdm(results, total=len(chosen), unit="notebook", desc=lab.name):
            mark = rules.mark(graded)
            write_page(job.to, lab, mark)
            marks[mark.submission] = mark
    return [marks[submission] for submission in chosen]


def _results(
    job: Job, submissions: Sequence[Submission], assignment: Assignment, store: Store
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
            known = None if job.regrade else store.find(keys[submission])
        if known is None:
            waiting.append(submission)
        else:
            yield submission, known
    graded = (
        grade_on_cluster(waiting, assignment, job.dask)
        if job.dask
        else grade_all(waiting, assignment, job.workers or default_workers())
    )
    for submission, result in graded:
        if submission in keys and result.problem != KILLER:
            store.keep(keys[submission], result)
        yield submission, result


def _say_how_it_went(lab: Lab, marks: Sequence[Mark]) -> None:
    unreadable = [mark.submission.student for mark in marks if mark.result.problem]
    median = number(statistics.median(mark.points for mark in marks))
    print(f"{len(marks)} notebooks graded; median {median} of {lab.points} points.")
    if unreadable:
        print(f"  no notebook that can be read: {', '.join(unreadable)}")


def _told(job: Job, lab: Lab, marks: Sequence[Mark]) -> Iterator[tuple[str, str]]:
    """After a few students alone: their points and pages. The tables wait for the whole class."""
    for mark in marks:
        yield f"{number(mark.points)} of {lab.points}", mark.submission.student
        yield "", str(job.to / "feedback" / f"{mark.submission.page}.html")
