"""Grading on a Dask cluster: the same grades, also when one of its machines is killed."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cnnlab.grade import sandbox
from cnnlab.grade.assignment import read_assignment
from cnnlab.grade.batch import grade_all
from cnnlab.grade.cluster import ClusterError, grade_on_cluster
from cnnlab.grade.submissions import Submission, find_submissions

from . import tiny
from .conftest import LIMITS

pytest.importorskip("distributed", reason='Dask is not installed: pip install "cnnlab[dask]"')
SLOW = "import time\ndef scale(x, factor):\n    time.sleep(0.15)\n    return x * factor  # {}\n"
NOTEBOOKS = 16
START_SECONDS = 60


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[str]]]]:
    """A scheduler's address, and two workers with one thread each."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}

    def start(*arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", *arguments],
            stderr=subprocess.PIPE,
            text=True,
            cwd=tmp_path,
            env=environment,
        )

    scheduler = start(
        "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"
    )
    workers: list[subprocess.Popen[str]] = []
    try:
        address = _address(scheduler)
        for _ in range(2):
            options = ("--nthreads", "1", "--no-nanny", "--no-dashboard")
            workers.append(start("distributed.cli.dask_worker", address, *options))
        yield address, workers
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.communicate()


def _address(scheduler: subprocess.Popen[str]) -> str:
    assert scheduler.stderr is not None
    end = time.monotonic() + START_SECONDS
    for line in scheduler.stderr:
        if found := re.search(r"tcp://127\.0\.0\.1:\d+", line):
            return found[0]
        assert time.monotonic() < end
    raise AssertionError("the scheduler did not say where it is")


@pytest.fixture
def submissions(tmp_path: Path) -> list[Submission]:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(NOTEBOOKS):
        same = number // 2  # every notebook is there twice: each is a student's own
        (folder / f"{number}.ipynb").write_bytes(tiny.answering(scale=SLOW.format(same)))
    (folder / "none.ipynb").write_bytes(b"")
    (folder / "link.ipynb").symlink_to(folder / "0.ipynb")
    return find_submissions(folder)


def test_a_killed_machine_loses_nothing_and_doubles_nothing(
    cluster: tuple[str, list[subprocess.Popen[str]]], submissions: list[Submission]
) -> None:
    address, workers = cluster
    assignment = read_assignment(tiny.FOLDER, LIMITS, sandboxed=not sandbox.trouble())
    graded = []
    for pair in grade_on_cluster(submissions, assignment, address):
        graded.append(pair)
        if len(graded) == 4:
            os.kill(workers[0].pid, signal.SIGKILL)
    assert workers[0].wait(30) == -signal.SIGKILL
    students = [submission.student for submission, _ in graded]
    assert sorted(students) == sorted(submission.student for submission in submissions)
    there = {submission.student: result.to_json() for submission, result in graded}
    here = {s.student: r.to_json() for s, r in grade_all(submissions, assignment, 2)}
    assert there == here
    assert [r["points"] for r in there.values()].count(10) == NOTEBOOKS


def test_no_cluster_is_told_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    assignment = read_assignment(tiny.FOLDER, LIMITS, sandboxed=False)
    monkeypatch.setattr("cnnlab.grade.cluster.PATIENCE", 0.5)
    for address in ("tcp://127.0.0.1:9", "no such thing://"):
        with pytest.raises(ClusterError, match="no Dask scheduler at"):
            next(grade_on_cluster([], assignment, address))
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError, match=r"pip install \"cnnlab\[dask\]\""):
        next(grade_on_cluster([], assignment, "tcp://127.0.0.1:9"))
