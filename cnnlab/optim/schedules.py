"""Schedules: how the learning rate changes.

A schedule is a function of the part of the training that is done, from 0 to 1, and gives the
factor of the learning rate then. ``step``, ``one_cycle`` and ``warm_up`` make such functions.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from cnnlab.optim.settings import ensure, is_number
from cnnlab.shapes import is_whole

Schedule = Callable[[float], float]


def constant(done: float) -> float:
    """Always the same learning rate."""
    return 1.0


def cosine(done: float) -> float:
    """From 1 down to 0, slowly at both ends: (1 + cos(π · done)) / 2.

    Source: Loshchilov and Hutter 2017, "SGDR", arXiv:1608.03983, equation 5.
    """
    return (1 + math.cos(math.pi * done)) / 2


def step(parts: int = 3, gamma: float = 0.1) -> Schedule:
    """``parts`` stretches of equal length, each at ``gamma`` times the rate of the one before.

    It is torch's StepLR with a step_size of N / ``parts``, N the steps of the whole training.

    Raises ExplainedError for numbers that make no schedule.
    """
    ensure("step", "a whole number ≥ 1", is_whole(parts) and parts >= 1, parts=parts)
    ensure("step", "a number > 0", is_number(gamma) and gamma > 0, gamma=gamma)
    # 0.29 · 100 is a little less than 29: what is so near to the next part belongs to it.
    return lambda done: gamma ** min(math.floor(done * parts + 1e-9), parts - 1)


def one_cycle(
    pct_start: float = 0.3, div_factor: float = 25.0, final_div_factor: float = 1e4
) -> Schedule:
    """Up from 1 / ``div_factor`` to 1 while the first ``pct_start`` is done, then down to nothing.

    Both ways as half a cosine; the end is 1 / (``div_factor`` · ``final_div_factor``). It is
    torch's OneCycleLR, which counts its N steps from 0 to N - 1 and the climb to p N - 1: there
    ``done`` is i / (N - 1), and ``pct_start`` is (p N - 1) / (N - 1).

    Raises ExplainedError for numbers that make no schedule.

    Source: Smith and Topin 2018, "Super-Convergence", arXiv:1708.07120, where both ways are
    straight.
    """
    inside = is_number(pct_start) and 0 < pct_start < 1
    ensure("one_cycle", "a number > 0 and < 1", inside, pct_start=pct_start)
    for name, value in (("div_factor", div_factor), ("final_div_factor", final_div_factor)):
        ensure("one_cycle", "a number ≥ 1", is_number(value) and value >= 1, **{name: value})
    first, last = 1 / div_factor, 1 / (div_factor * final_div_factor)

    def factor(done: float) -> float:
        if done < pct_start:
            return 1 + (first - 1) * cosine(done / pct_start)
        return last + (1 - last) * cosine((done - pct_start) / (1 - pct_start))

    return factor


def warm_up(then: Schedule = cosine, part: float = 0.1, start_factor: float = 1 / 3) -> Schedule:
    """In a straight line from ``start_factor`` to 1 while the first ``part`` is done.

    Then ``then``, which goes its whole way in what is left. It is torch's LinearLR before another
    schedule in a SequentialLR.

    Raises ExplainedError for numbers that make no schedule.

    Source: Goyal et al. 2017, "Accurate, Large Minibatch SGD", arXiv:1706.02677, section 2.2.
    """
    ensure("warm_up", "a number > 0 and < 1", is_number(part) and 0 < part < 1, part=part)
    share = is_number(start_factor) and 0 <= start_factor <= 1
    ensure("warm_up", "a number ≥ 0 and ≤ 1", share, start_factor=start_factor)

    def factor(done: float) -> float:
        if done < part:
            return start_factor + (1 - start_factor) * done / part
        return then((done - part) / (1 - part))

    return factor
