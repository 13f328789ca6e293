"""4. softmax_cross_entropy"""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy import special

from cnnlab.labs import Failed, Student
from cnnlab.labs.compare import as_array

from .common import Array, expect, lab, parts

Labels = NDArray[np.integer]


def rows_of(logits: Array, target: Labels) -> Array:
    """The loss of every row."""
    return -special.log_softmax(logits, axis=1)[np.arange(len(target)), target]


def loss_mistakes(logits: Array, target: Labels) -> dict[str, float | Array]:
    losses, p = rows_of(logits, target), special.softmax(logits, axis=1)
    chosen = p[np.arange(len(target)), target]
    mistakes: dict[str, float | Array] = {
        "the loss is the mean over the rows, not their sum": losses.sum(),
        "the sign of the loss is turned: it is -log of a probability": -losses.mean(),
        "these are the losses of the rows: the loss is their mean": losses,
        "the mean is taken over rows and classes: divide by the number of rows": (
            losses.sum() / logits.size
        ),
        "the logarithm is the natural one: np.log": losses.mean() / np.log(2),
        "the logarithm is the natural one, not that of base 10": losses.mean() / np.log(10),
        "this is the mean probability: take the logarithm": chosen.mean(),
        "this is one minus the probability: the loss is -log of it": 1 - chosen.mean(),
        "first the logarithm of each row, then the mean": -np.log(max(chosen.mean(), 1e-300)),
        "the log of each row's sum of exponentials is missing: is softmax applied?": (
            -np.mean(logits[np.arange(len(target)), target])
        ),
        "softmax goes along each row, over the classes: axis=1": (
            rows_of_columns(logits, target).mean()
        ),
        "softmax goes over the classes of a row, not over the whole batch": (
            -(logits[np.arange(len(target)), target] - special.logsumexp(logits)).mean()
        ),
        "the classes are counted from 0: target needs no - 1": (rows_of(logits, target - 1).mean()),
        "each class has a term here, as for yes-or-no questions: the target's alone counts": (
            -(np.log(chosen) + np.log1p(-p).sum(axis=1) - np.log1p(-chosen)).mean()
        ),
        "every class counts, not only the target's: pick p[n, target[n]]": (
            -special.log_softmax(logits, axis=1).sum() / len(target)
        ),
    }
    for tiny in (1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15, 1e-16):
        for bounded in (np.maximum(chosen, tiny), chosen + tiny):
            hint = f"{tiny:g} hides the logarithm of 0, and the loss with it: no probability is "
            hint += "needed for log p = z - max - log Σ exp(z - max)"
            if np.abs(losses - -np.log(bounded)).max() > 1e-3:
                mistakes.setdefault(hint, float(-np.log(bounded).mean()))
    return mistakes


def rows_of_columns(logits: Array, target: Labels) -> Array:
    return -special.log_softmax(logits, axis=0)[np.arange(len(target)), target]


def logits_mistakes(logits: Array, target: Labels) -> dict[str, Array]:
    """Mistakes in dlogits."""
    n, classes = logits.shape
    p, hot = special.softmax(logits, axis=1), np.eye(classes)[target]
    columns = special.softmax(logits, axis=0)
    return {
        "the loss is a mean over the rows, and so is its gradient: divide by N": p - hot,
        "the sign is turned: p minus 1 at the target": (hot - p) / n,
        "these are the probabilities: subtract 1 at each row's target": p,
        "subtract 1 at each row's target": p / n,
        "subtract 1 first, then divide all by N": p - hot / n,
        "only the 1 is subtracted after dividing: subtract 1 first, then divide all by N": (
            p / n - hot
        ),
        "it is divided by the number of classes: divide by the number of rows": (p - hot) / classes,
        "it is divided by rows and classes: divide by the number of rows": (p - hot) / p.size,
        "only the target's logit gets a gradient: the others push the sum up, too": (
            (p - 1) * hot / n
        ),
        "this is the derivative with respect to p: go on, through the softmax": -hot / (p * n),
        "softmax goes along each row, over the classes: axis=1": (columns - hot) / n,
    }


OF_A_ROW = (
    "of each row log Σ exp(z - max) - (z[target] - max), then the mean; is the probability changed "
    "before its logarithm is taken?"
)
OF_A_LOGIT = "p everywhere, minus 1 at each row's target, all divided by N"
UNSHIFTED = (
    "the exponential of a large number is infinite: subtract each row's largest logit first, "
    "which changes no probability"
)
UNDERFLOW = (
    "a probability that underflows is 0, and its logarithm infinite: compute the logarithm itself, "
    "log p = z - max - log Σ exp(z - max)"
)


def _entropy(student: Student, logits: Array, target: Labels, of: str = "") -> None:
    loss, dlogits = parts(student.softmax_cross_entropy(logits, target), ("loss", "dlogits"))
    exact, n = logits.astype(float), len(target)
    found = as_array(loss, "the loss")
    if found.size == 1:
        found = found.reshape(())
    elif found.shape == logits.shape and n > 1:
        raise Failed("the first result is an array like the logits", "return loss, dlogits")
    right = special.softmax(exact, axis=1)
    right[np.arange(n), target] -= 1
    for got, want, what, mistakes, hint in (
        (found, rows_of(exact, target).mean(), f"the loss{of}", loss_mistakes, OF_A_ROW),
        (dlogits, right / n, f"dlogits{of}", logits_mistakes, OF_A_LOGIT),
    ):
        values = as_array(got, what)
        if not np.isfinite(values).all() and np.abs(exact).max() > 500:
            only_log = np.isfinite(as_array(dlogits)).all()
            raise Failed(f"{what} holds NaN or infinity", UNDERFLOW if only_log else UNSHIFTED)
        expect(got, want, what=what, mistakes=partial(mistakes, exact, target), hint=hint)


@lab.check("softmax_cross_entropy", points=1)
def a_quarter_and_a_half(student: Student, rng: Generator) -> None:
    """the three logits of the example"""
    _entropy(student, np.array([[0.0, 0.0, np.log(2)]]), np.array([2]))


@lab.check("softmax_cross_entropy", points=2)
def a_batch_of_logits(student: Student, rng: Generator) -> None:
    """four rows of six logits"""
    _entropy(student, rng.standard_normal((4, 6)), np.array([5, 0, 2, 2]))


@lab.check("softmax_cross_entropy", points=1)
def shifted_logits(student: Student, rng: Generator) -> None:
    """the same logits plus 1000, which changes nothing"""
    logits = rng.standard_normal((3, 4))
    _entropy(student, logits + 1000, np.array([1, 3, 0]), " of logits around 1000")
    _entropy(student, logits - 1000, np.array([1, 3, 0]), " of logits around -1000")


@lab.check("softmax_cross_entropy", points=2, hidden=True)
def scaled_logits(student: Student, rng: Generator) -> None:
    """logits times 1000, surely wrong and surely right; rows that lie 2000 apart"""
    logits = 1000 * np.array([[1.0, 0.0, -1.0], [0.5, 1.5, 0.25]])
    for target in ((2, 0), (0, 1)):
        _entropy(student, logits, np.array(target), " of logits times 1000")
    apart = rng.standard_normal((2, 5)) + np.array([[1000.0], [-1000.0]])
    _entropy(student, apart, np.array([4, 1]), " of rows that lie far apart")


@lab.check("softmax_cross_entropy", points=1, hidden=True)
def knowing_nothing(student: Student, rng: Generator) -> None:
    """equal logits, whole numbers, a single row, float32"""
    _entropy(student, np.zeros((5, 3)), np.array([0, 1, 2, 2, 1]), " of equal logits")
    _entropy(student, np.array([[3, -2, 0, 5]]), np.array([1]), " of whole numbers")
    logits = rng.standard_normal((2, 7)).astype(np.float32)
    _entropy(student, logits, np.array([6, 0]), " in float32")
