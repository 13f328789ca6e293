"""Results in memory that was used before.

Memory is asked for in slabs. A result gets a piece of one, cut to size. When nobody looks into the
result any more, its piece comes back, and is joined with those beside it. Whole slabs go back to
the operating system where more than ``LIMIT`` bytes wait.
"""

from __future__ import annotations

import math
import os
import sys
import threading
from collections import deque
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

LIMIT = 256 << 20  # bytes
LARGE = 64 << 10  # bytes: what is smaller is quickly had
SLAB = 64 << 20  # bytes: asked for at once; those never touched cost nothing
LINE = 64  # bytes, a processor's cache line: where pieces begin


class _Slab(np.ndarray[Any, np.dtype[np.uint8]]):
    """Bytes from the operating system.

    A class of its own: NumPy shortens a chain of views, but stops where the class changes.
    """


class _Loan(np.ndarray[Any, np.dtype[np.uint8]]):
    """A piece of a slab in use. When no array refers to it any more, it comes back by itself."""

    piece: _Piece
    home: _Spare

    def __del__(self) -> None:
        if hasattr(self, "home") and sys is not None and not sys.is_finalizing():
            self.home.take_back(self.piece)  # a view of the loan has no home, and is none


@dataclass(frozen=True, eq=False)
class _Piece:
    slab: _Slab
    start: int
    stop: int

    @property
    def size(self) -> int:
        return self.stop - self.start

    def cut(self, size: int) -> tuple[_Piece, _Piece | None]:
        """The first ``size`` bytes, and the rest, where it is worth keeping apart."""
        if self.size - size < LARGE:
            return self, None
        middle = self.start + size
        return _Piece(self.slab, self.start, middle), _Piece(self.slab, middle, self.stop)


class _Spare:
    """Pieces of memory that wait to be used again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._free: list[_Piece] = []
        self._returned: deque[_Piece] = deque()

    def lend(self, size: int) -> _Loan:
        """The first piece that is large enough, cut to size; new memory where there is none."""
        with self._lock:
            self._put_away()
            if not any(piece.size >= size for piece in self._free):
                self._free.append(_whole_slab(max(size, SLAB)))
            found = min((p for p in self._free if p.size >= size), key=_place)
            piece, rest = found.cut(size)
            loan = _Loan(size, np.uint8, piece.slab, piece.start)
            self._free.remove(found)
            self._free += [rest] if rest else []
            loan.piece, loan.home = piece, self
        return loan

    def take_back(self, piece: _Piece) -> None:
        """Called when a loan ends: at any time and in any thread, also inside of the lock."""
        self._returned.append(piece)
        if self._lock.acquire(blocking=False):
            try:
                self._put_away()
            finally:
                self._lock.release()

    def waiting(self) -> int:
        """Bytes."""
        with self._lock:
            self._put_away()
            return sum(piece.size for piece in self._free)

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
        too_much = sum(piece.size for piece in self._free) - LIMIT
        for piece in [p for p in self._free if p.size == p.slab.size - LINE]:
            if too_much > 0:
                self._free.remove(piece)
                too_much -= piece.size


def _whole_slab(size: int) -> _Piece:
    slab = _Slab(size + LINE, np.uint8)
    start = -slab.ctypes.data % LINE
    return _Piece(slab, start, start + size)


def _place(piece: _Piece) -> tuple[int, int]:
    """Small slabs first, and their beginnings, so that large pieces stay whole."""
    return piece.slab.size, piece.start


_spare = _Spare()


def empty(shape: tuple[int, ...], dtype: DTypeLike) -> NDArray[Any]:
    """An array of unspecified content, as of ``np.empty``; where it is large, in used memory."""
    size = math.prod(shape) * np.dtype(dtype).itemsize
    if size < LARGE:
        return np.empty(shape, dtype)
    return np.ndarray(shape, dtype, _spare.lend(-(-size // LINE) * LINE))


def empty_like(x: NDArray[Any], dtype: DTypeLike | None = None) -> NDArray[Any]:
    """``empty`` of the shape and memory order of x, and of its type unless another is given."""
    if x.nbytes < LARGE:
        return np.empty_like(x, dtype, subok=False)
    axes = np.argsort([-abs(step) for step in x.strides], kind="stable")
    ordered = empty(tuple(x.shape[axis] for axis in axes), dtype or x.dtype)
    return ordered.transpose(np.argsort(axes))


def clear() -> None:
    """Give back what waits. What is still in use goes when it comes back."""
    global _spare
    _spare = _Spare()


if hasattr(os, "register_at_fork"):  # another thread of the parent may have held the lock
    os.register_at_fork(after_in_child=clear)
