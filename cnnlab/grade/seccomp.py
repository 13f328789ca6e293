"""What namespaces leave open, closed: a system call filter for the student's process.

A classic BPF program (seccomp(2), mode filter) that refuses new namespaces, mounts, tracing,
kernel keys and programs, and every family of sockets but local and IP ones: a network namespace
confines IP, but not AF_VSOCK or AF_ALG. Everything else is allowed.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import socket
import struct

PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2
ALLOW, ERRNO, KILL = 0x7FFF0000, 0x00050000, 0x80000000
LOAD, JUMP_EQUAL, JUMP_AT_LEAST, JUMP_ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER, ARCHITECTURE, ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data
X32 = 0x40000000  # bit of the second set of x86-64's system calls
NAMESPACES = 0x7E020000  # CLONE_NEWNS | NEWCGROUP | NEWUTS | NEWIPC | NEWUSER | NEWPID | NEWNET

MACHINES = ("x86_64", "aarch64")  # the order of the columns below
ARCHITECTURES = (0xC000003E, 0xC00000B7)
CLONE, SOCKET = (56, 220), (41, 198)
REFUSED = {  # whatever they are asked
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "move_mount": (429, 429),
    "open_tree": (428, 428),
    "fsopen": (430, 430),
    "mount_setattr": (442, 442),
    "open_by_handle_at": (304, 265),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "memfd_create": (319, 279),  # memory that belongs to no process, and is counted by none
    "shmget": (29, 194),
    "msgget": (68, 186),
    "io_uring_setup": (425, 425),
    "kexec_load": (246, 104),
    "init_module": (175, 105),
}
CLONE3 = 435  # its flags lie behind a pointer: "not there" makes libc use clone instead
FAMILIES = (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6)


def program(machine: str) -> bytes:
    """The filter for ``machine``; ValueError for one that is not in the tables."""
    column = MACHINES.index(machine)
    refuse, absent = ERRNO | errno.EPERM, ERRNO | errno.ENOSYS
    steps = [
        (LOAD, 0, 0, ARCHITECTURE),
        (JUMP_EQUAL, 1, 0, ARCHITECTURES[column]),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER),
        (JUMP_AT_LEAST, 0, 1, X32),
        (RETURN, 0, 0, refuse),
        (JUMP_EQUAL, 0, 1, CLONE3),
        (RETURN, 0, 0, absent),
    ]
    for numbers in REFUSED.values():
        steps += [(JUMP_EQUAL, 0, 1, numbers[column]), (RETURN, 0, 0, refuse)]
    steps += [
        (JUMP_EQUAL, 0, 4, CLONE[column]),
        (LOAD, 0, 0, ARGUMENT),
        (JUMP_ANY_BIT, 0, 1, NAMESPACES),
        (RETURN, 0, 0, refuse),
        (RETURN, 0, 0, ALLOW),
        (JUMP_EQUAL, 0, 2 + len(FAMILIES), SOCKET[column]),
        (LOAD, 0, 0, ARGUMENT),
        *((JUMP_EQUAL, len(FAMILIES) - i, 0, family) for i, family in enumerate(FAMILIES)),
        (RETURN, 0, 0, ERRNO | errno.EAFNOSUPPORT),
        (RETURN, 0, 0, ALLOW),
    ]
    return b"".join(struct.pack("<HBBI", *step) for step in steps)


def number_of_clone() -> int:
    """The system call clone(2) of this machine."""
    return CLONE[MACHINES.index(platform.machine())]


def apply() -> None:
    """Filter this process's system calls, and those of all that it starts, for good."""
    steps = program(platform.machine())
    buffer = ctypes.create_string_buffer(steps, len(steps))
    header = struct.pack("HxxxxxxP", len(steps) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.c_char_p(header), 0, 0):
        raise OSError(ctypes.get_errno(), "the kernel refused the system call filter")
