"""The training loop: one for networks in NumPy and in torch."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits
from tqdm import tqdm

from cnnlab.data import Dataset, batches
from cnnlab.optim import constant
from cnnlab.train.learner import learner, total


class Epoch(NamedTuple):
    """How one pass over the training images went."""

    number: int  # from 1
    loss: float  # mean over the training images, each as it was met
    accuracy: float  # from 0 to 1, likewise
    held_out_loss: float  # after the epoch
    held_out_accuracy: float
    seconds: float  # of learning; judging comes on top


class DivergedError(ArithmeticError):
    """The loss is no longer a number."""


def train(
    model: Any,
    optimizer: Any,
    data: Dataset,
    *,
    epochs: int,
    batch_size: int = 64,
    rng: np.random.Generator,
    schedule: Callable[[float], float] = constant,
    callbacks: Sequence[Callable[[Epoch], object]] = (),
    progress: bool = False,
) -> list[Epoch]:
    """Train ``model`` on ``data.train``, judge it on ``data.test``, and tell how each epoch went.

    ``model`` and ``optimizer`` are both from cnnlab or both from torch. ``rng`` draws the order of
    the images, so that both kinds can be given the same batches. ``schedule`` is from
    ``cnnlab.optim``. Each callback is a function that gets the Epoch that has just ended.
    ``progress`` draws a bar in the terminal.

    Raises DivergedError when the loss is no longer a number.
    """
    learning, steps = learner(model, optimizer), math.ceil(len(data.train.labels) / batch_size)
    history: list[Epoch] = []
    for number in range(1, epochs + 1):
        shuffled = batches(data.train, batch_size, rng=rng)
        bar = tqdm(shuffled, f"epoch {number}", steps, leave=False, disable=not progress)
        started, scores = perf_counter(), []
        with one_thread(), np.errstate(over="ignore", invalid="ignore"):  # see DivergedError
            for i, batch in enumerate(bar, (number - 1) * steps):
                learning.scale(schedule(i / (epochs * steps)))
                scores.append(learning.learn(batch))
            seconds = perf_counter() - started
            judged = total(learning.judge(batch) for batch in batches(data.test, 500))
        learned = total(scores)
        if not math.isfinite(learned.loss):
            raise DivergedError(
                f"the loss became {learned.loss} in epoch {number}: try a smaller learning rate"
            )
        history.append(Epoch(number, *learned.means(), *judged.means(), seconds))
        for callback in callbacks:
            callback(history[-1])
    return history


def one_thread() -> AbstractContextManager[object]:
    """Keep NumPy's BLAS to one thread inside.

    The matrices of a step are small. Several threads save little on them, and on a machine with
    other work to do they wait for each other: a step can take ten times as long.
    """
    limits: AbstractContextManager[object] = threadpool_limits(1, user_api="blas")
    return limits
