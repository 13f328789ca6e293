"""The same grading on a Dask cluster: each notebook is a task, graded wherever there is room.

A task is the bytes of a notebook and the lab's own checks, so that the machines of the cluster
need the package and bubblewrap, but no common disk. ``grade`` is pure: a task whose machine is
lost is run again elsewhere by the scheduler, and what it would have given comes once.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from threadpoolctl import threadpool_limits

from cnnlab.grade.batch import open_lab
from cnnlab.grade.grading import Assignment, grade
from cnnlab.grade.notebook import NotANotebook
from cnnlab.grade.result import Graded, Result, nothing_graded
from cnnlab.grade.submissions import Submission
from cnnlab.labs.bundle import bundled
from cnnlab.labs.lab import load_lab

PATIENCE = 10  # seconds to find the scheduler
MOST_WAITING = 64  # notebooks in the cluster's hands at a time: its memory, not ours, is small
KILLER = "grading it ended several machines of the cluster: read this notebook before you run it"

_turn = threading.Lock()  # a machine's threads share its warm parent, which forks one at a time


class ClusterError(Exception):
    """The cluster cannot be used: a sentence why."""


def grade_on_cluster(
    submissions: Sequence[Submission], assignment: Assignment, address: str
) -> Iterator[Graded]:
    """Each submission with its result, in the order in which they are ready."""
    try:
        from distributed import Client, KilledWorker, as_completed
    except ImportError as error:
        raise ClusterError('--dask needs Dask: pip install "cnnlab[dask]"') from error
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(f"there is no Dask scheduler at {address} ({error})") from error
    lab, checks = load_lab(assignment.checks), bundled(assignment.checks)
    waiting = list(reversed(submissions))
    futures: dict[Any, Submission] = {}
    ready: list[Graded] = []

    def send(completed: Any) -> None:
        while waiting and len(futures) < MOST_WAITING:
            submission = waiting.pop()
            try:
                content = submission.read()
            except NotANotebook as error:
                ready.append((submission, nothing_graded(lab, str(error))))
                continue
            # Not by its arguments: two equal notebooks are two students'.
            future = client.submit(_grade, content, assignment, checks, pure=False)
            futures[future] = submission
            completed.add(future)

    with client:
        completed = as_completed(loop=client.loop)
        send(completed)
        while futures:
            future = next(completed)
            submission = futures.pop(future)
            try:
                result = future.result()
            except KilledWorker:
                result = nothing_graded(lab, KILLER)
            send(completed)
            yield submission, result
    yield from ready


def _grade(notebook: bytes, assignment: Assignment, checks: str) -> Result:
    """Grade on a machine of the cluster."""
    with _turn, threadpool_limits(1):
        here = replace(assignment, checks=_written(assignment.checks.parent.name, checks))
        return grade(notebook, open_lab(here))


@cache
def _written(lab: str, checks: str) -> Path:
    """The lab's checks as a file of this machine's."""
    home = Path(tempfile.mkdtemp(prefix="cnnlab-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    folder = home / lab
    folder.mkdir()
    file = folder / "checks.py"
    file.write_text(checks, "utf-8")
    return file
