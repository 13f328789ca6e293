"""One warm parent for all tests of the grader, with limits short enough to test by."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import pytest

from cnnlab.grade import sandbox
from cnnlab.grade.grading import GradedLab, grade
from cnnlab.grade.limits import Limits
from cnnlab.grade.result import Result
from cnnlab.grade.session import WarmParent
from cnnlab.labs import load_lab

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
    warm = WarmParent([tiny.SETUP], LIMITS, sandboxed=sandboxed)
    with GradedLab(load_lab(tiny.FOLDER / "checks.py"), tiny.TEMPLATE, warm) as opened:
        yield opened


@pytest.fixture
def mark(graded: GradedLab) -> Callable[[bytes], Result]:
    """Grade a notebook of the small lab."""
    return lambda notebook: grade(notebook, graded)
