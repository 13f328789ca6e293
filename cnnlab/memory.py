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
from collections import deque
from dataclasses import dataclass
from typing import Any
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import DTypeLike, NDArray

LIMIT = 256 << 20  # bytes
LARGE = 64 << 10  # bytes: what is smaller is quickly had
SLAB = 64 << 20  # bytes: asked for at once; those never touched cost nothing
LINE = 64  # bytes, a processor's cache line: where pieces begin


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


class _Slab(np.ndarray[Any, np.dtype[np.uint8]]):
    """Bytes from the operating system. A class, because views of views refer to the last of one."""


class _Loan(np.ndarray[Any, np.dtype[np.uint8]]):
    """A piece of a slab in use. When no array refers to it any more, it comes back by itself."""

    piece: _Piece
    returned: deque[_Piece]

    def __del__(self) -> None:
        if hasattr(self, "returned"):  # a view of the loan has none, and is none
            self.returned.append(self.piece)


@dataclass(frozen=True, eq=False)
class _Piece:
    slab: _Slab
    start: int
    stop: int

    @property
    def size(self) -> int:
        return self.stop - self.start


class _Spare:
    """Pieces of memory that wait to be used again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._free: list[_Piece] = []
        self._returned: deque[_Piece] = deque()  # loans end at any time, also inside of the lock

    def lend(self, size: int) -> _Loan:
        """The first piece that is large enough, cut to size; new memory where there is none."""
        with self._lock:
            self._put_away()
            if not any(piece.size >= size for piece in self._free):
                whole = max(size, SLAB)
                self._free.append(_Piece(_Slab(whole, np.uint8), 0, whole))
            piece = min((p for p in self._free if p.size >= size), key=lambda p: p.start)
            self._free.remove(piece)
            slab, start, stop = piece.slab, piece.start, piece.stop
            if stop - start - size >= LARGE:
                self._free.append(_Piece(slab, start + size, stop))
                stop = start + size
        loan = _Loan(size, np.uint8, slab, start)
        loan.piece, loan.returned = _Piece(slab, start, stop), self._returned
        return loan

    def waiting(self) -> int:
        """Bytes."""
        with self._lock:
            self._put_away()
            return sum(piece.size for piece in self._free)

    def clear(self) -> None:
        with self._lock:
            self._returned.clear()
            self._free.clear()

    def _put_away(self) -> None:
        """Join what came back with its neighbours. What is too much goes, slab by slab."""
        while self._returned:
            back = self._returned.popleft()
            slab, start, stop = back.slab, back.start, back.stop
            for piece in [piece for piece in self._free if piece.slab is slab]:
                if piece.start == stop or piece.stop == start:
                    self._free.remove(piece)
                    start, stop = min(start, piece.start), max(stop, piece.stop)
            self._free.append(_Piece(slab, start, stop))
        whole = [piece for piece in self._free if piece.size == piece.slab.size]
        too_much = sum(piece.size for piece in self._free) - LIMIT
        while whole and too_much > 0:
            self._free.remove(piece := whole.pop(0))
            too_much -= piece.size


_spare = _Spare()


def empty(shape: tuple[int, ...], dtype: DTypeLike) -> NDArray[Any]:
    """An array of unspecified content, as of ``np.empty``; where it is large, in used memory."""
    size = math.prod(shape) * np.dtype(dtype).itemsize
    if size < LARGE:
        return np.empty(shape, dtype)
    return np.ndarray(shape, dtype, _spare.lend(-(-size // LINE) * LINE))


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
