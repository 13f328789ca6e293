"""What a submission may use: generous for an honest answer, small beside the machine."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

if sys.platform != "win32":  # where the rest of the package must still import
    import resource


@dataclass(frozen=True)
class Limits:
    """Limits of one submission. Those of a process hold for each process that it starts."""

    submission_seconds: float = 120.0  # wall clock, everything together
    cell_seconds: float = 10.0  # wall clock, running one cell
    cpu_seconds: int = 120  # processor time of a process
    memory_bytes: int = 2 << 30  # of a process beyond its warm parent's; and of all together
    file_bytes: int = 16 << 20  # the longest file that it may write
    processes: int = 64  # threads count too, except as root
    open_files: int = 128
    output_bytes: int = 16_000  # of what it prints that are kept; the rest is dropped

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            if not value > 0:
                raise ValueError(f"Limits: {name} must be positive, got {value!r}")


def apply(limits: Limits) -> None:
    """Bind this process, and all that it starts, to ``limits``: nothing inside can loosen them."""
    bounds = {
        resource.RLIMIT_CPU: limits.cpu_seconds,
        resource.RLIMIT_AS: _mapped() + limits.memory_bytes,
        resource.RLIMIT_FSIZE: limits.file_bytes,
        resource.RLIMIT_NOFILE: limits.open_files,
        resource.RLIMIT_NPROC: _running() + limits.processes,
        resource.RLIMIT_CORE: 0,
    }
    for kind, bound in bounds.items():
        hard = resource.getrlimit(kind)[1]
        lowest = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        try:
            resource.setrlimit(kind, (lowest, lowest))
        except (ValueError, OSError):  # macOS has RLIMIT_AS in name only
            continue


def _mapped() -> int:
    """Bytes of address space in use: with torch a warm parent maps several GB and touches few."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 1 << 30


def _running() -> int:
    """Processes and threads of this user, all of which the kernel counts against RLIMIT_NPROC."""
    count, user = 0, os.getuid()
    for process in Path("/proc").iterdir():
        if not process.name.isdigit():
            continue
        try:
            status = (process / "task").stat()
        except OSError:  # ended meanwhile
            continue
        if status.st_uid == user:
            count += status.st_nlink - 2  # a folder for each thread
    return count
