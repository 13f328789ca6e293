"""Peak memory of some work, in a process that does nothing else. For Linux, whose kernel tells."""

from __future__ import annotations

import multiprocessing
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

OWN = Path("/proc/self")


def peak(work: Callable[..., Callable[[], object]], *arguments: Any) -> float:
    """MiB that ``work(*arguments)()`` needs beyond what was there before it was called.

    ``work`` must be a function of a module, so that a new process can import it. It prepares and
    hands back what is measured, which is done twice: caches and workspaces count. NaN where the
    system does not tell.
    """
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_peak, (work, arguments))


def _peak(work: Callable[..., Callable[[], object]], arguments: tuple[Any, ...]) -> float:
    step = work(*arguments)
    try:
        (OWN / "clear_refs").write_text("5", "ascii")  # the peak begins anew from here
        before = _status("VmRSS")
        step()
        step()
        return _status("VmHWM") - before
    except OSError:
        return float("nan")


def _status(field: str) -> float:
    """MiB, by the kernel's account of this process."""
    found = re.search(rf"{field}:\s+(\d+) kB", (OWN / "status").read_text("ascii"))
    return int(found[1]) / 1024 if found else float("nan")
