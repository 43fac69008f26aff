"""The clinical clock: the machine's, and in the demo the simulator's. TLS, cookies and time-outs use the real one."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What the server asks for clinical time."""

    def now(self) -> datetime:
        """Give the instant, in UTC."""


class WallClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Give the instant, in UTC."""
        return datetime.now(UTC)


class SteppedClock:
    """The simulator's clock: it stands still until stepped, and answers when the server has done all that is due."""

    def __init__(self, path: str) -> None:
        """Connect to the simulator's socket and wait for the first time."""
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(path)
        self._lines = self._socket.makefile("r", encoding="utf-8")
        self._now = self._next() or datetime.now(UTC)

    def now(self) -> datetime:
        """Give the instant, in UTC."""
        return self._now

    def follow(self, stepped: Callable[[Callable[[], None]], None], hung_up: Callable[[], None]) -> None:
        """Take every further step in a thread; ``stepped`` gets a function to call when all that is due is done.

        ``hung_up`` is called when the simulator is gone: without it there is no time.
        """
        self._answer()
        threading.Thread(target=self._follow, args=(stepped, hung_up), name="simulated clock", daemon=True).start()

    def _follow(self, stepped: Callable[[Callable[[], None]], None], hung_up: Callable[[], None]) -> None:
        while (at := self._next()) is not None:
            self._now = at
            stepped(self._answer)
        self._lines.close()
        self._socket.close()
        hung_up()

    def _next(self) -> datetime | None:
        try:
            line = self._lines.readline()
        except OSError:
            return None
        return datetime.fromisoformat(json.loads(line)["now"]) if line.endswith("\n") else None

    def _answer(self) -> None:
        answer = {"at": self._now.isoformat(), "who": "server"}
        with contextlib.suppress(OSError):  # a simulator that is gone is noticed by reading
            self._socket.sendall(json.dumps(answer).encode() + b"\n")
