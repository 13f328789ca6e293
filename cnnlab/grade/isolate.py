"""Inside the sandbox: namespaces of its own for each submission.

The outer sandbox (``sandbox``) holds the warm parent. Within it every submission has its own user,
process, network, IPC and mount namespaces: it sees no other submission and no other process, has
nothing but a small folder in memory to write to, no network, no privileges, and no way to make
new namespaces. When the first process of its namespace ends, the kernel ends all the others.
"""

from __future__ import annotations

import ctypes
import os
import signal
import struct
from itertools import count
from pathlib import Path
from typing import NoReturn

from cnnlab.grade import processes, seccomp

SCRATCH = "/scratch"
NOBODY = 65534

NEW_NAMESPACES = 0x10000000 | 0x20000000 | 0x40000000 | 0x08000000 | 0x04000000 | 0x00020000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_REC, MS_PRIVATE = 1, 2, 4, 1 << 14, 1 << 18
PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 4, 24, 38
CAPABILITY_VERSION_3 = 0x20080522

_libc = ctypes.CDLL(None, use_errno=True)
_python = ctypes.PyDLL(None, use_errno=True)  # the same, but keeps the interpreter's lock


def stop_being_root() -> None:
    """Become nobody: root has no limit on its processes, and more rights than it needs."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
        # Or /proc/self would stay root's, and with it the map of users that is written below.
        _libc.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)


def fork_into_namespaces() -> int:
    """``os.fork`` into new namespaces: the child is the first process of its own.

    One clone(2), where unshare(2) needs a fork more: forking a warm parent is most of what a
    submission costs. Around it stands what Python does before and after any fork.
    """
    user, group = os.getuid(), os.getgid()
    flags = [ctypes.c_long(NEW_NAMESPACES | signal.SIGCHLD), *[ctypes.c_long(0)] * 4]
    _python.PyOS_BeforeFork()
    pid: int = _python.syscall(ctypes.c_long(seccomp.number_of_clone()), *flags)
    if pid:
        _python.PyOS_AfterFork_Parent()
        _check(pid < 0, "clone")
        return pid
    _python.PyOS_AfterFork_Child()
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    return 0


def run_as_second() -> None:
    """Return in a new process; this one, the first of its namespace, ends as that one does.

    The kernel shields a namespace's first process from signals: a student's process in its place
    could not be ended by a fault of its own.
    """
    first = os.getpid()
    second = os.fork()
    if second:
        _mirror(second)
    processes.die_with(first)


def close_off(scratch_bytes: int) -> None:
    """Hide what is left of the system, and give up every privilege for good."""
    _mount(b"none", b"/", None, MS_REC | MS_PRIVATE)
    size = f"size={scratch_bytes},mode=0700,nr_inodes=10000".encode()
    flags = MS_NOSUID | MS_NODEV
    _mount(b"scratch", SCRATCH.encode(), b"tmpfs", flags, size)
    for shared in (b"/proc", b"/dev/shm"):
        _mount(b"hidden", shared, b"tmpfs", flags | MS_RDONLY, b"size=4k,mode=0555,nr_inodes=2")
    _libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    for capability in count():
        if _libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0):
            break  # the kernel knows no more
    header = struct.pack("<Ii", CAPABILITY_VERSION_3, 0)
    _check(_libc.capset(header, bytes(24)), "capset")
    seccomp.apply()


def rehearse() -> None:
    """Do once all that a submission needs; OSError where the system does not allow it."""
    stop_being_root()
    if fork_into_namespaces() == 0:
        close_off(1 << 20)
        run_as_second()
        os._exit(0)
    if os.wait()[1]:
        raise SystemExit(1)  # the child has said why


def _mirror(second: int) -> NoReturn:
    while True:
        pid, status = os.wait()
        if pid == second:
            ended = os.waitstatus_to_exitcode(status)
            os._exit(ended if ended >= 0 else 128 - ended)


def _mount(source: bytes, target: bytes, kind: bytes | None, flags: int, data: bytes = b"") -> None:
    result = _libc.mount(source, target, kind, ctypes.c_ulong(flags), data or None)
    _check(result, f"mount {target.decode()}")


def _check(failed: int, what: str) -> None:
    if failed:
        raise OSError(ctypes.get_errno(), f"{what}: {os.strerror(ctypes.get_errno())}")
