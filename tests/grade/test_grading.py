"""``grade``: what is the grader's own trouble is no student's, and limits hold for all together."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest

from cnnlab.grade import processes
from cnnlab.grade.assignment import read_assignment
from cnnlab.grade.grading import GradedLab, grade
from cnnlab.grade.parent import SetupError

from . import tiny
from .conftest import LIMITS as SHORT

LIMITS = replace(SHORT, submission_seconds=100)
TOGETHER = """
import os, time
def scale(x, factor):
    for _ in range(4):
        if os.fork() == 0:
            held = bytearray(b"x") * (90 << 20)
            time.sleep(30)
            os._exit(0)
    time.sleep(25)
    return x * factor
"""


def test_a_lab_that_does_not_start_costs_no_student_a_point() -> None:
    broken = replace(read_assignment(tiny.FOLDER, LIMITS, sandboxed=False), setup=("1 / 0",))
    with GradedLab(broken) as graded, pytest.raises(SetupError, match="ZeroDivisionError"):
        grade(tiny.answering(), graded)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_processes_share_one_limit_of_memory(graded: GradedLab) -> None:
    assignment = read_assignment(tiny.FOLDER, LIMITS, sandboxed=graded.warm.sandboxed)
    with GradedLab(assignment) as patient:
        exercises = patient.lab.exercises
        exercises["scale"] = replace(exercises["scale"], seconds=30.0)
        result = grade(tiny.answering(scale=TOGETHER), patient)
    assert "was stopped: it used more than 0.2 GB of memory" in result.verdicts[0].message
    assert [v.status for v in result.verdicts[2:]] == ["passed"] * 3


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_process_that_ends_while_it_is_counted_is_no_trouble() -> None:
    comes_and_goes = "import os\nwhile True:\n    os.fork() or os._exit(0)\n    os.wait()"
    with subprocess.Popen([sys.executable, "-c", comes_and_goes]) as busy:
        try:
            for _ in range(2000):
                assert processes.memory(processes.descendants(busy.pid)) >= 0
        finally:
            busy.kill()
