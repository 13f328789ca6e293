"""9. confusion_matrix"""

from __future__ import annotations

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from cnnlab.labs import Student
from cnnlab.labs.compare import expect_close

from .common import Array, lab

Classes = NDArray[np.integer]


def counted(labels: Classes, predictions: Classes, classes: int) -> Array:
    """One-hot rows, multiplied."""
    hot = np.eye(classes)
    return hot[labels].T @ hot[predictions]


def _matrix(student: Student, labels: Classes, predictions: Classes, classes: int) -> None:
    right = counted(labels, predictions, classes)
    rows = right.sum(axis=1, keepdims=True)
    alone = right * np.eye(classes)
    expect_close(
        student.confusion_matrix(labels, predictions, classes),
        right,
        what="the matrix",
        mistakes={
            "rows and columns are exchanged: row, the true class; column, the predicted one": (
                right.T
            ),
            "it is marked whether a pair occurs, not counted how often: += 1, and mind that "
            "NumPy's matrix[i, j] += 1 counts a repeated pair once": (right > 0).astype(float),
            "these are shares: counts are asked for": right / len(labels),
            "these are shares of each row: counts are asked for": right / np.maximum(rows, 1),
            "these are shares of each column: counts are asked for": (
                right / np.maximum(right.sum(axis=0), 1)
            ),
            "the right answers count, too: they stand on the diagonal": right - alone,
            "only the right answers are counted": alone,
        },
        shape_hint="a row and a column for every class, also for those that do not occur",
    )


@lab.check("confusion_matrix", points=1)
def four_images(student: Student, rng: Generator) -> None:
    """the four images of the example"""
    _matrix(student, np.array([0, 1, 1, 2]), np.array([0, 1, 2, 2]), 3)


@lab.check("confusion_matrix", points=1)
def many_images(student: Student, rng: Generator) -> None:
    """two hundred images of four classes"""
    _matrix(student, rng.integers(0, 4, 200), rng.integers(0, 4, 200), 4)


@lab.check("confusion_matrix", points=1, hidden=True)
def missing_classes(student: Student, rng: Generator) -> None:
    """classes that do not occur, or are never predicted; one image; other types of numbers"""
    _matrix(student, np.array([1, 1, 3]), np.array([1, 0, 1]), 6)
    _matrix(student, np.array([2]), np.array([0]), 3)
    labels, predictions = rng.integers(0, 5, (2, 30)).astype(np.int8)
    _matrix(student, labels, predictions, 5)
    _matrix(student, labels.astype(np.uint8), predictions.astype(np.uint8), 5)
