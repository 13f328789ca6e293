"""Time several functions in one interleaved run.

A shared machine slows down and speeds up. So the candidates take turns within a round, each is
compared with the reference of the same round, and what is reported is the median of those ratios.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

Candidate = Callable[[], object]


@dataclass(frozen=True)
class Timing:
    """One candidate's median time, and the median of its ratios to the reference."""

    seconds: float
    ratio: float


def interleave(
    candidates: dict[str, Candidate], reference: str, *, rounds: int = 7, budget: float = 0.06
) -> dict[str, Timing]:
    """Time ``candidates`` in turns; in a turn, each is called again and again for ``budget`` s."""
    for candidate in candidates.values():
        candidate()  # the first call pays for caches, workspaces and imports
    times: dict[str, list[float]] = {name: [] for name in candidates}
    for _ in range(rounds):
        for name, candidate in candidates.items():
            times[name].append(_median_time(candidate, budget))
    return {
        name: Timing(
            statistics.median(own),
            statistics.median(a / b for a, b in zip(own, times[reference], strict=True)),
        )
        for name, own in times.items()
    }


def _median_time(candidate: Candidate, budget: float) -> float:
    taken: list[float] = []
    while sum(taken) < budget:
        started = time.perf_counter()
        candidate()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)
