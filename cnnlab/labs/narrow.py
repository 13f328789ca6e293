"""Where no named mistake fits: try easier cases, and say which of them the answer gets right.

    narrow(
        lambda: hold(student, stride=3, padding=2),
        named=mistakes,
        easier={"right without padding, wrong with it": lambda: hold(student, stride=3, padding=0)},
    )

Easier cases change one thing each: the first that passes tells what the answer does not heed.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping

from cnnlab.labs.student import Failed, Raised

Trial = Callable[[], object]  # passes in silence, or raises Failed or Raised


def narrow(trial: Trial, *, easier: Mapping[str, Trial], named: Container[str] = ()) -> None:
    """Run ``trial``; where it fails with a hint that is not in ``named``, look for a better one.

    ``easier`` maps hints to easier cases. Without one that passes the failure stays as it is.
    """
    try:
        trial()
    except (Failed, Raised) as error:
        if error.hint in named:
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
