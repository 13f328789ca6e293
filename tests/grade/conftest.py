"""One warm parent for all tests of the grader, with limits short enough to test by."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import pytest

from cnnlab.grade import sandbox
from cnnlab.grade.assignment import read_assignment
from cnnlab.grade.grading import GradedLab, grade
from cnnlab.grade.limits import Limits
from cnnlab.grade.result import Result

from . import tiny

LIMITS = Limits(submission_seconds=8, cell_seconds=0.4, cpu_seconds=10, memory_bytes=1 << 28)

if sys.platform == "win32":
    pytest.skip("grading needs Linux or macOS", allow_module_level=True)


@pytest.fixture(scope="session", params=["sandboxed", "trusted"])
def graded(request: pytest.FixtureRequest) -> Iterator[GradedLab]:
    """The small lab, with its warm parent in a sandbox and without one."""
    sandboxed = request.param == "sandboxed"
    if sandboxed and sandbox.trouble():
        pytest.skip(sandbox.trouble())
    with GradedLab(read_assignment(tiny.FOLDER, LIMITS, sandboxed=sandboxed)) as opened:
        yield opened


@pytest.fixture
def mark(graded: GradedLab) -> Callable[[bytes], Result]:
    """Grade a notebook of the small lab."""
    return lambda notebook: grade(notebook, graded)
