"""Memory that is used again.

A fresh large array costs more than filling it: the operating system hands out its pages one by one,
as they are touched, and takes them back when the array is gone. A network asks for arrays of the
same sizes in every step. So memory once used is kept, in two ways:

- ``workspace(name, ...)``: scratch space of an operation, the same memory for the same name. It
  belongs to the thread that asked, and must not be handed to a caller.
- ``empty(...)``: a result, as ``np.empty`` makes it. Its memory comes back by itself when the last
  array that looks into it is gone.

Each thread's scratch space, and all the memory that waits to be a result, is at most ``LIMIT``.
"""

from __future__ import annotations

import math
import os
import threading
from collections import defaultdict
from typing import Any
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import DTypeLike, NDArray

LIMIT = 256 << 20  # bytes
LARGE = 64 << 10  # bytes: what is smaller is quickly had


class _Shelf(dict[str, NDArray[np.uint8]]):
    """One thread's memory, by name. A class, because a plain dict cannot be referred to weakly."""


_local = threading.local()
_shelves: WeakValueDictionary[int, _Shelf] = WeakValueDictionary()


def workspace(name: str, shape: tuple[int, ...], dtype: DTypeLike) -> NDArray[Any]:
    """An array of unspecified content, in the memory that this name had before.

    Two arrays that are needed at the same time need two names, and none may be returned to a
    caller.
    """
    shelf: _Shelf | None = getattr(_local, "shelf", None)
    if shelf is None:
        shelf = _local.shelf = _shelves[threading.get_ident()] = _Shelf()
    size = math.prod(shape) * np.dtype(dtype).itemsize
    memory = shelf.get(name)
    if memory is None or memory.size < size:
        shelf.pop(name, None)
        memory = np.empty(size, np.uint8)
        if size + sum(kept.size for kept in shelf.values()) <= LIMIT:
            shelf[name] = memory
    return memory[:size].view(dtype).reshape(shape)


class _Spare:
    """Memory that waits to be used again, by its size."""

    def __init__(self) -> None:
        self._lock = threading.RLock()  # a loan may come back while its own thread is in here
        self._by_size: defaultdict[int, list[_Memory]] = defaultdict(list)
        self._waiting, self._limit = 0, LIMIT  # bytes

    def lend(self, size: int) -> _Memory:
        with self._lock:
            if self._by_size[size]:
                self._waiting -= size
                return self._by_size[size].pop().view()
        return _Memory(size, np.uint8).view()

    def take_back(self, memory: _Memory) -> None:
        with self._lock:
            if self._waiting + memory.size <= self._limit:
                self._waiting += memory.size
                self._by_size[memory.size].append(memory)

    def clear(self) -> None:
        with self._lock:
            self._by_size.clear()
            self._waiting = 0


class _Memory(np.ndarray[Any, np.dtype[np.uint8]]):
    """Bytes. A view of them is a loan: when nothing refers to it any more, they come back."""

    def __del__(self) -> None:
        memory = self.base
        if type(memory) is type(self) and _spare is not None:  # None while Python shuts down
            _spare.take_back(memory)


_spare = _Spare()


def empty(shape: tuple[int, ...], dtype: DTypeLike) -> NDArray[Any]:
    """An array of unspecified content, as of ``np.empty``; where it is large, in used memory."""
    size = math.prod(shape) * np.dtype(dtype).itemsize
    if size < LARGE:
        return np.empty(shape, dtype)
    step = 1 << (size.bit_length() - 4)  # sizes a little apart can use the same memory
    return np.ndarray(shape, dtype, _spare.lend(-(-size // step) * step))


def empty_like(x: NDArray[Any]) -> NDArray[Any]:
    """``empty`` of the shape, type and memory order of x."""
    if x.nbytes < LARGE:
        return np.empty_like(x)
    axes = np.argsort([-abs(step) for step in x.strides], kind="stable")
    ordered = empty(tuple(x.shape[axis] for axis in axes), x.dtype)
    return ordered.transpose(np.argsort(axes))


def clear_workspaces() -> None:
    """Give back the memory that no array is in: every thread's scratch space, and spare results."""
    for shelf in list(_shelves.values()):
        shelf.clear()
    _spare.clear()


def _after_fork() -> None:
    """Another thread of the parent may have held the lock."""
    global _spare
    _spare = _Spare()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
