"""The training loop: one for networks in NumPy and in torch."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from time import perf_counter
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits
from tqdm import tqdm

from cnnlab.data import Dataset, batches
from cnnlab.data.transforms import Transform
from cnnlab.optim import Schedule, constant
from cnnlab.train.checkpoint import Checkpoint
from cnnlab.train.history import Epoch, Stop
from cnnlab.train.learner import learner


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
    schedule: Schedule = constant,
    transform: Transform | None = None,
    clip_norm: float | None = None,
    amp: bool = False,
    callbacks: Sequence[Callable[[Epoch], object]] = (),
    stop: Stop | None = None,
    checkpoint: Checkpoint | None = None,
    progress: bool = False,
) -> list[Epoch]:
    """Train ``model`` on ``data.train``, judge it on ``data.test``, and tell how each epoch went.

    ``model`` and ``optimizer`` are both from cnnlab or both from torch. ``rng`` draws the order of
    the images and what ``transform`` does to them, so that both kinds can be given the same
    batches. ``schedule`` is from ``cnnlab.optim``. ``clip_norm`` bounds the gradients' common norm.
    ``amp`` computes in mixed precision, in torch alone. Each callback is a function that gets the
    Epoch that has just ended. ``stop`` looks at all of them and says whether to end. With a
    ``checkpoint`` every epoch is kept, and a training that was stopped goes on where it was, to the
    same numbers. ``progress`` draws a bar in the terminal.

    Raises DivergedError when the loss is no longer a number.
    """
    learning = learner(model, optimizer, clip_norm=clip_norm, amp=amp)
    steps = math.ceil(len(data.train.labels) / batch_size)
    history = checkpoint.load(learning, rng) if checkpoint else []
    while len(history) < epochs and not (stop and stop(history)):
        number = len(history) + 1
        shuffled = batches(data.train, batch_size, rng=rng, transform=transform)
        bar = tqdm(shuffled, f"epoch {number}", steps, leave=False, disable=not progress)
        started, scores = perf_counter(), []
        with one_thread(), np.errstate(over="ignore", invalid="ignore"):  # see DivergedError
            for i, batch in enumerate(bar, (number - 1) * steps):
                learning.scale(schedule(i / (epochs * steps)))
                scores.append(learning.learn(batch))
            learned = learning.total(scores)
            seconds = perf_counter() - started
            judged = learning.total([learning.judge(b) for b in batches(data.test, 500)])
        if not math.isfinite(float(learned.loss)):
            raise DivergedError(
                f"the loss became {learned.loss} in epoch {number}: try a smaller learning rate"
            )
        history.append(Epoch(number, *learned.means(), *judged.means(), seconds))
        if checkpoint:
            checkpoint.save(learning, rng, history)
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
