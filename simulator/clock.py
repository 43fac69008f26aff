"""The simulated clock: one time for all processes, that moves only when every one of them has done what was due."""

from __future__ import annotations

import contextlib
import json
import select
import socket
import threading
from datetime import datetime
from pathlib import Path
from typing import Final, TextIO

_ANSWERS_WITHIN_S: Final = 60.0


class SharedClock:
    """A unix socket that hubs and server connect to (``NARA_DEMO_CLOCK``).

    Each gets ``{"now": …}`` and answers ``{"at": …, "who": …}`` when it has done all that was due by then. A process
    that dies is left out; one that comes back is told the time.
    """

    def __init__(self, path: Path, now: datetime) -> None:
        """Listen at a path, with the clock standing at ``now``."""
        self.path = path
        self.now = now
        self._followers: dict[str, _Follower] = {}
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen(64)
        threading.Thread(target=self._accept, name="clock", daemon=True).start()

    def close(self) -> None:
        """Let everybody go."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            for follower in self._followers.values():
                follower.close()

    def wait_for(self, who: set[str], within_s: float = _ANSWERS_WITHIN_S) -> None:
        """Wait until these follow; raises TimeoutError naming who is missing."""
        with self._changed:
            if not self._changed.wait_for(lambda: who <= self._following(), within_s):
                raise TimeoutError(f"did not start: {', '.join(sorted(who - self._following()))}")

    def step(self, to: datetime, only: set[str] | None = None) -> None:
        """Move the clock, for everybody or only some, and wait until what was due is done; it never goes back."""
        with self._lock:
            self.now = max(self.now, to) if only is None else self.now
            chosen = [name for name in self._followers if only is None or name in only]
            told = [name for name in chosen if self._followers[name].tell(to)]
            answered = [name for name in told if self._followers[name].answer() is not None]
            for name in set(chosen) - set(answered):
                self._followers.pop(name).close()

    def _following(self) -> set[str]:
        return {name for name, follower in self._followers.items() if follower.is_there()}

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                threading.Thread(target=self._welcome, args=(_Follower(connection),), daemon=True).start()

    def _welcome(self, follower: _Follower) -> None:
        """Tell a newcomer the time; it follows once it has answered, and has caught up with steps made meanwhile."""
        with self._lock:
            told_at = self.now
            follower.tell(told_at)
        who = follower.answer()
        with self._changed:
            if who is not None and told_at < self.now:
                follower.tell(self.now)
                who = follower.answer()
            if who is None:
                follower.close()
                return
            if (before := self._followers.get(who)) is not None:
                before.close()
            self._followers[who] = follower
            self._changed.notify_all()


class _Follower:
    """One process that follows the clock."""

    def __init__(self, connection: socket.socket) -> None:
        connection.settimeout(_ANSWERS_WITHIN_S)
        self._connection = connection
        self._lines: TextIO = connection.makefile("r", encoding="utf-8")
        self._told: datetime | None = None

    def tell(self, now: datetime) -> bool:
        """Give the time; tells whether anybody is there to hear."""
        self._told = now if self._told is None else max(self._told, now)
        try:
            self._connection.sendall(json.dumps({"now": self._told.isoformat()}).encode() + b"\n")
        except OSError:
            return False
        return True

    def answer(self) -> str | None:
        """Wait until it has done what was due; gives who it is, or None if it is gone."""
        try:
            line = self._lines.readline()
        except OSError:
            return None
        return str(json.loads(line)["who"]) if line.endswith("\n") else None

    def is_there(self) -> bool:
        """Tell whether the process at the other end lives."""
        try:
            readable, _, _ = select.select([self._connection], [], [], 0)
            return not readable or bool(self._connection.recv(1, socket.MSG_PEEK))
        except (OSError, ValueError):
            return False

    def close(self) -> None:
        """Hang up."""
        with contextlib.suppress(OSError):
            self._lines.close()
            self._connection.close()
