"""Right answers to exercise 9, written in different ways."""

from __future__ import annotations

from collections import Counter

import numpy as np

from cnnlab.labs.answers import right


@right("confusion_matrix")
def loops_over_pairs(labels, predictions, classes):
    matrix = [[0] * classes for _ in range(classes)]
    for label, prediction in zip(labels, predictions, strict=True):
        matrix[label][prediction] += 1
    return matrix


@right("confusion_matrix")
def counts_numbered_pairs(labels, predictions, classes):
    pairs = labels.astype(int) * classes + predictions
    return np.bincount(pairs, minlength=classes**2).reshape(classes, classes)


@right("confusion_matrix")
def compares_every_class(truth, guesses, count):
    numbers = np.arange(count)
    is_, taken = truth == numbers[:, None], guesses == numbers[:, None]
    return np.float32(is_) @ np.float32(taken).T


@right("confusion_matrix")
def asks_a_counter(labels, predictions, classes):
    counts = Counter(zip(labels.tolist(), predictions.tolist(), strict=True))
    return np.array([[counts[i, j] for j in range(classes)] for i in range(classes)], order="F")
