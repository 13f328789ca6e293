"""What an exercise rules out is found, however it is reached, and nothing else is."""

from __future__ import annotations

import importlib
import sys

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


def test_the_guard_refuses_what_cannot_be_read_from_the_code() -> None:
    before, convolve = dict(sys.modules), np.convolve
    with guarded(RULED_OUT, "f"):
        with pytest.raises(Forbidden, match="f uses scipy"):
            importlib.import_module("sci" + "py.signal")
        with pytest.raises(Forbidden, match=r"f uses scipy\.x"):
            sys.modules["scipy"].x  # noqa: B018
        with pytest.raises(Forbidden, match=r"f uses numpy\.convolve"):
            getattr(np, "conv" + "olve")([1], [1])
        assert np.correlate([1.0], [2.0]) == 2.0
    assert np.convolve is convolve
    assert {n: m for n, m in sys.modules.items() if n in before} == before
    assert not [name for name in set(sys.modules) - set(before) if name.startswith("scipy")]
