"""``grade``: what is the grader's own trouble is no student's, and limits hold for all together."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace

import pytest

from cnnlab.grade.assignment import read_assignment
from cnnlab.grade.grading import GradedLab, grade
from cnnlab.grade.parent import SetupError
from cnnlab.grade.result import Result

from . import tiny
from .conftest import LIMITS

TOGETHER = """
import os, time
def scale(x, factor):
    for _ in range(4):
        if os.fork() == 0:
            held = bytearray(b"x") * (90 << 20)
            time.sleep(5)
            os._exit(0)
    time.sleep(0.4)
    return x * factor
"""


def test_a_lab_that_does_not_start_costs_no_student_a_point() -> None:
    broken = replace(read_assignment(tiny.FOLDER, LIMITS, sandboxed=False), setup=("1 / 0",))
    with GradedLab(broken) as graded, pytest.raises(SetupError, match="ZeroDivisionError"):
        grade(tiny.answering(), graded)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_processes_share_one_limit_of_memory(mark: Callable[[bytes], Result]) -> None:
    result = mark(tiny.answering(scale=TOGETHER))
    assert "was stopped: it used more than 0.2 GB of memory" in result.verdicts[0].message
    assert [v.status for v in result.verdicts[2:]] == ["passed"] * 3
