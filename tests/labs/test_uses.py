"""A forbidden helper is found however it was brought in, and nothing else is."""

from __future__ import annotations

from typing import Any

import pytest

from cnnlab.labs import LocalStudent, Raised
from cnnlab.labs.uses import forbidden_use

FORBID = ("scipy", "torch", "cnnlab.ops", "numpy.convolve")


def function(source: str) -> Any:
    namespace: dict[str, Any] = {}
    exec(f"import numpy as np\n{source}", namespace)
    return namespace["f"]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("def f(x): return np.convolve(x, x)", "numpy.convolve"),
        ("from numpy import convolve as c\ndef f(x): return c(x, x)", "numpy.convolve"),
        ("from scipy import signal\ndef f(x): return signal.correlate2d(x, x)", "scipy"),
        ("from scipy.signal import correlate2d\ndef f(x): return correlate2d(x, x)", "scipy"),
        (
            "def f(x):\n    from scipy.signal import fftconvolve\n    return fftconvolve(x, x)",
            "scipy",
        ),
        ("import cnnlab\ndef f(x): return cnnlab.ops.conv2d(x, x)", "cnnlab.ops"),
        (
            "def g(x): return [np.convolve(v, v) for v in x]\ndef f(x): return g(x)",
            "numpy.convolve",
        ),
        ("f = lambda x: (lambda y: np.convolve(y, y))(x)", "numpy.convolve"),
    ],
)
def test_it_is_found(source: str, found: str) -> None:
    assert forbidden_use(function(source), FORBID).startswith(found)


@pytest.mark.parametrize(
    "source",
    [
        "def f(x): return np.pad(x, 1)",
        "def f(signal): return signal[0] + f(signal[1:])",
        "import scipy\ndef f(x): return x",
        "convolve = 3\ndef f(x): return convolve * x",
        "f = len",
    ],
)
def test_nothing_else_is(source: str) -> None:
    assert forbidden_use(function(source), FORBID) == ""


def test_the_student_is_told() -> None:
    namespace = {"f": function("def f(x): return np.convolve(x, x)")}
    assert len(LocalStudent(namespace).f([1, 2])) == 3
    with pytest.raises(Raised, match=r"f uses numpy\.convolve; this exercise"):
        LocalStudent(namespace, forbid=FORBID).f([1, 2])
