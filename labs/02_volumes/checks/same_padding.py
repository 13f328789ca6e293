"""same_padding: how many zeros before and after keep the size."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.random import Generator

from cnnlab.labs import Failed, Student
from cnnlab.labs.compare import as_array

from .common import lab

Ways = set[tuple[int, int]]


def ways(k: int) -> Ways:
    """The splits of k - 1 zeros whose sides differ by one at most."""
    return {(a, k - 1 - a) for a in range(k) if abs(a - (k - 1 - a)) <= 1}


def mistaken(k: int) -> dict[str, Ways]:
    half, rest = k // 2, (k - 1) // 2
    return {
        "an even kernel has two ways: the odd zero may come before or after": {(rest, half)},
        "an even kernel has two ways: the odd zero may come before, or after": {(half, rest)},
        "k // 2 zeros on both sides are one too many for an even kernel": {(half, half)},
        "(k - 1) // 2 zeros on both sides are one too few for an even kernel": {(rest, rest)},
        "all splits keep the size, but the sides are to differ by one at most": (
            {(a, k - 1 - a) for a in range(k)}
        ),
        "k - 1 zeros in all, shared between both sides: this is k - 1 on each": {(k - 1, k - 1)},
        "k - 1 zeros in all, not k": {(k // 2, k - k // 2), (k - k // 2, k // 2)},
        "one side has it all: share the zeros": {(0, k - 1), (k - 1, 0)},
        "one side has all the zeros: share them": {(0, k - 1)},
    }


def pairs(value: Any, k: int) -> list[tuple[float, ...]]:
    """A list, tuple or array of pairs, as a list; Failed for anything else."""
    what = f"the result for k = {k}"
    if type(value).__name__ == "set":  # across the wire as well as here
        raise Failed(f"{what} is a set", "return a list: list(...)")
    found = as_array(value, what)
    if found.shape == (2,):
        raise Failed(f"{what} is a single pair", "return a list of pairs, also where it holds one")
    if found.ndim != 2 or found.shape[1] != 2:
        raise Failed(f"{what} is no list of pairs", "return a list such as [(before, after)]")
    return [tuple(pair) for pair in found.tolist()]


def _ways(student: Student, sizes: list[int]) -> None:
    for k in sizes:
        found = pairs(student.same_padding(k), k)
        if len(found) != len(set(found)):
            hint = "an odd kernel has one way, listed once" if k % 2 else "list each way once"
            raise Failed(f"the result for k = {k} lists a pair twice", hint)
        if set(found) == ways(k):
            continue
        named = (hint for hint, wrong in mistaken(k).items() if wrong == set(found))
        fallback = "before and after add up to k - 1, and differ by one at most"
        if any(np.sum(pair) != k - 1 for pair in found):
            fallback = "the output has m + before + after - k + 1 elements; it should have m"
        raise Failed(f"the result for k = {k} is wrong", next(named, fallback))


@lab.check("same_padding", points=1)
def odd(student: Student, rng: Generator) -> None:
    """kernels of 3 and 5: one way"""
    _ways(student, [3, 5])


@lab.check("same_padding", points=2)
def even(student: Student, rng: Generator) -> None:
    """kernels of 2 and 4: two ways, in any order"""
    _ways(student, [4, 2])


@lab.check("same_padding", points=1, hidden=True)
def one_and_more(student: Student, rng: Generator) -> None:
    """a kernel of one, and larger ones"""
    _ways(student, [1, 6, 7, 12])
