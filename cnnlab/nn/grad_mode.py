"""Whether forward passes keep what a backward pass would need."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_keeping: ContextVar[bool] = ContextVar("keeping", default=True)


@contextmanager
def no_grad() -> Iterator[None]:
    """Inside, layers keep nothing: for predicting, when no backward pass will follow."""
    token = _keeping.set(False)
    try:
        yield
    finally:
        _keeping.reset(token)


def keeping() -> bool:
    """False inside ``no_grad``."""
    return _keeping.get()
