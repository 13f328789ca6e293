"""Wrong answers to exercise 4 that students may well give."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import wrong


def softmax(logits, axis=1):
    e = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def log_softmax(logits):
    z = logits - logits.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def right_answer(logits, target):
    rows = np.arange(len(target))
    dlogits = softmax(logits)
    dlogits[rows, target] -= 1
    return -log_softmax(logits)[rows, target].mean(), dlogits / len(target)


def loss_with(p, target):
    return -np.log(p[np.arange(len(target)), target]).mean()


@wrong("softmax_cross_entropy", caught_by="shifted_logits", hint="subtract each row's largest")
def does_not_shift(logits, target):
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return loss_with(p, target), (p - np.eye(p.shape[1])[target]) / len(p)


@wrong("softmax_cross_entropy", caught_by="scaled_logits", hint="underflows is 0")
def takes_the_logarithm_of_a_probability(logits, target):
    return loss_with(softmax(logits), target), right_answer(logits, target)[1]


@wrong("softmax_cross_entropy", caught_by="scaled_logits", hint="hides the logarithm of 0")
def bounds_the_probabilities(logits, target):
    p = np.clip(softmax(logits), 1e-12, 1)
    return loss_with(p, target), right_answer(logits, target)[1]


@wrong("softmax_cross_entropy", caught_by="scaled_logits", hint="hides the logarithm of 0")
def adds_a_little_to_the_probabilities(logits, target):
    return loss_with(softmax(logits) + 1e-9, target), right_answer(logits, target)[1]


@wrong("softmax_cross_entropy", caught_by="scaled_logits", hint="NaN or infinity")
def shifts_by_the_largest_of_the_batch(logits, target):
    z = logits - logits.max()
    sums = np.exp(z).sum(axis=1, keepdims=True)
    loss = (np.log(sums[:, 0]) - z[np.arange(len(z)), target]).mean()
    return loss, (np.exp(z) / sums - np.eye(z.shape[1])[target]) / len(z)


@wrong("softmax_cross_entropy", caught_by="a_batch_of_logits", hint="not their sum")
def sums_the_losses(logits, target):
    loss, dlogits = right_answer(logits, target)
    return loss * len(target), dlogits


@wrong("softmax_cross_entropy", caught_by="a_batch_of_logits", hint="divide by N")
def forgets_the_mean_in_the_gradient(logits, target):
    loss, dlogits = right_answer(logits, target)
    return loss, dlogits * len(target)


@wrong(
    "softmax_cross_entropy", caught_by="a_quarter_and_a_half", hint="these are the probabilities"
)
def returns_the_probabilities(logits, target):
    return right_answer(logits, target)[0], softmax(logits)


@wrong("softmax_cross_entropy", caught_by="a_quarter_and_a_half", hint="p minus 1 at the target")
def turns_the_sign_of_the_gradient(logits, target):
    loss, dlogits = right_answer(logits, target)
    return loss, -dlogits


@wrong("softmax_cross_entropy", caught_by="a_quarter_and_a_half", hint="the sign of the loss")
def forgets_the_minus(logits, target):
    loss, dlogits = right_answer(logits, target)
    return -loss, dlogits


@wrong("softmax_cross_entropy", caught_by="a_batch_of_logits", hint="axis=1")
def goes_down_the_columns(logits, target):
    p = softmax(logits, axis=0)
    return loss_with(p, target), (p - np.eye(p.shape[1])[target]) / len(p)


@wrong("softmax_cross_entropy", caught_by="a_batch_of_logits", hint="not over the whole batch")
def sums_over_everything(logits, target):
    e = np.exp(logits - logits.max())
    p = e / e.sum()
    return loss_with(p, target), (p - np.eye(p.shape[1])[target]) / len(p)


@wrong("softmax_cross_entropy", caught_by="a_batch_of_logits", hint="the loss is their mean")
def returns_a_loss_for_every_row(logits, target):
    losses = -log_softmax(logits)[np.arange(len(target)), target]
    return losses, right_answer(logits, target)[1]


@wrong("softmax_cross_entropy", caught_by="a_batch_of_logits", hint="an array like the logits")
def returns_them_in_the_other_order(logits, target):
    return right_answer(logits, target)[::-1]


@wrong("softmax_cross_entropy", caught_by="a_batch_of_logits", hint="subtract 1 first, then divide")
def divides_before_it_subtracts(logits, target):
    p = softmax(logits) / len(target)
    p[np.arange(len(target)), target] -= 1
    return right_answer(logits, target)[0], p


@wrong("softmax_cross_entropy", caught_by="a_batch_of_logits", hint="pick p[n, target[n]]")
def indexes_whole_columns(logits, target):
    return -log_softmax(logits).sum() / len(target), right_answer(logits, target)[1]


@wrong("softmax_cross_entropy", caught_by="a_batch_of_logits", hint="rows and classes")
def takes_the_mean_of_everything(logits, target):
    loss, dlogits = right_answer(logits, target)
    return loss / logits.shape[1], dlogits


@wrong("softmax_cross_entropy", caught_by="a_quarter_and_a_half", hint="the natural one")
def takes_the_logarithm_to_base_two(logits, target):
    loss, dlogits = right_answer(logits, target)
    return loss / np.log(2), dlogits


@wrong("softmax_cross_entropy", caught_by="a_quarter_and_a_half", hint="only the target's logit")
def gives_the_target_alone_a_gradient(logits, target):
    loss, dlogits = right_answer(logits, target)
    return loss, dlogits * np.eye(logits.shape[1])[target]


@wrong("softmax_cross_entropy", caught_by="shifted_logits", hint="changes its input")
def shifts_the_callers_logits(logits, target):
    logits -= logits.max(axis=1, keepdims=True)
    return right_answer(logits, target)


@wrong("softmax_cross_entropy", caught_by="knowing_nothing", hint="UFuncTypeError")
def stores_into_whole_numbers(logits, target):
    z = logits - logits.max(axis=1, keepdims=True)
    loss, dlogits = right_answer(logits, target)
    z -= np.log(np.exp(z).sum(axis=1, keepdims=True))
    return loss, dlogits


@wrong("softmax_cross_entropy", caught_by="a_quarter_and_a_half", hint="return 2 things")
def returns_the_loss_alone(logits, target):
    return right_answer(logits, target)[0]


@wrong("softmax_cross_entropy", caught_by="a_quarter_and_a_half", hint="counted from 0")
def counts_classes_from_one(logits, target):
    return right_answer(logits, target - 1)


@wrong("softmax_cross_entropy", caught_by="a_batch_of_logits", hint="yes-or-no questions")
def adds_a_term_for_every_class(logits, target):
    p, hot = softmax(logits), np.eye(logits.shape[1])[target]
    loss = -(hot * np.log(p) + (1 - hot) * np.log(1 - p)).sum() / len(target)
    return loss, (p - hot) / len(target)


@wrong("softmax_cross_entropy", caught_by="scaled_logits", hint="subtract each row's largest")
def shifts_by_the_mean(logits, target):
    z = logits - logits.mean(axis=1, keepdims=True)
    sums = np.exp(z).sum(axis=1, keepdims=True)
    loss = (np.log(sums[:, 0]) - z[np.arange(len(z)), target]).mean()
    return loss, (np.exp(z) / sums - np.eye(z.shape[1])[target]) / len(z)


@wrong("softmax_cross_entropy", caught_by="a_batch_of_logits", hint="changed before its logarithm")
def takes_the_logarithm_of_what_was_changed(logits, target):
    rows, p = np.arange(len(target)), softmax(logits)
    p[rows, target] -= 1
    return -np.log(np.abs(p[rows, target])).mean(), p / len(target)
