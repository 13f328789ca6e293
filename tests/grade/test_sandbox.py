"""What the students' code can reach inside the sandbox: its own small folder, and nothing else."""

from __future__ import annotations

import ast
import os
import platform
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cnnlab.grade import sandbox, seccomp
from cnnlab.grade.assignment import read_assignment
from cnnlab.grade.grading import GradedLab, grade

from . import tiny
from .conftest import LIMITS

needs_sandbox = pytest.mark.skipif(bool(sandbox.trouble()), reason=sandbox.trouble() or "none")
Probe = Callable[[str], object]

PROBE = """
import ctypes, os, socket, subprocess, sys, tempfile
libc = ctypes.CDLL(None, use_errno=True)
def scale(x, factor):
    try:
        print(repr({}))
    except BaseException as error:
        print(repr(type(error).__name__))
    return x * factor
"""


@pytest.fixture(scope="module")
def probe() -> Iterator[Probe]:
    """What an expression gives, or raises, where the students' code runs."""
    with GradedLab(read_assignment(tiny.FOLDER, LIMITS)) as graded:

        def look(expression: str) -> object:
            result = grade(tiny.answering(scale=PROBE.format(expression)), graded)
            return ast.literal_eval(result.printed["scale"])

        yield look


READ_ONLY = ["/x", "/dev/x", "/dev/shm/x", "/proc/x", "/usr/x", "/etc/x", "/usr/lib/x"]
PACKAGE = str(Path(sandbox.__file__).resolve().parents[1])


@needs_sandbox
@pytest.mark.parametrize("path", [*READ_ONLY, f"{PACKAGE}/x", f"{PACKAGE}/ops/__init__.py"])
def test_nothing_of_the_system_can_be_written(probe: Probe, path: str) -> None:
    assert probe(f"open({path!r}, 'w')") in ("OSError", "PermissionError")


@needs_sandbox
def test_it_writes_to_memory_of_its_own_alone(probe: Probe) -> None:
    assert probe("open('note', 'w').write('x')") == 1
    assert probe("tempfile.TemporaryFile().write(b'x')") == 1
    assert probe("os.listdir('.')") == []  # of another process, though it follows that one
    assert probe("open('big', 'wb').write(bytes(1 << 25))") in ("OSError", "MemoryError")
    assert probe("[open(str(i), 'w') for i in range(100_000)]") == "OSError"


@needs_sandbox
@pytest.mark.parametrize("folder", [str(tiny.FOLDER), str(Path.cwd() / "labs"), "/home", "/var"])
def test_labs_and_homes_are_not_there(probe: Probe, folder: str) -> None:
    assert probe(f"os.listdir({folder!r})") == "FileNotFoundError"


@needs_sandbox
def test_it_sees_no_process_no_environment_and_no_check(
    probe: Probe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET", "1")
    assert probe("os.listdir('/proc')") == []
    assert probe("(os.getpid(), os.getppid())") == (2, 1)
    assert probe("'SECRET' in os.environ") is False
    assert probe("[m for m in sys.modules if m == 'checks' or m.startswith('_lab')]") == []
    assert probe("os.kill(1, 9)") is None  # the first process of a namespace does not hear it
    assert probe("[os.kill(pid, 9) for pid in range(3, 500)]") == "ProcessLookupError"


@needs_sandbox
def test_the_package_works_there_all_the_same(probe: Probe) -> None:
    sum_of = "__import__('cnnlab.nn').nn.Conv2d(1, 2, 3, rng=np.random.default_rng(0))"
    assert probe(f"{sum_of}.forward(np.ones((1, 1, 4, 4))).shape") == (1, 2, 2, 2)


@needs_sandbox
def test_it_has_no_network_and_no_privileges(probe: Probe) -> None:
    assert probe("socket.create_connection(('192.0.2.1', 80), timeout=1)") == "OSError"
    assert probe("socket.create_connection(('127.0.0.1', 22), timeout=1)") == "OSError"
    for family in ("AF_PACKET", "AF_NETLINK", "AF_VSOCK", "AF_ALG"):
        assert probe(f"socket.socket(socket.{family})") == "OSError"
    assert probe("os.getuid()") == (os.getuid() or 65534)
    assert probe("os.setuid(0)") in ("OSError", "PermissionError")
    assert probe("os.chroot('.')") == "PermissionError"
    for flag in (0x10000000, 0x20000, 0x20000000):
        assert probe(f"libc.unshare({flag})") == -1
    assert probe("libc.mount(b'x', b'/scratch', b'tmpfs', 0, None)") == -1
    assert probe("libc.ptrace(0, 0, 0, 0)") == -1
    clone = seccomp.CLONE[seccomp.MACHINES.index(platform.machine())]
    assert probe(f"libc.syscall({clone}, 0x10000011, 0, 0, 0, 0)") == -1
    assert probe("subprocess.run(['id', '-u'], capture_output=True).returncode") == 0


@pytest.mark.parametrize("machine", seccomp.MACHINES)
def test_the_filter_is_a_sound_program(machine: str) -> None:
    steps = list(struct.iter_unpack("<HBBI", seccomp.program(machine)))
    for place, (code, if_true, if_false, _) in enumerate(steps):
        if code in (seccomp.JUMP_EQUAL, seccomp.JUMP_AT_LEAST, seccomp.JUMP_ANY_BIT):
            assert place + 1 + max(if_true, if_false) < len(steps)
    assert steps[-1] == (seccomp.RETURN, 0, 0, seccomp.ALLOW)
    assert run_filter(steps, machine, number=seccomp.CLONE3) == "absent"
    column = seccomp.MACHINES.index(machine)
    for numbers in seccomp.REFUSED.values():
        assert run_filter(steps, machine, numbers[column]) == "refused"
    assert run_filter(steps, machine, seccomp.CLONE[column], 0x11) == "allowed"
    assert run_filter(steps, machine, seccomp.CLONE[column], 0x20011) == "refused"
    for family in (1, 2, 10):
        assert run_filter(steps, machine, seccomp.SOCKET[column], family) == "allowed"
    for family in (0, 16, 17, 38, 40):
        assert run_filter(steps, machine, seccomp.SOCKET[column], family) == "no such family"
    assert run_filter(steps, machine, 0) == "allowed"
    assert run_filter(steps, machine, 0x40000000) == "refused"
    other = next(m for m in seccomp.MACHINES if m != machine)
    assert run_filter(steps, other, 0) == "killed"


def run_filter(steps: list[tuple[int, ...]], machine: str, number: int, argument: int = 0) -> str:
    """What the kernel would do: an interpreter of the few instructions that the filter uses."""
    architecture = seccomp.ARCHITECTURES[seccomp.MACHINES.index(machine)]
    data = {0: number, 4: architecture, 16: argument}
    place = held = 0
    while True:
        code, if_true, if_false, value = steps[place]
        place += 1
        if code == seccomp.LOAD:
            held = data[value]
        elif code == seccomp.RETURN:
            return {
                seccomp.ALLOW: "allowed",
                seccomp.KILL: "killed",
                0x50001: "refused",
                0x50026: "absent",
                0x50061: "no such family",
            }[value]
        else:
            tests = {
                seccomp.JUMP_EQUAL: held == value,
                seccomp.JUMP_AT_LEAST: held >= value,
                seccomp.JUMP_ANY_BIT: bool(held & value),
            }
            place += if_true if tests[code] else if_false


def test_a_machine_without_a_table_is_refused() -> None:
    with pytest.raises(ValueError, match="not in"):
        seccomp.program("pdp11")
    assert platform.machine() in seccomp.MACHINES or sandbox.trouble()


def test_the_rehearsal_of_a_sandbox_never_hangs() -> None:
    """A system may refuse one, and says so at once; then tests are skipped. Hanging is a fault."""
    assert "does not start" not in sandbox.trouble()
