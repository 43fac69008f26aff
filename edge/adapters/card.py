"""Opening the outbox file on a real card, whatever state the card is in."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from edge.adapters.card_file import CardFile, Connection
from edge.adapters.outbox import Cipher, Outbox, waiting_of
from edge.enrolled import EnrolledDevice
from edge.events import Key, Waiting
from edge.ports import StorageError
from vitals.fields import Json, WireError
from vitals.identity import Epoch, mint_epoch

_RECOVERED_MAX: Final = 100_000


def open_card(
    path: Path, cipher: Cipher, now: datetime, random_bytes: Callable[[int], bytes]
) -> tuple[Outbox, str | None]:
    """Open the outbox, or start a new one beside a bad one; gives it with a sentence about the fault, or None.

    A file that is damaged is renamed and kept; what of its unsettled records can still be read is copied over, each
    under its own number. ``now`` names the kept file.
    """
    try:
        return _open(path, cipher), None
    except StorageError as fault:
        return _start_anew(path, cipher, now, random_bytes, str(fault))


def connect(path: Path) -> sqlite3.Connection:
    """Open a file in autocommit mode; raises StorageError if that is not possible, as without its folder."""
    try:
        return sqlite3.connect(path, isolation_level=None, timeout=5.0)
    except sqlite3.Error as problem:
        raise StorageError(f"the card does not work: {problem}") from problem


def _open(path: Path, cipher: Cipher) -> Outbox:
    """Open a file that is whole; raises StorageError, and then lets go of it: its lock would keep the rescue out."""
    connection = connect(path)
    try:
        outbox = Outbox(connection, cipher)
        _check(outbox)
    except StorageError:
        connection.close()
        raise
    return outbox


def _check(outbox: Outbox) -> None:
    """Read everything once; raises StorageError if the file is damaged."""
    outbox.examine()
    try:
        outbox.waiting()
        outbox.devices()
        outbox.desired()
        outbox.trusted_at()
    except (KeyError, ValueError, WireError) as problem:
        raise StorageError(f"the card gives back what was never written: {problem}") from problem


def _start_anew(
    path: Path, cipher: Cipher, now: datetime, random_bytes: Callable[[int], bytes], fault: str
) -> tuple[Outbox, str]:
    aside = path.with_name(f"{path.name}.bad-{now:%Y%m%dT%H%M%S}-{random_bytes(2).hex()}")
    for suffix in ("", "-wal", "-shm", "-journal"):
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(aside.with_name(aside.name + suffix))
    outbox = Outbox(connect(path), cipher)
    rescued, devices = _salvage(aside, cipher)
    for waiting, body in rescued:
        outbox.adopt(waiting, body)
    for device in devices:
        outbox.adopt_device(device)
    outbox.begin_epoch(mint_epoch(random_bytes))
    saved = f"{len(rescued)} records were saved from it, and {len(devices)} devices"
    return outbox, f"storage fault: {fault}. The bad file is kept as {aside.name}; {saved}"


def _salvage(path: Path, cipher: Cipher) -> tuple[list[tuple[Waiting, Json]], list[EnrolledDevice]]:
    """Read what can still be read of the unsettled records of a damaged file, and of the devices paired."""
    try:
        connection = connect(path)
    except StorageError:
        return [], []
    with contextlib.closing(connection):
        damaged = DamagedOutbox(connection, cipher)
        return list(damaged.readable(_RECOVERED_MAX)), list(damaged.readable_devices())


class DamagedOutbox(Outbox):
    """A damaged file, to read from it what can still be read."""

    def __init__(self, connection: Connection, cipher: Cipher) -> None:
        """Take the file as it is."""
        self._rows = CardFile(connection).rows
        self._cipher = cipher

    def readable_devices(self) -> Iterator[EnrolledDevice]:
        """Give the devices that can still be read."""
        with contextlib.suppress(StorageError):  # a file of before there were devices
            for row in self._rows("SELECT device, body FROM device"):
                with contextlib.suppress(StorageError):
                    yield self._open_device(*row)

    def readable(self, most: int) -> Iterator[tuple[Waiting, Json]]:
        """Give the unsettled records that can still be read, one by one, of the last so many."""
        statement = "SELECT epoch, sequence, is_dated, body FROM record WHERE place=? AND settled_at IS NULL"
        highest = self._highest(most)
        for place in range(max(1, highest - most), highest + 1):
            with contextlib.suppress(StorageError, KeyError, TypeError, ValueError):
                for epoch, sequence, is_dated, sealed in self._rows(statement, (place,)):
                    key = Key(Epoch(epoch), sequence)
                    body = self._open(key, sealed)
                    yield waiting_of(key, body, is_dated=bool(is_dated)), body

    def _highest(self, most: int) -> int:
        """Give the last place that can have been used: as SQLite counts them, as they stand in the table, else a guess.

        A file in which the table itself cannot be found has none, and nothing is asked of it a hundred thousand times.
        """
        for question in ("SELECT seq FROM sqlite_sequence WHERE name='record'", "SELECT max(place) FROM record"):
            with contextlib.suppress(StorageError):
                for (highest,) in self._rows(question):
                    if isinstance(highest, int):
                        return highest
        try:
            self._rows("SELECT place FROM record LIMIT 0")
        except StorageError:
            return 0
        return most
