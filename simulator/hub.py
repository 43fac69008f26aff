"""One home's hub in the town: its folder, its process, its line, and the socket through which devices are played."""

from __future__ import annotations

import contextlib
import json
import signal
import socket
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from simulator.line import HomeLine
from simulator.process import LongProcess, command
from simulator.screen import HomeScreen

_LISTENS_WITHIN_S: Final = 30.0
_EMPTY_WITHIN_S: Final = 150.0
"""A hub that was long without a line tries again after two minutes at most."""


class HubSilentError(Exception):
    """The hub's process does not answer; the text is the end of its log."""


class HomeHub:
    """``nara-hub run`` in a folder of its own; ``hub`` is its id, ``screen`` what its people see, if anything."""

    def __init__(
        self, label: str, folder: Path, sockets: Path, clock: Path | None, screen: HomeScreen | None = None
    ) -> None:
        """Take where its files are; unix sockets need a short path of their own."""
        self.label = label
        self.folder = folder
        self.hub = ""
        self.line: HomeLine | None = None
        self.screen = screen
        self._socket_path = sockets / f"{label}.sock"
        environment = {} if clock is None else {"NARA_DEMO_CLOCK": str(clock)}
        self.process = LongProcess(self._words(), environment, folder / "log.txt")
        self._talk: socket.socket | None = None

    def _words(self) -> Sequence[str]:
        where = ["--dir", str(self.folder), "--indications", str(self._socket_path)]
        shows = [] if self.screen is None else ["--screen", str(self.screen.port)]
        return [command("nara-hub"), "run", *where, "--no-radio", *shows]

    def start(self) -> None:
        """Start it."""
        self._hang_up()
        self._socket_path.unlink(missing_ok=True)
        self.process.start()

    def stop(self) -> int | None:
        """Stop it in order; gives its exit status."""
        self._hang_up()
        return self.process.stop()

    def kill(self) -> None:
        """Cut its power."""
        self._hang_up()
        self.process.kill()

    def close(self) -> None:
        """Stop it, and take its line away."""
        self.stop()
        if self.line is not None:
            self.line.close()

    def hurry(self) -> None:
        """Tell it that the network is back, as its machine's network service would; it then tries at once."""
        if self.process.pid is not None:
            self.queue_depth()  # it must be so far that it hears signals
            self.process.send(signal.SIGHUP)

    def indicate(self, address: str, characteristic: str, payload: bytes, name: str | None = None) -> list[Any] | None:
        """Let a device indicate; gives the record's epoch and sequence once it is durable, None if nothing was kept.

        Raises OSError if the hub dies meanwhile: then nobody knows whether it was kept.
        """
        asked = {"address": address, "characteristic": characteristic, "payload_hex": payload.hex(), "name": name}
        kept: list[Any] | None = self._ask(asked)["kept"]
        return kept

    def queue_depth(self) -> int:
        """Count the records that no receipt has settled."""
        return int(self._ask({"query": "queue"})["queue_depth"])

    def wait_until_empty(self, within_s: float = _EMPTY_WITHIN_S) -> None:
        """Wait until the server's receipts have settled everything; raises TimeoutError."""
        if not self.is_empty_within(within_s):
            raise TimeoutError(f"hub {self.label} still has records to send:\n{self.process.last_words()}")

    def is_empty_within(self, within_s: float) -> bool:
        """Wait until the server's receipts have settled everything, or until that takes too long; tells which."""
        until, pause_s = time.monotonic() + within_s, 0.002
        while self.queue_depth():
            if time.monotonic() > until:
                return False
            time.sleep(pause_s)
            pause_s = min(pause_s * 1.5, 0.1)
        return True

    def _ask(self, question: dict[str, Any]) -> dict[str, Any]:
        talk = self._talk or self._call()
        try:
            talk.sendall(json.dumps(question).encode() + b"\n")
            answer = b""
            while not answer.endswith(b"\n"):
                part = talk.recv(65_536)
                if not part:
                    raise ConnectionResetError(f"hub {self.label} hung up")
                answer += part
        except OSError:
            self._hang_up()
            raise
        told: dict[str, Any] = json.loads(answer)
        return told

    def _call(self) -> socket.socket:
        until = time.monotonic() + _LISTENS_WITHIN_S
        while True:
            talk = socket.socket(socket.AF_UNIX)
            talk.settimeout(_LISTENS_WITHIN_S)
            try:
                talk.connect(str(self._socket_path))
            except OSError:
                talk.close()
                if time.monotonic() > until or self.process.pid is None:
                    raise HubSilentError(f"hub {self.label} does not listen:\n{self.process.last_words()}") from None
                time.sleep(0.02)
            else:
                self._talk = talk
                return talk

    def _hang_up(self) -> None:
        if self._talk is not None:
            with contextlib.suppress(OSError):
                self._talk.close()
            self._talk = None
