"""Processes that a submission starts: adopt them, count them, and leave none behind.

A child that calls setsid and forks twice escapes its process group, but not its ancestors: a
subreaper adopts every orphan among its descendants. macOS has no subreapers; there the process
group is all that can be ended.
"""

from __future__ import annotations

import ctypes
import os
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

LINUX = sys.platform == "linux"
HELD = re.compile(r"^Rss(?:Anon|Shmem):\s*(\d+) kB$", re.MULTILINE)
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent ends."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1)


def die_with(parent: int) -> None:
    """End when ``parent``, this process's parent, ends."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before the line above
        os._exit(0)


def descendants(ancestor: int | None = None) -> list[int]:
    """All processes below ``ancestor`` (default: this one), parents first."""
    found = list(_children(os.getpid() if ancestor is None else ancestor))
    for pid in found:
        found.extend(_children(pid))
    return found


def memory(pids: list[int]) -> int:
    """Bytes of memory that ``pids`` hold, but for the files that they have mapped."""
    total = 0
    for pid in pids:
        with suppress(OSError, ValueError):
            status = Path(f"/proc/{pid}/status").read_text()
            total += sum(1024 * int(size) for size in re.findall(HELD, status))
    return total


def end_descendants() -> None:
    """Kill everything below this process, again and again until nothing forks any more."""
    while pids := descendants():
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(-1, 0)
        reap()


def reap() -> None:
    """Let go of every child that has ended."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _children(pid: int) -> Iterator[int]:
    with suppress(OSError):  # it ended meanwhile
        for thread in Path(f"/proc/{pid}/task").iterdir():
            with suppress(OSError):
                yield from map(int, (thread / "children").read_text().split())


def _prctl(option: int, value: int) -> None:
    if LINUX:
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)
