"""The loop under the server's line: reads in one go what is there, joins what it writes, does what others ask for."""

from __future__ import annotations

import contextlib
import select
import socket
import ssl
from collections import deque
from collections.abc import Callable
from typing import Any, Final, Protocol

_AT_ONCE: Final = 65_536
_LOOKS_EVERY_MS: Final = 1_000
_GOODBYE_S: Final = 1.0


class Talker(Protocol):
    """What the loop needs of an MQTT client that leaves the network to it; a result of 0 means that all is well."""

    def socket(self) -> Any:  # noqa: ANN401  (paho names no type that fits)
        """Give the connection; None once it is gone."""

    def loop_read(self) -> int:
        """Read one packet."""

    def loop_write(self) -> int:
        """Write every packet that waits."""

    def loop_misc(self) -> int:
        """Keep the connection alive."""

    def want_write(self) -> bool:
        """Tell whether a packet waits to be written."""


class BufferedSocket(ssl.SSLSocket):
    """A TLS socket for a client that reads a packet in four bites and writes each acknowledgement by itself.

    What has come is taken in whole records and handed out from memory; what is sent is kept until ``flush``. Together
    with the loop it halves what the line costs (docs/performance.md).
    """

    _ahead = b""
    _at = 0
    _unsent = b""

    def recv(self, buflen: int = 1024, flags: int = 0) -> bytes:
        """Give at most ``buflen`` bytes of what has come; raises SSLWantReadError if nothing has."""
        if self._at == len(self._ahead):
            self._ahead, self._at = super().recv(_AT_ONCE, flags), 0
        piece = self._ahead[self._at : self._at + buflen]
        self._at += len(piece)
        return piece

    def pending(self) -> int:
        """Tell how many bytes can be read without asking the network."""
        return len(self._ahead) - self._at or super().pending()

    def send(self, data: Any, flags: int = 0) -> int:  # noqa: ANN401, ARG002  (as in ssl)
        """Take bytes to be sent by the next ``flush``."""
        self._unsent += data
        return len(data)

    def flush(self) -> bool:
        """Send what is kept; tells whether all of it is gone. Raises OSError if the connection is."""
        try:
            while self._unsent:
                self._unsent = self._unsent[super().send(self._unsent) :]
        except (ssl.SSLWantWriteError, ssl.SSLWantReadError):
            return False
        return True

    def close(self) -> None:
        """Send what can be sent, let the far end read it, and close: what is closed while it reads is reset away."""
        with contextlib.suppress(OSError, ValueError):
            self.flush()
            self.shutdown(socket.SHUT_WR)
            self.settimeout(_GOODBYE_S)
            while super().recv(_AT_ONCE):
                pass
        super().close()


class LineLoop:
    """Lets one connection talk, in one thread: two that write at once would garble what TLS encrypts."""

    def __init__(self) -> None:
        """Make it; nothing talks yet."""
        self._jobs: deque[Callable[[], object]] = deque()
        self._waker: socket.socket | None = None
        self._is_woken = False
        self._is_over = False

    def call(self, job: Callable[[], object]) -> None:
        """Have something done in the loop's thread, from any thread, in the order of the calls."""
        self._jobs.append(job)
        self._wake()

    def end(self) -> None:
        """End the loop, from any thread, also one that has not begun."""
        self._is_over = True
        self._wake()

    def run(self, client: Talker) -> None:
        """Talk until the connection is gone or somebody ends it; what was asked for before is of another connection."""
        self._jobs.clear()
        self._is_woken = False
        waker, woken = socket.socketpair()
        with waker, woken, contextlib.suppress(OSError):
            self._waker = waker
            poller = select.poll()
            poller.register(woken, select.POLLIN)
            while not self._is_over and (connection := client.socket()) is not None:
                if not self._turn(client, connection, woken, poller):
                    break
        self._waker = None

    def _turn(self, client: Talker, connection: BufferedSocket, woken: socket.socket, poller: select.poll) -> bool:
        """Wait for something to do and do it; tells whether the connection still stands."""
        poller.register(connection, select.POLLIN if connection.flush() else select.POLLIN | select.POLLOUT)
        happened = dict(poller.poll(0 if connection.pending() else _LOOKS_EVERY_MS))
        has_come = bool(happened.get(connection.fileno(), 0) & ~select.POLLOUT)
        if woken.fileno() in happened:
            woken.recv(_AT_ONCE)
            self._is_woken = False
        while self._jobs:
            self._jobs.popleft()()
        is_well = True
        while is_well and (has_come or connection.pending()):
            is_well, has_come = client.loop_read() == 0, False
        if is_well and client.want_write():
            is_well = client.loop_write() == 0
        return is_well and client.loop_misc() == 0

    def _wake(self) -> None:
        """Wake the loop, once: it looks for jobs only after it has noted that it is awake."""
        waker = self._waker
        if waker is not None and not self._is_woken:
            self._is_woken = True
            with contextlib.suppress(OSError):  # it has just ended
                waker.send(b"!")
