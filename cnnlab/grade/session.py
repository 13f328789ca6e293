"""The grader's end: a warm parent to fork from, and one session for each run of a submission."""

from __future__ import annotations

import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from cnnlab.grade import sandbox, wire
from cnnlab.grade.isolate import SCRATCH
from cnnlab.grade.limits import Limits

READY_SECONDS = 60  # for importing NumPy and running the setup cells on a slow, cold machine
END_SECONDS = 10  # for killing and clearing away one submission
GONE_SECONDS = 0.5  # for the keeper's word on how a process ended, once its line is closed

NO_ANSWER = "sent the grader something that is no answer"

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


class Gone(Exception):
    """The student's process has ended, or can no longer be spoken with: a phrase says how."""


class Overrun(Exception):
    """No answer in time."""


class SetupError(RuntimeError):
    """The warm parent did not start, or the lab's own setup cells failed in it."""


class WarmParent:
    """A process that has imported what a lab's submissions need, ready to be forked."""

    def __init__(
        self, setup: Sequence[str], limits: Limits | None = None, *, sandboxed: bool = False
    ) -> None:
        self.limits = limits or Limits()
        self.setup, self.sandboxed = list(setup), sandboxed
        self._process: subprocess.Popen[bytes] | None = None
        self.scratch = tempfile.mkdtemp(prefix="cnnlab-")

    def session(self) -> Session:
        """A fresh process for a submission, forked from this one."""
        if self._process is None or self._process.poll() is not None:
            self._start()
        line, theirs = socket.socketpair()
        output, their_output = os.pipe()
        socket.send_fds(self.control, [b"S"], [theirs.fileno(), their_output])
        theirs.close()
        os.close(their_output)
        return Session(self, line, output)

    def kill(self) -> None:
        """End the warm parent and, with it, whatever it keeps; the next session starts another."""
        if self._process is not None:
            self.control.close()
            self._process.kill()
            self._process.wait()
            self._process = None

    def close(self) -> None:
        if self._process is not None:
            self.control.close()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(END_SECONDS)
        self.kill()
        shutil.rmtree(self.scratch, ignore_errors=True)

    def __enter__(self) -> WarmParent:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _start(self) -> None:
        self.kill()
        self.control, theirs = socket.socketpair()
        kept = {name: os.environ[name] for name in ("CNNLAB_DATA",) if name in os.environ}
        environment = {**ENVIRONMENT, **kept}
        argv = [sys.executable, "-P", "-s", "-W", "ignore", "-m", "cnnlab.grade.warm"]
        self._process = subprocess.Popen(
            sandbox.command(argv, environment) if self.sandboxed else argv,
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
            env={**environment, "HOME": self.scratch},
            cwd=self.scratch,
            start_new_session=True,
        )
        theirs.close()
        settings = {
            "setup": self.setup,
            "limits": asdict(self.limits),
            "scratch": SCRATCH if self.sandboxed else self.scratch,
            "sandboxed": self.sandboxed,
        }
        self.control.settimeout(READY_SECONDS)
        try:
            self.control.sendall(wire.pack(settings))
            trouble = wire.receive(self.control)
        except (OSError, EOFError) as error:
            self.kill()
            raise SetupError("the process that runs the students' code did not start") from error
        self.control.settimeout(None)
        if trouble:
            self.kill()
            raise SetupError(f"the lab's own setup cell fails: {trouble[0]}")


class Session:
    """One process that runs a student's code, asked one question at a time."""

    def __init__(self, warm: WarmParent, line: socket.socket, output: int) -> None:
        self._warm, self._line, self._output = warm, line, output
        self._listening = True  # until the student's process closes what it prints to
        self._ended: dict[str, Any] = {}
        self._asked = 0
        self._printed, self._room = bytearray(), warm.limits.output_bytes
        os.set_blocking(output, False)

    def ask(
        self, question: dict[str, Any], seconds: float, keep: wire.Keep, take: wire.Keep
    ) -> Any:
        """The answer to ``question``; Overrun after ``seconds``, Gone where none can come."""
        deadline = time.monotonic() + seconds
        self._asked += 1
        frame = wire.pack({**question, "number": self._asked}, keep)
        try:
            self._line.settimeout(seconds)
            self._line.sendall(frame)
            header, body = wire.lengths(self._read(wire.HEAD.size, deadline))
            answer = wire.unpack(self._read(header, deadline), self._read(body, deadline), take)
        except TimeoutError as error:
            raise Overrun from error
        except OSError as error:
            raise Gone(self._how()) from error
        except wire.WireError as error:
            raise Gone(NO_ANSWER) from error
        self._drain()
        if not isinstance(answer, dict) or answer.get("number") != self._asked:
            raise Gone(NO_ANSWER)
        return answer

    def spoiled(self) -> bool:
        """True where something came that was not asked for: it would pass for the next answer."""
        return bool(select.select([self._line], [], [], 0)[0])

    def take_printed(self) -> str:
        """What was printed since the last time; beyond the limit nothing is kept."""
        text = self._printed.decode("utf-8", "replace")
        self._printed.clear()
        return text

    def end(self) -> None:
        """Kill everything that the submission started, and wait until it is gone."""
        self._line.close()
        if not self._ended:
            with suppress(OSError):
                self._warm.control.send(b"E")
            self._wait(END_SECONDS)
        if not self._ended:
            self._warm.kill()
        self._drain()
        os.close(self._output)

    def _read(self, count: int, deadline: float) -> bytes:
        """``count`` bytes of the wire; what is printed meanwhile is taken in, so nothing waits."""
        received = bytearray()
        while len(received) < count:
            left = deadline - time.monotonic()
            if left <= 0:
                raise Overrun
            sources: list[Any] = [self._line, *([self._output] if self._listening else [])]
            ready, _, _ = select.select(sources, [], [], left)
            if self._output in ready:
                self._drain()
            if self._line in ready:
                some = self._line.recv(min(count - len(received), 1 << 20))
                if not some:
                    raise Gone(self._how())
                received += some
        return bytes(received)

    def _drain(self) -> None:
        with suppress(BlockingIOError):
            while self._listening:
                some = os.read(self._output, 1 << 16)
                kept = some[: self._room]
                self._printed += kept
                self._room -= len(kept)
                self._listening = bool(some)

    def _wait(self, seconds: float) -> None:
        """Hear from the warm parent how the session ended, if it did."""
        try:
            self._warm.control.settimeout(seconds)
            self._ended = wire.receive(self._warm.control)
            self._warm.control.settimeout(None)
        except TimeoutError:
            pass
        except (OSError, EOFError):
            self._ended = {"killed": "the grader's helper process"}
            self._warm.kill()

    def _how(self) -> str:
        if not self._ended:
            self._wait(GONE_SECONDS)
        match self._ended:
            case {"exit": code}:
                return f"ended its own process (exit code {code})"
            case {"signal": number}:
                return f"ended with its process: {signal.Signals(number).name}"
            case {"limit": limit}:
                return f"was stopped: it used more than {limit}"
            case {"killed": victim}:
                return f"killed {victim}"
        return "closed its line to the grader"
