"""Scratch arrays: an operation asks for them by name, and gets the same memory each time.

It belongs to the thread that asked. A thread keeps at most ``LIMIT`` bytes.
"""

from __future__ import annotations

import math
import threading
from typing import Any
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import DTypeLike, NDArray

LIMIT = 256 << 20


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
        if size + sum(kept.size for kept in list(shelf.values())) <= LIMIT:
            shelf[name] = memory
    return memory[:size].view(dtype).reshape(shape)


def clear() -> None:
    """Give back the scratch memory of every thread."""
    for shelf in list(_shelves.values()):
        shelf.clear()
