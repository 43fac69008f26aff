"""A home's line to the world: a TCP relay that can be cut and mended."""

from __future__ import annotations

import contextlib
import socket
import threading

_CHUNK = 65_536


class HomeLine:
    """Listens on a free loopback port and passes everything on to the broker, until it is cut."""

    def __init__(self, broker: tuple[str, int]) -> None:
        """Take where the broker is, and begin to pass on."""
        self._broker = broker
        self._is_up = True
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, name="line", daemon=True).start()

    @property
    def is_up(self) -> bool:
        """Tell whether anything passes."""
        return self._is_up

    def cut(self) -> None:
        """Cut the line: what is on its way is lost, and nobody gets through."""
        with self._lock:
            self._is_up = False
            for end in self._open:
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """Let everything through again."""
        self._is_up = True

    def close(self) -> None:
        """Take the line away."""
        self.cut()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near: socket.socket) -> None:
        with near, contextlib.suppress(OSError):
            if not self._is_up:
                return
            with socket.create_connection(self._broker, timeout=10) as far:
                far.settimeout(None)
                for end in (near, far):
                    end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                if self._lets_through({near, far}):
                    back = threading.Thread(target=_pass_on, args=(far, near), daemon=True)
                    back.start()
                    _pass_on(near, far)
                    back.join()
                    with self._lock:
                        self._open -= {near, far}

    def _lets_through(self, ends: set[socket.socket]) -> bool:
        """Note the ends of a connection for the next cut, unless the line was cut while it was made."""
        with self._lock:
            if self._is_up:
                self._open |= ends
            return self._is_up


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    """Pass bytes on until one end closes, then close the other."""
    with contextlib.suppress(OSError):
        while chunk := source.recv(_CHUNK):
            target.sendall(chunk)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)
