"""What an exercise rules out is found, however it is reached, and nothing else is."""

from __future__ import annotations

import builtins
import importlib

import numpy as np
import pytest

from cnnlab.grade.forbid import Forbidden, Reader, guarded, refusal

RULED_OUT = ("scipy", "numpy.convolve", "torch.nn.functional")


@pytest.mark.parametrize(
    ("cells", "used", "line"),
    [
        (
            ["import scipy.signal", "def f():\n    return scipy.signal.convolve(1)"],
            "scipy.signal.convolve",
            2,
        ),
        (["from scipy import signal as s\ndef f():\n    s.convolve"], "scipy.signal.convolve", 3),
        (["def f():\n    from scipy.signal import convolve2d"], "scipy.signal.convolve2d", 2),
        (["import numpy as np", "def f():\n\n    return np.convolve(1, 2)"], "numpy.convolve", 3),
        (["from numpy import convolve as c\nf = lambda: c(1)"], "numpy.convolve", 2),
        (["import numpy as np\ng = np.convolve", "def f():\n    return g(1)"], "numpy.convolve", 2),
        (
            ["import torch", "def help():\n    torch.nn.functional.conv2d", "def f():\n    help()"],
            "torch.nn.functional.conv2d",
            2,
        ),
        (["import scipy\nclass A:\n    b = scipy.x", "def f(): return A()"], "scipy.x", 3),
        (["from scipy.signal import *", "def f(): return convolve(1)"], "scipy.signal", 0),
    ],
)
def test_uses_are_found(cells: list[str], used: str, line: int) -> None:
    assert Reader(cells).find_use("f", RULED_OUT) == (used, line)
    message = refusal("f", used, line).message
    assert f"f uses {used}" in message
    assert (f"on line {line} of its cell" in message) == bool(line)


@pytest.mark.parametrize(
    "cells",
    [
        ["import scipy.signal", "def g():\n    scipy.signal.convolve", "def f(): return 1"],
        ["import numpy as np", "def f(): return np.convolved(np.pad(1))"],
        ["import torch", "def f(): return torch.nn.Module"],
        ["def f(scipy_like):\n    return scipy_like"],
        ["def f(:", "def f(): return f()"],
    ],
)
def test_what_is_allowed_passes(cells: list[str]) -> None:
    assert Reader(cells).find_use("f", RULED_OUT) is None


def typed(source: str) -> None:
    exec(compile(source, "<cell f>", "exec"), {"np": np})


@pytest.mark.parametrize(
    ("source", "used"),
    [
        ("import importlib; importlib.import_module('sci' + 'py.signal')", "scipy.signal"),
        ("__import__('sci' + 'py')", "scipy"),
        ("exec('from scipy import fft')", "scipy"),
        ("getattr(np, 'conv' + 'olve')([1], [1])", "numpy.convolve"),
        ("from numpy import convolve", "numpy.convolve"),
    ],
)
def test_the_guard_refuses_what_cannot_be_read_from_the_code(source: str, used: str) -> None:
    before = dict(vars(np)), importlib.import_module, builtins.__import__
    with guarded(RULED_OUT, "f"), pytest.raises(Forbidden, match=f"f uses {used};"):
        typed(source)
    assert before == (dict(vars(np)), importlib.import_module, builtins.__import__)


def test_the_guard_lets_libraries_use_what_students_may_not() -> None:
    with guarded(RULED_OUT, "f"):
        typed("assert np.polynomial.polynomial.polymul([1.0], [2.0]) == [2.0]")
        typed("import json, numpy.linalg; assert np.correlate([1.0], [2.0]) == 2.0")
