"""Right answers to exercise 8, written in different ways."""

from __future__ import annotations

import itertools
import math

from cnnlab.labs.answers import right


@right("find_learning_rate")
def counts_the_halvings(loss_after, largest):
    untrained = loss_after(0)
    for power in itertools.count():
        if loss_after(largest / 2**power) <= 0.9 * untrained:
            return largest / 2**power


@right("find_learning_rate")
def calls_itself(loss_after, largest):
    loss = loss_after(largest)
    fell = math.isfinite(loss) and loss / loss_after(0.0) <= 0.9
    return largest if fell else find_learning_rate(loss_after, 0.5 * largest)


@right("find_learning_rate")
def waits_with_a_flag(loss_after, lr):
    bound, found = loss_after(0) * 9 / 10, False
    while not found:
        loss = loss_after(lr)
        if loss == loss and loss <= bound:  # nan is not itself
            found = True
        else:
            lr *= 0.5
    return lr
