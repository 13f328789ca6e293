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
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from cnnlab.shapes import ExplainedError, is_whole

Array = NDArray[np.floating[Any]]
Part = TypeVar("Part")
Share = TypeVar("Share")

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


def each(work: Callable[[Part], Share], parts: Iterable[Part]) -> Iterator[Share]:
    """``work(part)`` for every part, in their order, several at a time if ``set_threads`` says so.

    Inside of ``work`` there is one thread: what calls this there goes on by itself.
    """
    parts = list(parts)
    if getattr(_here, "inside", False):
        yield from map(work, parts)
        return
    with _one_blas_thread():
        alone = _threads == 1 or len(parts) == 1
        yield from map(work, parts) if alone else _workers().map(work, parts)


def for_each(work: Callable[[Part], object], parts: Iterable[Part]) -> None:
    """``each``, for work that hands nothing back."""
    for _ in each(work, parts):
        pass


def total(work: Callable[[Part], Array], parts: Iterable[Part], zero: Array) -> Array:
    """What ``work`` hands back for every part, added up in their order; ``zero`` for no parts.

    The first share is added to: it must be an array that nobody else uses.
    """
    shares = each(work, parts)
    added_up = next(shares, zero)
    for share in shares:
        added_up += share
    return added_up


def _workers() -> ThreadPoolExecutor:
    global _pool
    with _making:
        if _pool is None:
            _pool = ThreadPoolExecutor(_threads, "cnnlab", initializer=_mark)
        return _pool


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
