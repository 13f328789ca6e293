"""A student's functions behind one face: whatever they do arrives in words."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from cnnlab.labs import LocalStudent, NotBegun, Raised, StudentError, TimedOut
from cnnlab.labs.student import Mutated, unchanged


def student(**functions: Any) -> LocalStudent:
    return LocalStudent(functions, seconds=0.3)


def test_arguments_and_results_pass_through() -> None:
    x = np.arange(6.0).reshape(2, 3)
    result = student(f=lambda a, b, c=0: (a.sum(), b, c)).f(x, [1, 2], c=3)
    assert result == (15.0, [1, 2], 3)


def test_a_stub_and_a_missing_function_are_not_begun() -> None:
    def stub(x: object) -> None:
        raise NotImplementedError("your turn")

    with pytest.raises(NotBegun, match="is not begun"):
        student(stub=stub).stub(1)
    with pytest.raises(NotBegun, match="no function called") as caught:
        student(correlate_2d=len).correlate2d([1])
    assert "correlate_2d" in caught.value.hint
    with pytest.raises(NotBegun) as caught:
        student().anything()
    assert "run the cell" in caught.value.hint
    with pytest.raises(Raised, match="is a int, not a function"):
        student(f=3).f()


def mutate(x: np.ndarray) -> None:
    x[0] = 7


@pytest.mark.parametrize(
    "mutation",
    [
        mutate,
        lambda x: x.sort(),
        lambda x: x.resize((2, 2), refcheck=False),
        lambda x: np.negative(x, out=x),
    ],
)
def test_a_changed_input_is_noticed_and_the_original_kept(
    mutation: Callable[[Any], Any],
) -> None:
    x = np.array([3.0, 1.0, 2.0])
    with pytest.raises(Mutated, match="changes its input"):
        student(f=mutation).f(x)
    assert x.tolist() == [3.0, 1.0, 2.0]


def test_changes_in_lists_and_dictionaries_are_noticed_too() -> None:
    with pytest.raises(Mutated):
        student(f=lambda x: x.append(1)).f([1, 2])
    with pytest.raises(Mutated):
        student(f=lambda x: x["a"].fill(0)).f({"a": np.ones(2)})
    assert unchanged([np.array([np.nan]), "a", None], [np.array([np.nan]), "a", None])


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("def f(x):\n    return x[99]", ("IndexError", "on line 2", "return x[99]", "loop stop")),
        ("def f(x):\n    return y", ("NameError", "line 2")),
        ("def f(x):\n    raise SystemExit(3)", ("SystemExit", "sys.exit")),
        ("def f(x):\n    return f(x)", ("RecursionError", "without end")),
        ("def f():\n    return 1", ("TypeError", "argument")),
    ],
)
def test_exceptions_become_sentences_with_the_students_own_line(
    source: str, words: tuple[str, ...]
) -> None:
    import linecache

    name = "<cell answer>"
    linecache.cache[name] = (len(source), None, source.splitlines(True), name)
    namespace: dict[str, Any] = {}
    exec(compile(source, name, "exec"), namespace)
    with pytest.raises(Raised) as caught:
        LocalStudent(namespace).f([1])
    told = f"{caught.value.message} {caught.value.hint}"
    assert [word for word in words if word not in told] == []
    assert "Traceback" not in told


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no interval timer")
def test_an_endless_loop_is_stopped_even_if_it_swallows_exceptions() -> None:
    def loops() -> None:
        while True:
            try:
                time.sleep(0.01)
            except Exception:
                continue

    with pytest.raises(TimedOut, match=r"stopped after 0\.3 s"):
        student(f=loops).f()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no interval timer")
def test_a_bare_except_does_not_outlive_the_limit() -> None:
    def stubborn() -> None:
        swallowed = 0
        while swallowed < 3:
            try:
                while True:
                    time.sleep(0.01)
            except:  # noqa: E722
                swallowed += 1
        time.sleep(60)

    with pytest.raises(TimedOut):
        student(f=stubborn).f()
    time.sleep(0.3)  # no alarm rings any more


def test_whatever_is_raised_is_a_sentence() -> None:
    def leaves() -> None:
        raise GeneratorExit("gone")

    with pytest.raises(Raised, match="GeneratorExit"):
        student(f=leaves).f()


def test_every_student_error_is_one_of_the_family() -> None:
    assert all(issubclass(e, StudentError) for e in (NotBegun, Raised, Mutated, TimedOut))
