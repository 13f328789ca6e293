"""Where no named mistake fits: try easier cases, and say which of them the answer gets right.

    narrow(
        lambda: hold(student, stride=3, padding=2),
        named=lambda: mistakes_of(x),
        easier={"right without padding, wrong with it": lambda: hold(student, stride=3, padding=0)},
    )

Easier cases change one thing each: the first that passes tells what the answer does not heed.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from contextlib import contextmanager

from cnnlab.labs.student import Failed, Raised

Trial = Callable[[], object]  # passes in silence, or raises Failed or Raised


def narrow(
    trial: Trial,
    *,
    easier: Mapping[str, Trial],
    named: Callable[[], Container[str]] = tuple,
) -> None:
    """Run ``trial``; where it fails with a hint that is not ``named``, look for a better one.

    ``easier`` maps hints to easier cases. Without one that passes the failure stays as it is.
    ``named`` is asked only after a failure: computing mistakes takes longer than a right answer.
    """
    try:
        trial()
    except (Failed, Raised) as error:
        if error.hint in named():
            raise
        raise Failed(error.message, first_passed(easier) or error.hint) from None


def first_passed(trials: Mapping[str, Trial]) -> str:
    """The first hint whose trial passes; empty where none does."""
    for hint, trial in trials.items():
        try:
            trial()
        except (Failed, Raised):
            continue
        return hint
    return ""


BIAS_AXES = "bias has one number for each map: give it two more axes, bias[:, None, None]"


@contextmanager
def bias_in_mind(maps: int) -> Iterator[None]:
    """A hint of its own where the body stumbles over adding a bias (O,) to maps (N, O, P, Q)."""
    try:
        yield
    except Raised as error:
        if "broadcast" in error.message and f"({maps},)" in error.message:
            raise Failed(error.message, BIAS_AXES) from None
        raise
