"""Wrong answers to exercise 9 that students may well give."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import wrong


def counts(labels, predictions, classes):
    hot = np.eye(classes)
    return hot[labels].T @ hot[predictions]


@wrong("confusion_matrix", caught_by="four_images", hint="rows and columns are exchanged")
def puts_predictions_in_rows(labels, predictions, classes):
    return counts(predictions, labels, classes)


@wrong("confusion_matrix", caught_by="many_images", hint="a repeated pair once")
def counts_a_repeated_pair_once(labels, predictions, classes):
    matrix = np.zeros((classes, classes), int)
    matrix[labels, predictions] += 1
    return matrix


@wrong("confusion_matrix", caught_by="many_images", hint="these are shares: counts")
def gives_shares(labels, predictions, classes):
    return counts(labels, predictions, classes) / len(labels)


@wrong("confusion_matrix", caught_by="many_images", hint="shares of each row")
def gives_shares_of_each_row(labels, predictions, classes):
    matrix = counts(labels, predictions, classes)
    return matrix / matrix.sum(axis=1, keepdims=True)


@wrong("confusion_matrix", caught_by="four_images", hint="they stand on the diagonal")
def counts_mistakes_only(labels, predictions, classes):
    matrix = counts(labels, predictions, classes)
    np.fill_diagonal(matrix, 0)
    return matrix


@wrong("confusion_matrix", caught_by="four_images", hint="only the right answers")
def counts_right_answers_only(labels, predictions, classes):
    return np.diag(np.diag(counts(labels, predictions, classes)))


@wrong("confusion_matrix", caught_by="missing_classes", hint="for those that do not occur")
def leaves_out_classes_that_do_not_occur(labels, predictions, classes):
    there = np.union1d(labels, predictions)
    return counts(labels, predictions, classes)[np.ix_(there, there)]


@wrong("confusion_matrix", caught_by="missing_classes", hint="the matrix")
def numbers_pairs_in_a_byte(labels, predictions, classes):
    pairs = labels * labels.dtype.type(classes) + predictions
    if labels.dtype.itemsize == 1:
        pairs = pairs % 16
    return np.bincount(pairs, minlength=classes**2).reshape(classes, classes)


@wrong("confusion_matrix", caught_by="four_images", hint="a row and a column for every class")
def counts_right_answers_of_each_class(labels, predictions, classes):
    return np.bincount(labels[labels == predictions], minlength=classes)


@wrong("confusion_matrix", caught_by="many_images", hint="shares of each column")
def gives_shares_of_each_column(labels, predictions, classes):
    matrix = counts(labels, predictions, classes)
    return matrix / np.maximum(matrix.sum(axis=0), 1)


@wrong("confusion_matrix", caught_by="missing_classes", hint="in the wrong places")
def lets_the_histogram_choose_its_edges(labels, predictions, classes):
    return np.histogram2d(labels, predictions, bins=classes)[0]
