"""Wrong answers to exercise 8 that students may well give."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import wrong


def halved(works, lr, by=2.0):
    for _ in range(60):
        if works(lr):
            break
        lr /= by
    return lr


@wrong("find_learning_rate", caught_by="cliffs", hint="at most nine tenths of what it was")
def is_content_with_a_little_less(loss_after, largest):
    return halved(lambda lr: loss_after(lr) < loss_after(0), largest)


@wrong("find_learning_rate", caught_by="cliffs", hint="nan is neither more nor less")
def stops_at_nan(loss_after, lr):
    bound = 0.9 * loss_after(0)
    while loss_after(lr) > bound:
        lr /= 2
    return lr


@wrong("find_learning_rate", caught_by="valleys", hint="a finite loss is not enough")
def asks_for_a_finite_loss(loss_after, largest):
    return halved(lambda lr: np.isfinite(loss_after(lr)), largest)


@wrong("find_learning_rate", caught_by="valleys", hint="half of the rate that works")
def halves_once_too_often(loss_after, lr):
    bound, works = 0.9 * loss_after(0), False
    while not works:
        works = loss_after(lr) <= bound
        lr /= 2
    return lr


@wrong("find_learning_rate", caught_by="valleys", hint="the last rate that did not work")
def returns_the_rate_before(loss_after, lr):
    bound = 0.9 * loss_after(0)
    while not loss_after(lr / 2) <= bound:
        lr /= 2
    return lr


@wrong("find_learning_rate", caught_by="valleys", hint="not divided by ten")
def divides_by_ten(loss_after, largest):
    return halved(lambda lr: loss_after(lr) <= 0.9 * loss_after(0), largest, 10.0)


@wrong("find_learning_rate", caught_by="cliffs", hint="this is a loss")
def returns_the_loss(loss_after, largest):
    return loss_after(halved(lambda lr: loss_after(lr) <= 0.9 * loss_after(0), largest))


@wrong("find_learning_rate", caught_by="valleys", hint="compare it with loss_after(0)")
def compares_with_the_rate_before(loss_after, largest):
    return halved(lambda lr: loss_after(lr) <= 0.9 * loss_after(2 * lr), largest / 2)


@wrong("find_learning_rate", caught_by="other_beginnings", hint="half of the rate that works")
def never_tries_the_first_rate(loss_after, largest):
    return halved(lambda lr: loss_after(lr) <= 0.9 * loss_after(0), largest / 2)


@wrong("find_learning_rate", caught_by="other_beginnings", hint="another rate")
def gives_up_after_ten_halvings(loss_after, lr):
    for _ in range(10):
        if loss_after(lr) <= 0.9 * loss_after(0):
            break
        lr /= 2
    return lr


@wrong("find_learning_rate", caught_by="valleys", hint="the rates that are tried")
def searches_from_below(loss_after, largest):
    lr = 0.01
    while loss_after(2 * lr) <= 0.9 * loss_after(0):
        lr *= 2
    return lr


@wrong("find_learning_rate", caught_by="other_beginnings", hint="another rate")
def halves_whole_numbers(loss_after, lr):
    bound = 0.9 * loss_after(0)
    while not loss_after(lr) <= bound:
        lr = lr // 2 if isinstance(lr, int) else lr / 2
        if lr == 0:
            return lr
    return lr


@wrong("find_learning_rate", caught_by="valleys", hint="nor the best of many")
def takes_the_best_of_many(loss_after, largest):
    rates = [largest / 2**k for k in range(20)]
    return rates[np.nanargmin([loss_after(lr) for lr in rates])]
