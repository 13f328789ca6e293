"""Answers that do not answer: each gets its verdict, and none costs another exercise a point."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from cnnlab.grade import processes
from cnnlab.grade.assignment import read_assignment
from cnnlab.grade.grading import GradedLab, grade
from cnnlab.grade.result import Result

from . import tiny

Mark = Callable[[bytes], Result]

# What stands in the body of scale(x, factor); a phrase of the verdict that it must get.
BODIES = {
    "endless loop": ("while True: pass", "stopped after 0.5 s"),
    "endless loop that catches everything": (
        """
        while True:
            try:
                while True: pass
            except BaseException: pass
        """,
        "stopped after 0.5 s",
    ),
    "sleep with signals ignored": (
        """
        import signal, time
        signal.signal(signal.SIGALRM, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_BLOCK, set(range(1, 60)))
        time.sleep(60)
        """,
        "stopped after 0.5 s",
    ),
    "sys.exit": ("import sys; sys.exit('bye')", "raised SystemExit: bye, on line 2"),
    "KeyboardInterrupt": ("raise KeyboardInterrupt", "raised KeyboardInterrupt, on line 2"),
    "os._exit": ("import os; os._exit(0)", "ended its own process (exit code 0)"),
    "os.abort": ("import os; os.abort()", "ended with its process: SIGABRT"),
    "segmentation fault": ("import ctypes; ctypes.string_at(8)", "ended with its process: SIGSEGV"),
    "kills itself": ("import os; os.kill(os.getpid(), 9)", "ended with its process: SIGKILL"),
    "kills its parent": (
        "import os, time; os.kill(os.getppid(), 9); time.sleep(5)",
        "killed its parent process|stopped after 0.5 s",  # a sandbox shields the parent
    ),
    "kills its group": ("import os; os.killpg(0, 9)", "ended with its process: SIGKILL"),
    "allocates 50 GB": ("return np.ones(50 << 27)", "raised MemoryError"),
    "allocates bit by bit": (
        "a = []\nwhile True: a.append(bytearray(1 << 28))",
        "raised MemoryError|stopped",
    ),
    "recursion": ("return scale(x, factor)", "raised RecursionError"),
    "fork bomb": (
        """
        import os
        while True:
            try: os.fork()
            except OSError: pass
        """,
        "scale",
    ),
    "floods stdout": ("while True: print('x' * 10_000)", "stopped after 0.5 s"),
    "floods descriptor 2": (
        "import os\nwhile True: os.write(2, b'x' * 65536)",
        "stopped after 0.5 s",
    ),
    "closes every descriptor": (
        "import os; os.closerange(0, 100)",
        "scale",
    ),
    "writes garbage into the wire": (
        """
        import os
        for fd in range(3, 50):
            try: os.write(fd, b"garbage!" * 100)
            except OSError: pass
        return x * factor
        """,
        "sent the grader something that is no answer",
    ),
    "answers the wire itself, wrongly": (
        """
        import os, struct
        for fd in range(3, 50):
            try: os.write(fd, struct.pack("<II", 2**31, 2**31))
            except OSError: pass
        return x * factor
        """,
        "sent the grader something that is no answer",
    ),
    "claims to have passed": (
        """
        import os, struct
        told = b'{"dict":[["number",3],["value",{"dict":[["status","passed"]]}]]}'
        for fd in range(3, 50):
            try: os.write(fd, struct.pack("<II", len(told), 0) + told)
            except OSError: pass
        """,
        "sent the grader something that is no answer",
    ),
    "returns nothing": ("pass", "the shape is ()"),
    "returns NaN": ("return x * np.nan", "the numbers differ"),
    "returns text": ("return '<script>alert(1)</script>'", "the shape is ()"),
    "returns a ragged list": ("return [[1, 2, 3], [1]]", "cannot be used"),
    "returns a list in itself": ("a = []; a.append(a); return a", "nested more than 32 deep"),
    "returns objects": ("return np.array([object()] * 6).reshape(2, 3)", "cannot be used"),
    "returns a generator": ("return (i for i in x)", "the shape is ()"),
    "returns a class": ("return dict", "the shape is ()"),
    "returns 1 GB": ("return np.broadcast_to(1.0, (1 << 17, 1 << 10))", "scale"),
    "returns a huge integer": ("return 10 ** 6000", "the shape is ()"),
    "raises with a wicked message": (
        """
        class Wicked(Exception):
            def __str__(self): raise SystemExit
            __repr__ = __str__
        raise Wicked
        """,
        "scale raised SystemExit",
    ),
    "raises with a long message": ("raise ValueError('x' * 10_000_000)", "scale raised ValueError"),
    "equal to everything": (
        """
        class Same(float):
            def __eq__(self, other): return True
            def __array__(self, *a, **k): return x * factor
            __array_function__ = __array_ufunc__ = lambda self, *a, **k: True
            def __reduce__(self): import os; return os.abort, ()
        return Same()
        """,
        "the shape is ()",
    ),
    "changes its input": ("x *= factor; return x", "changes its input"),
    "changes NumPy": (
        """
        import sys, json, struct, builtins
        np.allclose = np.testing.assert_allclose = lambda *a, **k: True
        for module in [m for m in sys.modules if m.startswith(("cnnlab", "json", "numpy"))]:
            sys.modules[module] = None
        builtins.print = builtins.isinstance = builtins.len = lambda *a: True
        return x
        """,
        "scale",
    ),
    "removes the clock": ("import time; time.time = time.monotonic = None; return x", "differ"),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_hostile_function_gets_its_verdict(mark: Mark, name: str) -> None:
    body, phrase = BODIES[name]
    body = textwrap.indent(textwrap.dedent(body).strip(), "    ")
    result = mark(tiny.answering(scale=f"def scale(x, factor):\n{body}"))
    scale, others = result.verdicts[:2], result.verdicts[2:]
    assert scale[0].status == "failed"
    assert any(part in scale[0].message for part in phrase.split("|"))
    assert len(scale[0].message) < 2000
    assert [v.status for v in others] == ["passed"] * 3, "no other exercise pays for it"


TOP_LEVEL = {
    "endless loop": ("while True: pass", "it was stopped after 0.4 s"),
    "sys.exit": ("import sys; sys.exit()", "it raised SystemExit, on line 3 of its cell"),
    "os._exit": ("import os; os._exit(3)", "it ended its own process (exit code 3)"),
    "input": ("input('name? ')", "it raised EOFError"),
    "error": (
        "1 / 0",
        "it raised ZeroDivisionError: division by zero, on line 3 of its cell: 1 / 0",
    ),
    "deletes the rest": ("globals().clear()", ""),
}


@pytest.mark.parametrize("name", TOP_LEVEL)
def test_a_cell_that_ends_badly_keeps_what_it_defined(mark: Mark, name: str) -> None:
    code, phrase = TOP_LEVEL[name]
    result = mark(tiny.answering(scale=f"{tiny.RIGHT['scale']}\n{code}\n"))
    assert phrase in " ".join(result.notes)
    if phrase:
        assert "The cell of scale did not run to its end: " in " ".join(result.notes)
        assert result.earned == result.points


def test_a_syntax_error_costs_its_cell_alone(mark: Mark) -> None:
    result = mark(tiny.answering(scale="def scale(x, factor:\n    return x"))
    assert result.earned == result.points - 3
    assert result.verdicts[0].message == (
        "scale could not be defined: a syntax error on line 1 of its cell "
        "('(' was never closed): def scale(x, factor:"
    )


DAEMONS = """
import os, time
def scale(x, factor):
    for _ in range(3):
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                os.setsid()
                open(f"left-behind-{os.getpid()}", "w").write("x")
                os.write(1, b"a daemon\\n")
                time.sleep(600)
            os._exit(0)
    time.sleep(0.2)
    return x * factor
"""


@pytest.mark.skipif(sys.platform != "linux", reason="subreapers are Linux's")
def test_no_process_and_no_file_is_left(graded: GradedLab, mark: Mark) -> None:
    mark(tiny.answering())
    before = processes.descendants()
    result = mark(tiny.answering(scale=DAEMONS))
    assert result.printed == {"scale": "a daemon\n" * 3}
    assert result.earned == result.points
    assert set(processes.descendants()) <= set(before)
    assert list(graded.warm.scratch.glob("*")) == []


def test_a_process_that_is_left_would_be_seen() -> None:
    before = processes.descendants()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as planted:
        assert planted.pid in set(processes.descendants()) - set(before)


def test_a_daemon_that_outlives_its_function_does_not_hold_the_grader_up(mark: Mark) -> None:
    body = (
        "import os, time\ndef scale(x, factor):\n    if os.fork() == 0:\n"
        "        os.setsid(); time.sleep(600)\n    os._exit(0)"
    )
    started = time.monotonic()
    result = mark(tiny.answering(scale=body))
    assert "ended its own process" in result.verdicts[0].message
    assert time.monotonic() - started < 5, "it waited for a daemon that holds the wire open"


def test_the_whole_notebook_has_a_time_of_its_own(graded: GradedLab) -> None:
    limits = replace(graded.warm.limits, submission_seconds=0.7)
    slow = "import time\ndef {}(*args):\n    time.sleep(0.4)\n    return 0"
    notebook = tiny.answering(**{name: slow.format(name) for name in ("scale", "correlate")})
    sandboxed = graded.warm.sandboxed
    with GradedLab(read_assignment(tiny.FOLDER, limits, sandboxed=sandboxed)) as hurried:
        result = grade(notebook, hurried)
    assert "0.7 s were used up" in result.verdicts[-1].message
    assert result.earned == 0


def test_the_same_notebook_gets_the_same_result(mark: Mark) -> None:
    odd = tiny.answering(scale="def scale(x, f):\n    print({'a', 'b'}, x)\n    return x")
    assert mark(odd).to_json() == mark(odd).to_json()
