"""output_size: how many outputs there are, and what does not fit."""

from __future__ import annotations

import builtins
import re
from collections.abc import Callable

import numpy as np
from numpy.random import Generator

from cnnlab.labs import Failed, Raised, Student

from .common import expect_numbers, lab

Size = tuple[int, int, int, int, int]  # m, k, s, p, d
OF = "m = {}, k = {}, s = {}, p = {}, d = {}"


def outputs(m: int, k: int, s: int, p: int, d: int) -> int:
    """Count the places, one by one."""
    return sum(start + d * (k - 1) < m + 2 * p for start in range(0, m + 2 * p, s))


SIZE_MISTAKES: dict[str, Callable[..., float]] = {
    "is the + 1 missing? The first place counts too": lambda m, k, s, p, d: (
        outputs(m, k, s, p, d) - 1
    ),
    "padding comes on both sides: 2p": lambda m, k, s, p, d: (m + p - d * (k - 1) - 1) // s + 1,
    "is the padding used?": lambda m, k, s, p, d: (m - d * (k - 1) - 1) // s + 1,
    "is the stride used?": lambda m, k, s, p, d: m + 2 * p - d * (k - 1),
    "is the dilation used?": lambda m, k, s, p, d: (m + 2 * p - k) // s + 1,
    "a dilated kernel reaches over d (k - 1) + 1 inputs, not over d k": lambda m, k, s, p, d: (
        (m + 2 * p - d * k) // s + 1
    ),
    "divide, then add 1: mind the brackets": lambda m, k, s, p, d: (m + 2 * p - d * (k - 1)) // s,
    "a dilated kernel reaches over d (k - 1) + 1 inputs: d - 1 is left out between neighbours": (
        lambda m, k, s, p, d: (m + 2 * p - (k + d - 1)) // s + 1
    ),
    "the last place begins d (k - 1) + 1 before the end: is the 1 subtracted before dividing?": (
        lambda m, k, s, p, d: (m + 2 * p - d * (k - 1)) // s + 1
    ),
    "the stride divides the whole, not only m": lambda m, k, s, p, d: m // s + 2 * p - d * (k - 1),
}


def _sizes(student: Student, cases: list[Size]) -> None:
    expect_numbers(
        student.output_size,
        cases,
        outputs,
        SIZE_MISTAKES,
        of=OF,
        hint="draw the input as a row of dots and count the places where the kernel can lie",
    )


def _refused(student: Student, cases: dict[Size, str]) -> None:
    """Each case must raise ValueError; its text says why."""
    for case, why in cases.items():
        try:
            got = student.output_size(*case)
        except Raised as error:
            if is_refusal(error.message):
                continue
            raise Failed(f"{OF.format(*case)}: {error.message}", "raise ValueError(...)") from None
        number = isinstance(got, int | float | np.number | np.ndarray)
        what = "None" if got is None else "a number" if number else f"a {type(got).__name__}"
        raise Failed(
            f"{OF.format(*case)} does not fit, and output_size returns {what}",
            why if number else "raise the error: raise ValueError(...)",
        )


def is_refusal(message: str) -> bool:
    """True where ValueError was raised, or an exception of the student's own making."""
    kind = re.search(r"raised (\w+)", message)
    return kind is not None and (kind[1] == "ValueError" or not hasattr(builtins, kind[1]))


BEYOND = "the last step would reach beyond the edge: (m + 2p - d (k - 1) - 1) must divide by s"
TOO_LARGE = "the kernel is larger than the padded input: there is no place for it at all"


@lab.check("output_size", points=1)
def sizes_by_hand(student: Student, rng: Generator) -> None:
    """the example's 7 inputs with a kernel of 3, at strides 1 and 2, and a padded input"""
    _sizes(student, [(7, 3, 1, 0, 1), (7, 3, 2, 0, 1), (32, 5, 1, 2, 1)])


@lab.check("output_size", points=2)
def all_five(student: Student, rng: Generator) -> None:
    """strides, padding and dilation together"""
    _sizes(student, [(8, 3, 3, 2, 1), (9, 3, 1, 1, 2), (11, 3, 2, 1, 3), (7, 4, 2, 3, 2)])


@lab.check("output_size", points=2)
def does_not_fit(student: Student, rng: Generator) -> None:
    """7 inputs, a kernel of 3, stride 3: refused with a ValueError; so is a kernel of 9"""
    _refused(student, {(7, 3, 3, 0, 1): BEYOND, (7, 9, 1, 0, 1): TOO_LARGE})


@lab.check("output_size", points=1, hidden=True)
def extreme_sizes(student: Student, rng: Generator) -> None:
    """a kernel as large as the padded input, a kernel of one, a stride larger than the kernel"""
    _sizes(student, [(5, 9, 4, 2, 1), (5, 3, 1, 0, 2), (7, 1, 3, 0, 4), (13, 2, 11, 0, 1)])


@lab.check("output_size", points=2, hidden=True)
def refused_for_every_reason(student: Student, rng: Generator) -> None:
    """what fits only without its padding, its dilation or its stride"""
    beyond: list[Size] = [(8, 3, 2, 0, 1), (7, 3, 4, 1, 1), (9, 3, 3, 0, 2)]
    too_large: list[Size] = [(5, 3, 1, 0, 3), (3, 8, 1, 2, 1), (2, 3, 1, 0, 1), (1, 7, 2, 2, 1)]
    _refused(student, dict.fromkeys(beyond, BEYOND) | dict.fromkeys(too_large, TOO_LARGE))
    _sizes(student, [(9, 3, 2, 1, 2), (9, 3, 3, 0, 1)])
