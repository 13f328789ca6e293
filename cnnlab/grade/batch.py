"""A folder of submissions, graded side by side.

Each of a few processes keeps a warm parent of its own, so that what happens to one, the others do
not notice. A process that is lost all the same (an answer without a sandbox can kill any process
of its user) is replaced, and the submissions that it held are graded again one at a time: the one
that did it is found, and the others have their grades.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path

from cnnlab.grade.files import Submission
from cnnlab.grade.grading import GradedLab, grade
from cnnlab.grade.limits import Limits
from cnnlab.grade.notebook import NotANotebook
from cnnlab.grade.result import Result, nothing_graded
from cnnlab.labs.lab import load_lab

KILLER = "grading it ended the grader's own process, twice: read this notebook before you run it"

Pair = tuple[Submission, Result]


def grade_all(
    submissions: Sequence[Submission], lab: Path, limits: Limits, workers: int
) -> Iterator[Pair]:
    """Each submission with its result, in the order in which they are ready."""
    waiting = list(submissions)
    while waiting:
        lost = yield from _in_pool(waiting, lab, limits, workers)
        # The pool hands out work in order, so the one that did it is among the first lost.
        suspects, waiting = lost[: 2 * workers + 1], lost[2 * workers + 1 :]
        for suspect in suspects:
            if (yield from _in_pool([suspect], lab, limits, 1)):
                yield suspect, nothing_graded(load_lab(lab / "checks.py"), KILLER)


def _in_pool(
    submissions: Sequence[Submission], lab: Path, limits: Limits, workers: int
) -> Generator[Pair, None, list[Submission]]:
    """Grade in a pool of processes; gives back what a lost process left ungraded."""
    lost: list[Submission] = []
    pool = ProcessPoolExecutor(
        min(workers, len(submissions)),
        # Fresh interpreters: a fork would share this one's open files and threads.
        mp_context=multiprocessing.get_context("spawn"),
        initializer=signal.signal,
        initargs=(signal.SIGINT, signal.SIG_IGN),  # Ctrl-C is for the process that began this
    )
    try:
        futures = {pool.submit(_grade_one, one, lab, limits): one for one in submissions}
        for future in as_completed(futures):
            try:
                result = future.result()
            except BrokenProcessPool:
                lost.append(futures[future])
            else:
                yield futures[future], result
    except BaseException:
        for process in multiprocessing.active_children():
            process.terminate()  # its warm parent hears of it, and leaves nothing behind
        raise
    finally:
        pool.shutdown(cancel_futures=True)
    return [one for one in submissions if one in lost]


def _grade_one(submission: Submission, folder: Path, limits: Limits) -> Result:
    graded = _open(folder, limits)
    try:
        return grade(submission.read(), graded)
    except NotANotebook as error:
        return nothing_graded(graded.lab, str(error))


@cache
def _open(folder: Path, limits: Limits) -> GradedLab:
    """The lab, opened once in each process and closed with it."""
    graded = GradedLab.open(folder, limits)
    Finalize(graded, graded.close, exitpriority=1)  # atexit does not reach a pool's processes
    return graded


def default_workers() -> int:
    """One for each processor, and two at least: a grader waits for its student half the time."""
    return max(2, os.cpu_count() or 1)
