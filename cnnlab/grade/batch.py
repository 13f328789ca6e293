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

from threadpoolctl import threadpool_limits

from cnnlab.grade import processes
from cnnlab.grade.grading import Assignment, GradedLab, grade
from cnnlab.grade.notebook import NotANotebook
from cnnlab.grade.result import Graded, Result, nothing_graded
from cnnlab.grade.submissions import Submission
from cnnlab.labs.lab import load_lab

KILLER = "grading it ended the grader's own process, twice: read this notebook before you run it"


def grade_all(
    submissions: Sequence[Submission], assignment: Assignment, workers: int
) -> Iterator[Graded]:
    """Each submission with its result, in the order in which they are ready."""
    waiting = list(submissions)
    while waiting:
        lost = yield from _in_pool(waiting, assignment, workers)
        # The pool hands out work in order, so the one that did it is among the first lost.
        suspects, waiting = lost[: 2 * workers + 1], lost[2 * workers + 1 :]
        for suspect in suspects:
            if (yield from _in_pool([suspect], assignment, 1)):
                yield suspect, nothing_graded(load_lab(assignment.checks), KILLER)


def _in_pool(
    submissions: Sequence[Submission], assignment: Assignment, workers: int
) -> Generator[Graded, None, list[Submission]]:
    """Grade in a pool of processes; gives back what a lost process left ungraded."""
    lost: list[Submission] = []
    pool = ProcessPoolExecutor(
        min(workers, len(submissions)),
        # Fresh interpreters: a fork would share this one's open files and threads.
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_begin_worker,
        initargs=(os.getpid(),),
    )
    try:
        futures = {pool.submit(_grade_one, one, assignment): one for one in submissions}
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


def _begin_worker(parent: int) -> None:
    """Leave Ctrl-C to the process that began this one, do not outlive it, and use one thread.

    The checks' matrices are small, and idle threads of BLAS would spin beside the other workers.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    processes.die_with(parent)
    threadpool_limits(1)


def _grade_one(submission: Submission, assignment: Assignment) -> Result:
    graded = open_lab(assignment)
    try:
        return grade(submission.read(), graded)
    except NotANotebook as error:
        return nothing_graded(graded.lab, str(error))


@cache
def open_lab(assignment: Assignment) -> GradedLab:
    """The lab, opened once in each process and closed with it."""
    graded = GradedLab(assignment)
    Finalize(graded, graded.close, exitpriority=1)  # atexit does not reach a pool's processes
    return graded


def default_workers() -> int:
    """One for each processor, and two at least: a grader waits for its student half the time."""
    return max(2, os.cpu_count() or 1)
