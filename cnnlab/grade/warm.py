"""The warm parent: imports once what every submission needs, then forks a process for each.

    grader ── warm parent ── keeper ── the student's process ── whatever that starts

Run as ``python -m cnnlab.grade.warm`` with the grader's socket as standard input. For each
submission the grader sends the two ends that the new process shall hold, the wire and the pipe
for what it prints. The *keeper* adopts all orphans, watches how many processes there are and how
much memory they hold, and leaves nothing behind. In a sandbox the warm parent is the keeper: no
answer can reach it. Without one the keeper is a process of its own, the first casualty of an
answer that kills its parent, and the warm parent outlives it.
"""

from __future__ import annotations

import gc
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from cnnlab.grade import isolate, limits, processes, wire, worker
from cnnlab.grade.limits import Limits
from cnnlab.ops import conv2d

WATCH_SECONDS = 0.05  # between two looks at a submission's processes


def main() -> None:
    """Serve the grader at the other end of standard input until it hangs up."""
    control = socket.socket(fileno=os.dup(0))
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the grader's to handle
    processes.adopt_orphans()
    settings = wire.receive(control)
    if settings["sandboxed"]:
        isolate.stop_being_root()
    namespace = worker.fresh_namespace()
    trouble: list[str] = []
    for number, source in enumerate(settings["setup"], 1):
        trouble += worker.run(source, f"setup {number}", namespace)
    worker.silence(namespace)
    conv2d(np.zeros((1, 1, 1, 1)), np.zeros((1, 1, 1, 1)))  # looks for BLAS in /proc, once
    control.sendall(wire.pack(trouble))
    gc.collect()
    gc.freeze()  # what is here now stays shared: no collection in a child touches its pages
    parent = _Parent(
        control,
        namespace,
        Limits(**settings["limits"]),
        settings["scratch"],
        settings["sandboxed"],
    )
    with suppress(ConnectionError):  # the grader was killed
        while ends := parent.wait():
            parent.keep(ends)
    parent.close()


@dataclass(frozen=True)
class _Parent:
    control: socket.socket
    namespace: dict[str, Any]
    limits: Limits
    scratch: str  # folder for the submissions' own folders; in a sandbox, their own at once
    sandboxed: bool

    def wait(self) -> list[int]:
        """The wire and the output pipe of the next submission; nothing once the grader has gone."""
        while True:
            said, ends, _, _ = socket.recv_fds(self.control, 1, 2)
            if said != b"E":  # an end that crossed the word of a submission that ended by itself
                return ends

    def keep(self, ends: list[int]) -> None:
        """Run one submission to its end, and tell the grader which end it was."""
        ended = self._in_namespaces(ends) if self.sandboxed else self._under_a_keeper(ends)
        self.control.sendall(wire.pack(ended))

    def close(self) -> None:
        """Clear up after a grader that was killed; one that ended did it itself."""
        if not self.sandboxed:
            _remove(Path(self.scratch).parent)

    def _in_namespaces(self, ends: list[int]) -> dict[str, Any]:
        child = isolate.fork_into_namespaces()
        if child == 0:
            processes.die_with(0)  # the warm parent, as it is called from within them
            self._become_the_student(ends, self.scratch)
        return self._watch(child, ends)

    def _under_a_keeper(self, ends: list[int]) -> dict[str, Any]:
        scratch = tempfile.mkdtemp(dir=self.scratch)
        listen, speak = os.pipe()
        keeper = os.fork()
        if keeper == 0:
            os.close(listen)
            os.setsid()
            processes.adopt_orphans()
            keeper = os.getpid()
            child = os.fork()
            if child == 0:
                os.close(speak)
                processes.die_with(keeper)
                self._become_the_student(ends, scratch)
            os.write(speak, json.dumps(self._watch(child, ends)).encode())
            os._exit(0)
        for end in (*ends, speak):
            os.close(end)
        os.waitpid(keeper, 0)
        processes.end_descendants()  # of a keeper that was killed
        with os.fdopen(listen, "rb") as report:
            said = report.read()
        _remove(Path(scratch))
        ended: dict[str, Any] = json.loads(said) if said else {"killed": "its parent process"}
        return ended

    def _watch(self, child: int, ends: list[int]) -> dict[str, Any]:
        """How the submission ended, once nothing of it is left."""
        for end in ends:
            os.close(end)
        sources: list[Any] = [self.control]
        if processes.LINUX:
            sources.append(os.pidfd_open(child))  # readable the moment the child ends
        ended: dict[str, Any] = {}
        while not ended:
            ready, _, _ = select.select(sources, [], [], WATCH_SECONDS)
            ended = self._look(child, told=self.control in ready)
        processes.end_descendants()
        for descriptor in sources[1:]:
            os.close(descriptor)
        return ended

    def _look(self, child: int, *, told: bool) -> dict[str, Any]:
        """How the submission has ended: by itself, by the grader's word, beyond a limit; or {}."""
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            code = os.waitstatus_to_exitcode(status)
            if self.sandboxed and code > 128:  # as the first of its namespace passes it on
                code = 128 - code
            return {"exit": code} if code >= 0 else {"signal": -code}
        if told:
            self.control.recv(1)
            return {"told": True}
        pids = processes.descendants()
        if len(pids) > self.limits.processes:
            return {"limit": f"{self.limits.processes} processes"}
        if processes.memory(pids) > self.limits.memory_bytes:
            return {"limit": f"{self.limits.memory_bytes / 2**30:.1f} GB of memory"}
        return {}

    def _become_the_student(self, ends: list[int], scratch: str) -> NoReturn:
        self.control.close()
        os.setsid()
        line, output = ends
        os.dup2(output, 1)
        os.dup2(output, 2)
        os.close(output)
        limits.apply(self.limits)
        if self.sandboxed:
            isolate.close_off(self.limits.file_bytes)
            isolate.run_as_second()
        os.chdir(scratch)
        os.environ.update(HOME=scratch, TMPDIR=scratch)
        tempfile.tempdir = None
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", errors="replace", closefd=False)
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", errors="replace", closefd=False)
        worker.serve(socket.socket(fileno=line), self.namespace)
        os._exit(0)


def _remove(scratch: Path) -> None:
    """Remove a folder whose owner may have done anything to it: no rights, ten thousand levels."""
    shutil.rmtree(scratch, ignore_errors=True)
    if scratch.exists():
        subprocess.run(["chmod", "-R", "u+rwX", scratch], stderr=subprocess.DEVNULL, check=False)
        subprocess.run(["rm", "-rf", scratch], stderr=subprocess.DEVNULL, check=False)


if __name__ == "__main__":
    main()
