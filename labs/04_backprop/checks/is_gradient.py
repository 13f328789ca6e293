"""9. is_gradient: the student's own check, tried on right gradients and on planted wrong ones."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from cnnlab.labs import Failed, Student

from .common import Array, Recognised, lab

ABSOLUTE = (
    "one bound for all sizes is too strict here and too loose there: divide the largest difference "
    "by the largest of both gradients"
)


def _asked(
    student: Student,
    name: str,
    weights: Array,
    x: Array,
    gradient: Array,
    right: bool,
    case: str,
    hint: str = "",
) -> None:
    """Ask for a verdict on ``gradient``, and compare it with what is known."""
    answer = student.is_gradient(getattr(student, name)(weights), x, gradient)
    said = np.asarray(answer)
    if said.dtype.kind not in "bi" or said.size != 1 or said.item() not in (0, 1):
        raise Failed(
            f"the answer is {_described(answer)}, expected True or False",
            "compare the error with the bound, and return what comes out",
        )
    if bool(said.item()) is not right:
        verdict = "refused although it is right" if right else "accepted although it is wrong"
        raise Recognised(f"{case}: {verdict}", hint)


def _described(answer: object) -> str:
    if answer is None:
        return "None"
    if isinstance(answer, float | np.floating):
        return "a number"
    return f"a {type(answer).__name__}"


def cubic_case(rng: Generator, shape: tuple[int, ...], size: float = 1.0) -> tuple[Array, ...]:
    """weights, x and the gradient of the function ``cubic``, of this size."""
    weights, x = size * rng.uniform(1, 2, shape), rng.uniform(1, 2, shape)
    return weights, x, 3 * weights * x**2


@lab.check("is_gradient", points=1)
def right_gradients(student: Student, rng: Generator) -> None:
    """two gradients that are right"""
    _asked(
        student,
        "cubic",
        *cubic_case(rng, (2, 3)),
        True,
        "the gradient of a cubic function",
        "is the bound 1e-5, and does the numerical gradient belong to the same x?",
    )
    weights, x = rng.uniform(1, 2, 5), rng.uniform(-1, 1, 5)
    gradient = 2 * np.sum(weights * x) * weights
    _asked(student, "tangled", weights, x, gradient, True, "the gradient of a squared sum")


@lab.check("is_gradient", points=2)
def planted_mistakes(student: Student, rng: Generator) -> None:
    """wrong gradients: doubled, turned in sign, one entry of six, one per cent"""
    weights, x, gradient = cubic_case(rng, (2, 3))
    one, few = gradient.copy(), gradient.copy()
    one[1, 2] = 0
    few[0, 0] += 1
    few[1, 1] -= 1
    cases = (
        ("a gradient twice too large", 2 * gradient, "is the gradient compared at all?"),
        (
            "a gradient smaller than the right one in every entry",
            gradient - 1,
            "a difference counts in both directions: take its magnitude",
        ),
        ("a gradient of zeros", 0 * gradient, "how is the error divided?"),
        (
            "a gradient with the wrong sign",
            -gradient,
            "compare the entries with their signs: take the magnitude of the difference",
        ),
        (
            "a gradient with one entry of zero",
            one,
            "every single entry counts: take the largest difference",
        ),
        (
            "a gradient with errors that cancel out",
            few,
            "positive and negative differences cancel in a sum: take magnitudes first",
        ),
        ("a gradient off by one per cent", 1.01 * gradient, "the bound is 1e-5"),
        ("a gradient off by a thousandth", 1.001 * gradient, "the bound is 1e-5"),
    )
    for case, wrong, hint in cases:
        _asked(student, "cubic", weights, x, wrong, False, case, hint)


@lab.check("is_gradient", points=1)
def tiny_gradients(student: Student, rng: Generator) -> None:
    """gradients as small as 1e-12: right, then doubled"""
    weights, x, gradient = cubic_case(rng, (4,), 1e-12)
    _asked(student, "cubic", weights, x, gradient, True, "a tiny gradient", ABSOLUTE)
    _asked(student, "cubic", weights, x, 2 * gradient, False, "a tiny gradient, doubled", ABSOLUTE)


@lab.check("is_gradient", points=2, hidden=True)
def huge_and_zero(student: Student, rng: Generator) -> None:
    """gradients of a million, gradients of zero, entries of zero among others"""
    weights, x, gradient = cubic_case(rng, (3,), 1e6)
    _asked(student, "cubic", weights, x, gradient, True, "a huge gradient", ABSOLUTE)
    wrong = gradient * (1 + 1e-3)
    _asked(
        student, "cubic", weights, x, wrong, False, "a huge gradient off by a thousandth", ABSOLUTE
    )
    nothing = np.zeros(3)
    _asked(
        student,
        "cubic",
        nothing,
        x,
        nothing,
        True,
        "a gradient of zeros, rightly",
        "0 / 0 is no number: where both gradients are zero, they agree",
    )
    weights, x = np.ones(3), np.array([2.0, 0.0, 1.0])
    gradient = 3 * x**2
    _asked(
        student,
        "cubic",
        weights,
        x,
        gradient,
        True,
        "a gradient with one entry of zero, rightly",
        "dividing entry by entry makes much of rounding where an entry is 0: divide by the "
        "largest of both gradients",
    )


@lab.check("is_gradient", points=1, hidden=True)
def not_even_numbers(student: Student, rng: Generator) -> None:
    """gradients with NaN, of another shape, and of fewer entries"""
    weights, x, gradient = cubic_case(rng, (3, 3))
    holes = gradient.copy()
    holes[0, 1] = np.nan
    _asked(
        student,
        "cubic",
        weights,
        x,
        holes,
        False,
        "a gradient with NaN in it",
        "no comparison with NaN is true: ask whether the error is at most the bound, not whether "
        "it is above, and mind that max may skip NaN",
    )
    shape = "compare the shapes first: NumPy stretches arrays of different shapes without a word"
    same = np.full((3, 3), 2.0)
    row = 3 * same[0] ** 2
    _asked(student, "cubic", np.ones((3, 3)), same, row, False, "a single row for three", shape)
    flat = gradient.ravel()
    _asked(student, "cubic", weights, x, flat, False, "a gradient in one long row", shape)
