"""The grader's end of the wire: one student's process, asked one question at a time."""

from __future__ import annotations

import os
import select
import signal
import socket
import time
from contextlib import suppress
from typing import Any, Protocol

from cnnlab.grade import wire

END_SECONDS = 10  # for killing and clearing away one submission
GONE_SECONDS = 0.5  # for the keeper's word on how a process ended, once its line is closed

NO_ANSWER = "sent the grader something that is no answer"

AT_ONCE = 64  # reads of what is printed before looking at the wire and the clock again


class Gone(Exception):
    """The student's process has ended, or can no longer be spoken with: a phrase says how."""


class Overrun(Exception):
    """No answer in time."""


class Parent(Protocol):
    """What a session needs of the warm parent that it was forked from."""

    control: socket.socket

    def kill(self) -> None: ...


class Session:
    """One process that runs a student's code."""

    def __init__(self, parent: Parent, line: socket.socket, output: int, room: int) -> None:
        self._parent, self._line, self._output = parent, line, output
        self._listening = True  # until the student's process closes what it prints to
        self._ended: dict[str, Any] = {}
        self._asked = 0
        self._printed, self._room = bytearray(), room  # bytes that may still be kept
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
            content = self._read(header + body, deadline)
            answer = wire.unpack(content[:header], content[header:], take)
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
                self._parent.control.send(b"E")
            self._wait(END_SECONDS)
        if not self._ended:
            self._parent.kill()
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
            for _ in range(AT_ONCE if self._listening else 0):
                some = os.read(self._output, 1 << 16)
                kept = some[: self._room]
                self._printed += kept
                self._room -= len(kept)
                if not some:
                    self._listening = False
                    break

    def _wait(self, seconds: float) -> None:
        """Hear from the warm parent how the session ended, if it did."""
        try:
            self._parent.control.settimeout(seconds)
            self._ended = wire.receive(self._parent.control)
            self._parent.control.settimeout(None)
        except TimeoutError:
            pass
        except (OSError, EOFError):
            self._ended = {"killed": "the grader's helper process"}
            self._parent.kill()

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
