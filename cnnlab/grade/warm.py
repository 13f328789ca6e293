"""The warm parent: imports once what every submission needs, then forks a process for each.

    grader ── warm parent ── keeper ── the student's process ── whatever that starts

Run as ``python -m cnnlab.grade.warm`` with the grader's socket as standard input. For each
submission the grader sends the two ends that the new process shall hold, the wire and the pipe
for what it prints. The *keeper* adopts all orphans, watches how many processes there are and how
much memory they hold, and leaves nothing behind; it is the first casualty of an answer that kills
its parent, and the warm parent outlives it.
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
from pathlib import Path
from typing import Any, NoReturn

from cnnlab.grade import limits, processes, wire, worker
from cnnlab.grade.limits import Limits

WATCH_SECONDS = 0.05  # between two looks at a submission's processes


def main() -> None:
    """Serve the grader at the other end of standard input until it hangs up."""
    control = socket.socket(fileno=os.dup(0))
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    processes.adopt_orphans()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the grader's to handle
    settings = wire.receive(control)
    namespace = worker.fresh_namespace()
    trouble: list[str] = []
    for number, source in enumerate(settings["setup"], 1):
        trouble += worker.run(source, f"setup {number}", namespace)
    control.sendall(wire.pack(trouble))
    gc.collect()
    gc.freeze()  # the objects of the warm parent stay shared: no collection touches their pages
    while ends := _next_submission(control):
        _one_submission(control, ends, Limits(**settings["limits"]), namespace, settings["scratch"])
    _remove(Path(settings["scratch"]))  # where the grader was killed, nobody else does


def _next_submission(control: socket.socket) -> list[int]:
    """The wire and the output pipe of the next submission; nothing once the grader has gone."""
    while True:
        said, ends, _, _ = socket.recv_fds(control, 1, 2)
        if said != b"E":  # an end that crossed the word of a submission that had ended by itself
            return ends


def _one_submission(
    control: socket.socket,
    ends: list[int],
    bounds: Limits,
    namespace: dict[str, Any],
    scratch_root: str,
) -> None:
    scratch = tempfile.mkdtemp(dir=scratch_root)
    listen, speak = os.pipe()
    keeper = os.fork()
    if keeper == 0:
        os.close(listen)
        os.setsid()
        processes.adopt_orphans()
        _keep(control, ends, speak, bounds, namespace, scratch)
    for end in (*ends, speak):
        os.close(end)
    os.waitpid(keeper, 0)
    processes.end_descendants()  # of a keeper that was killed
    with os.fdopen(listen, "rb") as report:
        said = report.read()
    _remove(Path(scratch))
    control.sendall(wire.pack(json.loads(said) if said else {"killed": "its parent process"}))


def _keep(
    control: socket.socket,
    ends: list[int],
    speak: int,
    bounds: Limits,
    namespace: dict[str, Any],
    scratch: str,
) -> NoReturn:
    """Fork the student's process, wait for its end or the grader's word, and clean up."""
    keeper = os.getpid()
    child = os.fork()
    if child == 0:
        processes.die_with(keeper)
        control.close()
        os.close(speak)
        _become_the_student(ends, bounds, namespace, scratch)
    for end in ends:
        os.close(end)
    ended = _watch(control, child, bounds)
    processes.end_descendants()
    os.write(speak, json.dumps(ended).encode())
    os._exit(0)


def _watch(control: socket.socket, child: int, bounds: Limits) -> dict[str, Any]:
    """How the submission ended: by itself, beyond a limit, or when the grader said so."""
    sources: list[Any] = [control]
    if processes.LINUX:
        sources.append(os.pidfd_open(child))  # readable the moment the child ends
    while True:
        ready, _, _ = select.select(sources, [], [], WATCH_SECONDS)
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid and os.WIFSIGNALED(status):
            return {"signal": os.WTERMSIG(status)}
        if pid:
            return {"exit": os.WEXITSTATUS(status)}
        if control in ready:
            control.recv(1)
            return {"told": True}
        pids = processes.descendants()
        if len(pids) > bounds.processes:
            return {"limit": f"{bounds.processes} processes"}
        if processes.memory(pids) > bounds.memory_bytes:
            return {"limit": f"{bounds.memory_bytes / 2**30:.1f} GB of memory"}


def _become_the_student(
    ends: list[int], bounds: Limits, namespace: dict[str, Any], scratch: str
) -> NoReturn:
    os.setsid()
    line, output = ends
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(output)
    os.chdir(scratch)
    os.environ.update(HOME=scratch, TMPDIR=scratch)
    tempfile.tempdir = None
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", errors="replace", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", errors="replace", closefd=False)
    limits.apply(bounds)
    worker.serve(socket.socket(fileno=line), namespace)
    os._exit(0)


def _remove(scratch: Path) -> None:
    """Remove a folder whose owner may have done anything to it: no rights, ten thousand levels."""
    shutil.rmtree(scratch, ignore_errors=True)
    if scratch.exists():
        subprocess.run(["chmod", "-R", "u+rwX", scratch], stderr=subprocess.DEVNULL, check=False)
        subprocess.run(["rm", "-rf", scratch], stderr=subprocess.DEVNULL, check=False)


if __name__ == "__main__":
    main()
