"""batch_norm: training mode, evaluation mode, and the statistics in between."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.random import Generator

from cnnlab.labs import Failed, Raised, Student
from cnnlab.labs.compare import as_array, expect_close

from .common import Array, Mistakes, Shape, lab, twice
from .norms import (
    Norm,
    mean_mistakes,
    normalised,
    output_mistakes,
    updated,
    var_mistakes,
    wide,
)


def three_parts(result: Any) -> list[Any]:
    advice = "return three things: y, running_mean and running_var"
    if result is None:
        raise Failed("the result is None", "does the function end with a return?")
    if not isinstance(result, tuple | list):
        raise Failed("the result is a single thing", advice)
    if len(result) != 3:
        raise Failed(f"the result has {len(result)} parts, expected 3", advice)
    return list(result)


def expect_statistic(found: Any, right: Array, what: str, mistakes: Mistakes) -> None:
    shape = as_array(found, what).shape
    if shape != right.shape and (np.prod(shape) == right.size or len(shape) > 1):
        hint = f"statistics have one axis, ({right.size},): ravel them, or keep no axes of length 1"
        raise Failed(f"{what} has the shape {shape}, expected {right.shape}", hint)
    expect_close(found, right, what=what, mistakes=mistakes)


def _norm(student: Student, norm: Norm, of: str = "") -> None:
    try:
        result = student.batch_norm(*norm)
    except Raised as error:
        hint = "what is (C,) needs two more axes to meet (N, C, H, W): weight[:, None, None]"
        raise Failed(error.message, hint if "broadcast" in error.message else error.hint) from None
    y, mean, var = three_parts(result)
    expect_close(
        y,
        normalised(norm),
        what=f"y{of}",
        mistakes=output_mistakes(norm),
        hint="try it on a single channel: mean and variance over all its N H W values",
        shape_hint="y has the shape of x",
    )
    expect_statistic(mean, updated(norm)[0], f"running_mean{of}", mean_mistakes(norm))
    expect_statistic(var, updated(norm)[1], f"running_var{of}", var_mistakes(norm))


def _given(rng: Generator, shape: Shape, training: bool, eps: float = 1e-5) -> Norm:
    c = shape[1]
    spread: Callable[..., Array] = rng.uniform
    x = rng.standard_normal(shape) * wide(spread(1, 3, c)) + wide(spread(-4, 4, c))
    weight, bias, mean, var = (spread(0.5, 2, c) for _ in range(4))
    return Norm(x, weight, bias, -mean, var, training, 0.3, eps)


@lab.check("batch_norm", points=3)
def in_training(student: Student, rng: Generator) -> None:
    """three volumes of two channels, training, called twice with other numbers"""
    twice(lambda: _norm(student, _given(rng, (3, 2, 2, 4), True)))


@lab.check("batch_norm", points=2)
def in_evaluation(student: Student, rng: Generator) -> None:
    """evaluation, with running statistics, weight and bias that are not 0 and 1"""
    _norm(student, _given(rng, (2, 3, 4, 2), False), " in evaluation")


@lab.check("batch_norm", points=1)
def from_training_to_evaluation(student: Student, rng: Generator) -> None:
    """two steps of training hand their statistics on, then evaluation uses them"""
    norm = _given(rng, (4, 3, 2, 2), True)
    for _ in range(2):
        _, mean, var = three_parts(student.batch_norm(*norm))
        for found, right, name in zip((mean, var), updated(norm), ("mean", "var"), strict=True):
            mistakes = mean_mistakes(norm) if name == "mean" else var_mistakes(norm)
            expect_statistic(found, right, f"running_{name}", mistakes)
        after = updated(norm)
        norm = _given(rng, (4, 3, 2, 2), True)._replace(running_mean=after[0], running_var=after[1])
    _norm(student, norm._replace(training=False), " in evaluation")


@lab.check("batch_norm", points=3, hidden=True)
def a_large_eps(student: Student, rng: Generator) -> None:
    """eps larger than the variance, in training and in evaluation"""
    for training in (True, False):
        _norm(student, _given(rng, (2, 3, 3, 2), training, eps=4.0), " with a large eps")


@lab.check("batch_norm", points=2, hidden=True)
def extreme_batches(student: Student, rng: Generator) -> None:
    """a channel that is constant, a single image, a single channel, two values in all"""
    flat = _given(rng, (2, 2, 3, 3), True)
    x = flat.x.copy()
    x[:, 0] = 5
    _norm(student, flat._replace(x=x), " with a constant channel")
    for shape in ((1, 3, 2, 3), (4, 1, 3, 2), (2, 2, 1, 1)):
        for training in (True, False):
            _norm(student, _given(rng, shape, training), f" for {shape}")
