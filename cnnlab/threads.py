"""Threads: one setting for all of cnnlab.

A convolution works through its batch in parts that fit into the cache. With ``set_threads(2)`` two
parts are worked on at a time. Parts and the order in which their shares are added up are the same
for any number of threads, and so are the results, to the last bit.

The default is 1: on a machine that is shared, or where several networks are trained side by side,
more threads wait for each other. Each thread computes its matrix products alone: BLAS's own threads
are kept out of it.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeVar

from threadpoolctl import ThreadpoolController

from cnnlab.shapes import ExplainedError, is_whole

if TYPE_CHECKING:  # so that ``import cnnlab`` does not load NumPy
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.floating[Any]]

Part = TypeVar("Part")
LANES = 4

_threads = 1
_pool: ThreadPoolExecutor | None = None
_blas: ThreadpoolController | None = None
_sought = False
_making = threading.Lock()
_here = threading.local()


def set_threads(n: int) -> None:
    """Let convolutions work on ``n`` parts of a batch at a time, from now on, in every thread.

    Raises ExplainedError for what is not a whole number of at least 1.
    """
    global _threads
    if not is_whole(n) or n < 1:
        raise ExplainedError(
            "set_threads: this is no number of threads",
            expected="a whole number ≥ 1",
            got=f"n = {n!r}",
            hint=f"this machine has {os.cpu_count()} processors",
        )
    _threads = int(n)
    _forget_pool()


def get_threads() -> int:
    """How many parts of a batch are worked on at a time."""
    return _threads


def for_each(work: Callable[[Part], object], parts: Iterable[Part]) -> None:
    """Call ``work(part)`` for every part, several at a time if ``set_threads`` says so.

    The caller's thread works too, and each thread takes the next part when it is done with one.
    Inside of ``work`` there is one thread: what calls this there goes on by itself, unless there
    was one part only.
    """
    waiting = deque(parts)

    def take_turns() -> None:
        while True:
            try:
                part = waiting.popleft()
            except IndexError:
                return
            try:
                work(part)
            except BaseException:
                waiting.clear()  # nobody begins another part
                raise

    if getattr(_here, "inside", False):
        take_turns()
        return
    if len(waiting) == 1:  # which may have parts of its own
        with _one_blas_thread():
            take_turns()
        return
    with _one_blas_thread(), _inside():
        others = _help(take_turns, min(_threads, len(waiting)) - 1)
        try:
            take_turns()
        finally:
            others = [other for other in others if not other.cancel()]
            _wait(others)
        for other in others:
            other.result()


def pieces(n: int, most: int) -> list[slice]:
    """Of 0 … n - 1, pieces of about the same size, ``most`` at most.

    If there are several, their number is even, so that two threads are done at the same time.
    """
    count = -(-n // max(most, 1))
    return _cut(n, count + count % 2 if count > 1 else count)


def _cut(n: int, count: int) -> list[slice]:
    count = min(n, count)
    edges = [n * i // count for i in range(count + 1)] if count else []
    return [slice(first, last) for first, last in pairwise(edges)]


def total(work: Callable[[Part], Array], parts: Sequence[Part], zero: Array) -> Array:
    """What ``work`` hands back for every part, added up; ``zero`` for no parts.

    The parts are cut into ``LANES`` runs. Each adds up its own in their order, then the sums of the
    runs are added: the same additions for any number of threads. Shares are added to in place, and
    must be arrays that nobody else uses.
    """
    lanes = [parts[run] for run in _cut(len(parts), LANES)]
    sums: list[Array] = [zero] * len(lanes)

    def add_up(lane: int) -> None:
        sums[lane] = _in_order(map(work, lanes[lane]), zero)

    for_each(add_up, range(len(lanes)))
    return _in_order(iter(sums), zero)


def _in_order(shares: Iterator[Array], zero: Array) -> Array:
    added_up = next(shares, zero)
    for share in shares:
        added_up += share
    return added_up


def _help(work: Callable[[], None], helpers: int) -> list[Future[None]]:
    """Let so many threads beside the caller's do ``work`` too."""
    global _pool
    if helpers < 1:
        return []
    with _making:
        if _pool is None:
            _pool = ThreadPoolExecutor(max(1, _threads - 1), "cnnlab", initializer=_mark)
        try:
            return [_pool.submit(work) for _ in range(helpers)]
        except RuntimeError:  # Python is about to end, and begins no more threads
            return []


def _wait(others: list[Future[None]]) -> None:
    """Until all are done. An interrupt comes out only then: they write into the caller's memory."""
    interrupt = None
    while not all(other.done() for other in others):
        try:
            wait(others)
        except KeyboardInterrupt as pressed:
            interrupt = pressed
    if interrupt:
        raise interrupt


@contextmanager
def _inside() -> Iterator[None]:
    _mark()
    try:
        yield
    finally:
        _here.inside = False


def _mark() -> None:
    _here.inside = True


def _forget_pool() -> None:
    """Let a pool's threads end when their work is done; the next work gets new ones."""
    global _pool
    with _making:
        old, _pool = _pool, None
    if old is not None:
        old.shutdown(wait=False)


def _one_blas_thread() -> AbstractContextManager[object]:
    """Keep BLAS to the thread that calls it. Its libraries are looked for once."""
    global _blas, _sought
    if not _sought:
        _sought = True
        with suppress(OSError):  # a sandbox without /proc, where they cannot be found
            _blas = ThreadpoolController().select(user_api="blas")
    if _blas is None or all(library.num_threads == 1 for library in _blas.lib_controllers):
        return nullcontext()
    limited: AbstractContextManager[object] = _blas.limit(limits=1)
    return limited


def _after_fork() -> None:
    """A child process has none of its parent's threads."""
    global _pool, _making
    _pool, _making = None, threading.Lock()
    _here.inside = False


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
