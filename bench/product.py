"""The product under measurement: ``nara serve`` in a copy of a town, with watchers that see what anybody could see."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx

from bench.load import RULE
from bench.machine import children
from bench.town import NURSE, PASSWORD, Town
from simulator.premises import free_ports
from simulator.process import LongProcess, command

_STARTS_WITHIN_S: Final = 60.0
_LOOK_EVERY_S: Final = 0.001


class Product:
    """One server: started, watched, killed and started again."""

    def __init__(self, town: Town, folder: Path) -> None:
        """Copy the town; nothing runs yet."""
        town.copy(folder)
        self.town = town
        self.folder = folder
        self.web_port, self.mqtt_port = free_ports(2)
        settings = {
            "NARA_DATA": str(folder),
            "NARA_WEB_PORT": str(self.web_port),
            "NARA_MQTT_PORT": str(self.mqtt_port),
        }
        self.process = LongProcess([command("nara"), "serve"], settings, folder / "serve.log")

    @property
    def database(self) -> Path:
        """The file that everything is in."""
        return self.folder / "nara.db"

    @property
    def pid(self) -> int:
        """The server's process."""
        assert self.process.pid is not None, self.process.log.read_text()
        return self.process.pid

    @property
    def broker_pid(self) -> int:
        """The broker's process."""
        (found,) = children(self.pid)
        return found

    def __enter__(self) -> Product:
        """Start it."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it, however it went."""
        self.process.stop()

    def start(self) -> float:
        """Start it and wait until it hears the broker; gives how long that took, in seconds."""
        before, began_s = self._times_up(), time.monotonic()
        self.process.start()
        while self._times_up() == before:
            assert time.monotonic() - began_s < _STARTS_WITHIN_S, self.process.log.read_text()
            time.sleep(0.01)
        return time.monotonic() - began_s

    def kill(self) -> None:
        """Kill the server; the broker goes with it. Start it again."""
        self.process.kill()
        self.start()

    def kill_broker(self) -> None:
        """Kill the broker alone; the server starts it again."""
        os.kill(self.broker_pid, signal.SIGKILL)

    def _times_up(self) -> int:
        log = self.process.log
        return len(re.findall("the broker is there", log.read_text())) if log.exists() else 0


@dataclass
class CommitWatch:
    """Looks every millisecond, over a connection of its own, whether another has committed, and what is new.

    ``raised_ns`` is when it could be seen first that the rule of the load was raised for a patient; ``committed`` is a
    list of (instant, rows of the journal that could be seen), in nanoseconds of the monotonic clock.
    """

    database: Path
    raised_ns: dict[str, int] = field(default_factory=dict)
    committed: list[tuple[int, int]] = field(default_factory=list)
    cpu_s: float = 0.0

    def __post_init__(self) -> None:
        """Begin to look."""
        self._is_over = threading.Event()
        with sqlite3.connect(self.database) as connection:
            self.base = _count(connection)
            self._transition = connection.execute("SELECT coalesce(max(rowid), 0) FROM transition").fetchone()[0]
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    @property
    def rows(self) -> int:
        """Count the rows of the journal that have come since the watch began."""
        return self.committed[-1][1] - self.base if self.committed else 0

    def wait_for(self, rows: int, within_s: float) -> bool:
        """Wait until so many rows are committed, or none have come for a while."""
        until, seen = time.monotonic() + within_s, -1
        while self.rows < rows and time.monotonic() < until:
            if self.rows != seen:
                seen, until = self.rows, time.monotonic() + within_s
            time.sleep(0.005)
        return self.rows >= rows

    def __enter__(self) -> CommitWatch:
        """Look."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop looking."""
        self._is_over.set()
        self._thread.join()

    def _look(self) -> None:
        connection = sqlite3.connect(self.database, isolation_level=None)
        version, began_s = -1, time.thread_time()
        while not self._is_over.wait(_LOOK_EVERY_S):
            (now_version,) = connection.execute("PRAGMA data_version").fetchone()
            if now_version != version:
                version = now_version
                self.committed.append((time.monotonic_ns(), _count(connection)))
                self._see(connection)
        self.cpu_s = time.thread_time() - began_s
        connection.close()

    def _see(self, connection: sqlite3.Connection) -> None:
        fresh = connection.execute(
            "SELECT rowid, patient, rule, to_state FROM transition WHERE rowid > ?", (self._transition,)
        ).fetchall()
        for rowid, patient, rule, state in fresh:
            self._transition = rowid
            if (rule, state) == (RULE, "raised"):
                self.raised_ns.setdefault(patient, time.monotonic_ns())


def _count(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT coalesce(max(arrival), 0) FROM journal").fetchone()[0])


class PageWatch:
    """An open worklist: signed in like a nurse, it hears the page's event stream. ``new_ns`` is when by patient."""

    def __init__(self, web_port: int) -> None:
        """Sign in and begin to listen."""
        self.new_ns: dict[str, int] = {}
        self._client = httpx.Client(base_url=f"http://127.0.0.1:{web_port}", timeout=None)  # noqa: S113  (it waits for ever)
        answer = self._client.post("/login", data={"staff": NURSE, "password": PASSWORD})
        assert answer.status_code == httpx.codes.SEE_OTHER, answer.status_code
        self._is_listening = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()
        assert self._is_listening.wait(10)

    def __enter__(self) -> PageWatch:
        """Listen."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the page."""
        self._client.close()

    def _listen(self) -> None:
        try:
            with self._client.stream("GET", "/live") as answer:
                kind = ""
                for line in answer.iter_lines():
                    self._is_listening.set()
                    if line.startswith("event: "):
                        kind = line.removeprefix("event: ")
                    elif line.startswith("data: ") and kind == "alert":
                        told = json.loads(line.removeprefix("data: "))
                        if told["is_new"]:
                            self.new_ns.setdefault(told["patient"], time.monotonic_ns())
        except httpx.HTTPError:
            return


def lateness_ms(town: Town, due_ns: Mapping[str, int], seen_ns: Mapping[str, int]) -> list[float]:
    """Give how long after its letter was due each crossing could be seen, in milliseconds."""
    patients = {number: town.patients[int(number)] for number in due_ns}
    return [(seen_ns[who] - due_ns[number]) / 1e6 for number, who in patients.items() if who in seen_ns]
