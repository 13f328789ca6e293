"""8. find_learning_rate"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.random import Generator

from cnnlab.labs import Failed, Student
from cnnlab.labs.compare import as_array

from .common import lab

Curve = Callable[[float], float]


def down_a_valley(steepness: float, lr: float) -> float:
    with np.errstate(over="ignore"):
        return float(steepness / 2 * np.float64(1 - lr * steepness) ** 40)


def off_a_cliff(edge: float, lr: float) -> float:
    if lr == 0:
        return 1.0
    return 0.3 if lr <= edge else 0.97 if lr <= 4 * edge else np.nan


CURVES = {"valley": down_a_valley, "cliff": off_a_cliff}


def halved(largest: float, enough: Callable[[float], bool], by: float = 2.0) -> float:
    lr = largest
    for _ in range(60):
        if enough(lr):
            break
        lr /= by
    return lr


def rate_mistakes(loss: Curve, largest: float) -> dict[str, float]:
    right = halved(largest, lambda lr: loss(lr) <= 0.9 * loss(0))
    return {
        "smaller is not enough: the loss falls to at most nine tenths of what it was": (
            halved(largest, lambda lr: loss(lr) < loss(0))
        ),
        "nan is neither more nor less than any number: ask whether the loss is at most the bound, "
        "not whether it is above": halved(largest, lambda lr: not loss(lr) > 0.9 * loss(0)),
        "a finite loss is not enough: it must have fallen": (
            halved(largest, lambda lr: np.isfinite(loss(lr)))
        ),
        "this is half of the rate that works: return the first with which the loss falls, not the "
        "one after it, nor the best of many": right / 2,
        "this is the last rate that did not work": right * 2,
        "the rates are halved, not divided by ten": (
            halved(largest, lambda lr: loss(lr) <= 0.9 * loss(0), 10.0)
        ),
        "this is a loss: return the rate": loss(right),
        "the loss is compared with that at the largest rate: compare it with loss_after(0)": (
            halved(largest / 2, lambda lr: loss(lr) <= 0.9 * loss(largest))
        ),
        "the loss is compared with that of the rate before: compare it with loss_after(0)": (
            halved(largest / 2, lambda lr: loss(lr) <= 0.9 * loss(2 * lr))
        ),
    }


def _rate(student: Student, name: str, value: float, largest: float) -> None:
    answer = as_array(
        student.find_learning_rate(getattr(student, name)(value), largest), "the rate"
    )
    if answer.size != 1:
        raise Failed(f"the rate has the shape {answer.shape}", "return one number")
    found = float(answer.reshape(()))

    def loss(lr: float) -> float:
        return CURVES[name](value, lr)

    right = halved(largest, lambda lr: loss(lr) <= 0.9 * loss(0))
    if np.isclose(found, right, rtol=1e-6):
        return
    with np.errstate(all="ignore"):
        wrong = rate_mistakes(loss, largest)
    named = (hint for hint, lr in wrong.items() if np.isclose(found, lr, rtol=1e-6))
    hint = next(named, "")
    if not hint and not np.isclose(np.log2(largest / found) % 1 if found > 0 else 0.5, 0):
        hint = "the rates that are tried are largest, largest / 2, largest / 4, ..."
    raise Failed("another rate is the first with which the loss falls", hint)


@lab.check("find_learning_rate", points=1)
def valleys(student: Student, rng: Generator) -> None:
    """gradient descent in a valley that is steep, from a rate of 4"""
    _rate(student, "valley", 3.0, 4.0)
    _rate(student, "valley", 11.0, 4.0)


@lab.check("find_learning_rate", points=2)
def cliffs(student: Student, rng: Generator) -> None:
    """losses that are nan, and networks that have given up"""
    _rate(student, "cliff", 0.3, 8.0)
    _rate(student, "cliff", 0.05, 1.0)


@lab.check("find_learning_rate", points=2, hidden=True)
def other_beginnings(student: Student, rng: Generator) -> None:
    """a first rate that is good already, a whole number, a rate far too large"""
    _rate(student, "valley", 0.5, 1.0)
    _rate(student, "valley", 7.0, 3)
    _rate(student, "cliff", 0.001, 10.0)
