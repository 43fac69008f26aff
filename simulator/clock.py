"""The simulated clock: one time for all processes, that moves only when every one of them has done what was due."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

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
        self._listener.close()
        for follower in self._followers.values():
            follower.close()

    def wait_for(self, who: set[str], within_s: float = _ANSWERS_WITHIN_S) -> None:
        """Wait until these follow; raises TimeoutError naming who is missing."""
        with self._changed:
            if not self._changed.wait_for(lambda: who <= self._followers.keys(), within_s):
                raise TimeoutError(f"did not start: {', '.join(sorted(who - self._followers.keys()))}")

    def step(self, to: datetime, only: set[str] | None = None) -> None:
        """Move the clock, for everybody or only some, and wait until what was due is done."""
        with self._lock:
            self.now = max(self.now, to) if only is None else self.now
            chosen = [name for name in self._followers if only is None or name in only]
            told = [name for name in chosen if self._followers[name].tell(to)]
            answered = [name for name in told if self._followers[name].answer() is not None]
            for name in set(chosen) - set(answered):
                self._followers.pop(name).close()

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
        self._lines: Iterator[str] = connection.makefile("r", encoding="utf-8")

    def tell(self, now: datetime) -> bool:
        """Give the time; tells whether anybody is there to hear."""
        try:
            self._connection.sendall(json.dumps({"now": now.isoformat()}).encode() + b"\n")
        except OSError:
            return False
        return True

    def answer(self) -> str | None:
        """Wait until it has done what was due; gives who it is, or None if it is gone."""
        try:
            line = next(self._lines, "")
        except OSError:
            return None
        return str(json.loads(line)["who"]) if line else None

    def close(self) -> None:
        """Hang up."""
        with contextlib.suppress(OSError):
            self._connection.close()
