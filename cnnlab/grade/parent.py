"""The grader's end of the warm parent: start it, ask it for a process, end it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from cnnlab.grade import sandbox, wire
from cnnlab.grade.isolate import SCRATCH
from cnnlab.grade.limits import Limits
from cnnlab.grade.session import Session

READY_SECONDS = 60  # for importing NumPy and running the setup cells on a slow, cold machine
END_SECONDS = 10
COMPLAINTS = "stderr"  # what libraries say while they are imported, and what a crash says

# One thread each: a warm parent that has used more hangs its children, and the machine is shared
# out by whole submissions. The hash seed is fixed so that a grade is the same in every run.
ENVIRONMENT = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "MPLBACKEND": "Agg",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
}


class SetupError(BaseException):
    """The warm parent did not start, or the lab's own setup cells failed in it.

    Not an Exception: a check that stumbles over an answer costs points, and this is no answer's
    fault.
    """


class WarmParent:
    """A process that has imported what a lab's submissions need, ready to be forked."""

    def __init__(
        self, setup: Sequence[str], limits: Limits | None = None, *, sandboxed: bool = False
    ) -> None:
        self.limits = limits or Limits()
        self.setup, self.sandboxed = list(setup), sandboxed
        self._process: subprocess.Popen[bytes] | None = None
        self.scratch = Path()  # once it has started

    def session(self) -> Session:
        """A fresh process for a submission, forked from this one."""
        if self._process is None or self._process.poll() is not None:
            self._start()
        line, theirs = socket.socketpair()
        output, their_output = os.pipe()
        ends = [theirs.fileno(), their_output]
        try:
            socket.send_fds(self.control, [b"S"], ends)
        except OSError:  # it was killed just now, by an answer without a sandbox
            self._start()
            socket.send_fds(self.control, [b"S"], ends)
        theirs.close()
        os.close(their_output)
        return Session(self, line, output, self.limits.output_bytes)

    def kill(self) -> None:
        """End the warm parent and, with it, whatever it keeps; the next session starts another."""
        if self._process is not None:
            self.control.close()
            self._process.kill()
            self._process.wait()
            self._process = None
            shutil.rmtree(self.scratch.parent, ignore_errors=True)

    def close(self) -> None:
        if self._process is not None:
            self.control.close()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(END_SECONDS)
        self.kill()

    def __enter__(self) -> WarmParent:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _start(self) -> None:
        self.kill()
        folder = Path(tempfile.mkdtemp(prefix="cnnlab-"))
        self.scratch = folder / "scratch"
        self.scratch.mkdir()
        self.control, theirs = socket.socketpair()
        kept = {name: os.environ[name] for name in ("CNNLAB_DATA",) if name in os.environ}
        environment = {**ENVIRONMENT, **kept}
        argv = [sys.executable, "-P", "-s", "-W", "ignore", "-m", "cnnlab.grade.warm"]
        with (folder / COMPLAINTS).open("wb") as complaints:
            self._process = subprocess.Popen(
                sandbox.command(argv, environment) if self.sandboxed else argv,
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=complaints,
                env={**environment, "HOME": str(self.scratch)},
                cwd=self.scratch,
                start_new_session=True,
            )
        theirs.close()
        settings = {
            "setup": self.setup,
            "limits": asdict(self.limits),
            "scratch": SCRATCH if self.sandboxed else str(self.scratch),
            "sandboxed": self.sandboxed,
        }
        self.control.settimeout(READY_SECONDS)
        try:
            self.control.sendall(wire.pack(settings))
            trouble = wire.receive(self.control)
        except (OSError, EOFError) as error:
            why = _last_line(folder / COMPLAINTS)
            self.kill()
            raise SetupError(
                f"the process that runs the students' code does not start: {why}"
            ) from error
        if self.sandboxed:  # which has folders of its own, in memory
            shutil.rmtree(folder)
        self.control.settimeout(None)
        if trouble:
            self.kill()
            raise SetupError(f"the lab's own setup cell fails: {trouble[0]}")


def _last_line(file: Path) -> str:
    lines = file.read_text("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else "it says no reason"
