"""The peers' broker: Debian's Mosquitto on loopback, plain TCP, with no limit at which it would drop anything."""

from __future__ import annotations

import shutil
import socket
import time
from pathlib import Path
from typing import Final

from simulator.process import LongProcess

_CONFIG: Final = """\
listener {port} 127.0.0.1
allow_anonymous true
max_inflight_messages 1000
max_queued_messages 0
max_queued_bytes 0
set_tcp_nodelay true
persistence true
persistence_location {folder}/
log_dest stderr
"""
"""Persistence as Debian's own configuration has it: on, written every half hour and at an orderly end."""


class Mosquitto:
    """One broker, that can be killed and started again."""

    def __init__(self, folder: Path, port: int) -> None:
        """Write its configuration."""
        folder.mkdir(parents=True, exist_ok=True)
        binary = shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin:/usr/bin:/opt/homebrew/sbin")
        assert binary is not None, "the peers need mosquitto: apt-get install mosquitto"
        folder.chmod(0o777)  # as root it becomes another user
        (folder / "mosquitto.conf").write_text(_CONFIG.format(port=port, folder=folder), encoding="utf-8")
        self.port = port
        self.process = LongProcess([binary, "-c", str(folder / "mosquitto.conf")], {}, folder / "mosquitto.log")

    def start(self) -> None:
        """Start it and wait until it listens."""
        self.process.start()
        until = time.monotonic() + 10
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                assert time.monotonic() < until, self.process.last_words()
                time.sleep(0.01)
            else:
                return
