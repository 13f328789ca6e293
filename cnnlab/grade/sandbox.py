"""The sandbox around the warm parent: bubblewrap, and what it lets in.

Read-only: the system's libraries, this Python, this package. To write: memory. No network, no other
process, no home folder, no lab, no submission, no environment but a few names.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import cnnlab
from cnnlab.grade import processes
from cnnlab.grade.isolate import SCRATCH

GET = (
    "install bubblewrap (Debian, Ubuntu: apt-get install bubblewrap; "
    "Fedora: dnf install bubblewrap; Arch: pacman -S bubblewrap)"
)
MEMORY = 64 << 20  # bytes that the warm parent may write


def command(argv: Sequence[str], environment: Mapping[str, str]) -> list[str]:
    """``argv`` inside the sandbox. The wire is its standard input, which bubblewrap hands on."""
    writable = ["--perms", "1777", "--size", str(MEMORY), "--tmpfs"]
    bwrap = ["bwrap", "--die-with-parent", "--new-session", "--clearenv"]
    bwrap += ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    bwrap += ["--unshare-cgroup-try", "--hostname", "sandbox"]
    if os.geteuid() != 0:
        bwrap += ["--unshare-user"]
    bwrap += ["--ro-bind", "/usr", "/usr", "--proc", "/proc", "--dev", "/dev"]
    folders = _let_in(environment)
    bwrap += [*writable, SCRATCH]
    if not any(folder.is_relative_to("/tmp") for folder in folders):  # or it becomes a folder
        bwrap += ["--symlink", SCRATCH, "/tmp"]
    for name in ("/bin", "/lib", "/lib32", "/lib64", "/libx32", "/sbin"):
        if Path(name).is_symlink():
            bwrap += ["--symlink", str(Path(name).readlink()), name]
        else:
            bwrap += ["--ro-bind-try", name, name]
    made: set[Path] = set()
    for folder in folders:
        for parent in reversed(folder.parents):
            if parent not in made and parent != Path("/"):
                bwrap += ["--perms", "0755", "--dir", str(parent)]
                made.add(parent)
        bwrap += ["--ro-bind-try", str(folder), str(folder)]
    for name, value in {**environment, "HOME": SCRATCH}.items():
        bwrap += ["--setenv", name, value]
    bwrap += ["--remount-ro", "/dev", "--remount-ro", "/"]
    return [*bwrap, "--chdir", SCRATCH, "--", *argv]


@cache
def trouble() -> str:
    """Why no sandbox can be made here, and what to do about it; empty where one can."""
    if not processes.LINUX:
        return "a sandbox needs Linux; on macOS and Windows, grade inside a Linux container"
    if shutil.which("bwrap") is None:
        return f"bubblewrap is not there: {GET}"
    rehearse = "from cnnlab.grade import isolate; isolate.rehearse()"
    try:
        tried = subprocess.run(
            command([sys.executable, "-c", rehearse], {}),
            capture_output=True,
            text=True,
            timeout=60,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"bubblewrap does not start: {error}"
    if tried.returncode:
        reason = (tried.stderr.strip().splitlines() or ["no reason given"])[-1]
        return (
            f"the system does not allow one ({reason}): unprivileged user namespaces must be "
            "allowed; a container needs them from its host"
        )
    return ""


def _let_in(environment: Mapping[str, str]) -> list[Path]:
    """Folders that Python and this package need, outermost first."""
    package = Path(cnnlab.__file__).resolve().parent
    wanted = {Path(sys.prefix), Path(sys.base_prefix), Path(sys.executable).resolve().parents[1]}
    wanted |= {package, Path("/etc/alternatives"), Path("/etc/ld.so.cache")}
    wanted |= {Path(folder) for folder in sys.path if folder.endswith("site-packages")}
    if data := environment.get("CNNLAB_DATA"):
        wanted.add(Path(data).resolve())
    return sorted(path for path in wanted if not path.is_relative_to("/usr"))
