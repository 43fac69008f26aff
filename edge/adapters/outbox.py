"""The outbox: SQLite on a card that may lose power at any instant."""

from __future__ import annotations

import contextlib
import json
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from edge.adapters.card_file import CardFile, Connection
from edge.enrolled import EnrolledDevice
from edge.events import Key, Recent, Waiting
from edge.household import Household
from edge.ports import StorageError
from vitals.desired import DesiredState
from vitals.fields import Fields, Json, format_instant
from vitals.identity import Epoch
from vitals.record import Kind
from vitals.wire import canonical

PRAGMAS: Final = (
    "PRAGMA locking_mode=EXCLUSIVE",
    "PRAGMA synchronous=EXTRA",
    "PRAGMA journal_mode=WAL",
)
"""In this order: ``synchronous`` set after ``journal_mode`` lost acknowledged rows in simulated power cuts, because the
journal of the conversion to WAL came back from the dead."""
SCHEMA_VERSION: Final = 2
SCHEMA: Final = (
    "CREATE TABLE IF NOT EXISTS fact(name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID",
    """CREATE TABLE IF NOT EXISTS record(
        place INTEGER PRIMARY KEY AUTOINCREMENT,
        epoch TEXT NOT NULL,
        sequence INTEGER NOT NULL,
        is_dated INTEGER NOT NULL,
        settled_at TEXT,
        body BLOB NOT NULL,
        UNIQUE(epoch, sequence))""",
    "CREATE INDEX IF NOT EXISTS unsettled ON record(place) WHERE settled_at IS NULL",
    "CREATE TABLE IF NOT EXISTS device(device TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID",
)
"""All of it, in the form that also brings a file of an earlier version here: version 1 had no devices."""
SETTLED_KEPT: Final = timedelta(days=30)
"""Settled records stay this long on the card, for a server restored from last week's backup."""
PRUNED_AT_ONCE: Final = 500
_HOUSEHOLD: Final = b"household"


class Cipher(Protocol):
    """Authenticated encryption of bodies."""

    def seal(self, body: bytes, place: bytes) -> bytes:
        """Encrypt, bound to its place in the stream."""

    def open(self, sealed: bytes, place: bytes) -> bytes:
        """Decrypt; raises ValueError if it is not what was sealed for this place."""


class Outbox:
    """Numbered records that are on the card when ``put`` returns, and stay until long after they are settled."""

    def __init__(self, connection: Connection, cipher: Cipher) -> None:
        """Take an open connection (autocommit) and bring the file to our schema; raises StorageError."""
        file = CardFile(connection)
        self._rows, self._write = file.rows, file.write
        self._cipher = cipher
        self._epoch = Epoch("")
        self._sequence = 0
        for pragma in PRAGMAS:
            self._rows(pragma)
        version = self._rows("PRAGMA user_version")[0][0]
        if version > SCHEMA_VERSION:
            raise StorageError(f"the outbox was written by a newer hub (schema {version}); update this hub")
        if version < SCHEMA_VERSION:
            self._write([*((statement, ()) for statement in SCHEMA), (f"PRAGMA user_version={SCHEMA_VERSION}", ())])

    def begin_epoch(self, epoch: Epoch) -> None:
        """Number new records in this epoch, from 1; rows already there keep theirs for life."""
        self._epoch, self._sequence = epoch, 0

    def put(self, body: Json, *, is_dated: bool, enrols: EnrolledDevice | None = None) -> Waiting:
        """Keep a new record, and with it a device that may be read from now on; both are fsynced when this returns.

        Gives the record's place; raises StorageError, and then neither is kept.
        """
        key = Key(self._epoch, self._sequence + 1)
        statement = "INSERT INTO record(epoch, sequence, is_dated, body) VALUES(?, ?, ?, ?)"
        rows = [(statement, (key.epoch, key.sequence, int(is_dated), self._seal(key, body)))]
        rows += [] if enrols is None else [self._device_row(enrols)]
        try:
            self._write(rows)
        except StorageError:
            if not self._make_room():
                raise
            self._write(rows)
        self._sequence = key.sequence
        return waiting_of(key, body, is_dated=is_dated)

    def devices(self) -> list[EnrolledDevice]:
        """List the devices that were paired with this hub; raises StorageError if one cannot be read."""
        return [self._open_device(*row) for row in self._rows("SELECT device, body FROM device ORDER BY device")]

    def adopt_device(self, device: EnrolledDevice) -> None:
        """Take over a device saved from a damaged file."""
        self._write([self._device_row(device)])

    def waiting(self) -> list[Waiting]:
        """List the unsettled records, oldest first."""
        rows = self._rows("SELECT epoch, sequence, is_dated, body FROM record WHERE settled_at IS NULL ORDER BY place")
        found = []
        for epoch, sequence, is_dated, sealed in rows:
            key = Key(Epoch(epoch), sequence)
            found.append(waiting_of(key, self._open(key, sealed), is_dated=bool(is_dated)))
        return found

    def recent(self, most: int) -> list[Recent]:
        """List the latest records, settled or not, oldest first; what cannot be read is left out."""
        statement = "SELECT epoch, sequence, settled_at, body FROM record ORDER BY place DESC LIMIT ?"
        found = []
        for epoch, sequence, settled_at, sealed in reversed(self._rows(statement, (most,))):
            key = Key(Epoch(epoch), sequence)
            with contextlib.suppress(StorageError):
                found.append(Recent(key=key, body=self._open(key, sealed), is_settled=settled_at is not None))
        return found

    def body(self, key: Key) -> Json:
        """Read the body of a record; raises StorageError if it is gone or was tampered with."""
        rows = self._rows("SELECT body FROM record WHERE epoch=? AND sequence=?", (key.epoch, key.sequence))
        if not rows:
            raise StorageError(f"record {key.sequence} of epoch {key.epoch} is not on the card")
        return self._open(key, rows[0][0])

    def date(self, key: Key, body: Json) -> Waiting:
        """Make this the final body of a record; it never changes after that."""
        statement = "UPDATE record SET body=?, is_dated=1 WHERE epoch=? AND sequence=? AND is_dated=0"
        self._write([(statement, (self._seal(key, body), key.epoch, key.sequence))])
        return waiting_of(key, body, is_dated=True)

    def settle(self, keys: tuple[Key, ...], at: datetime) -> None:
        """Note that the server holds these records, and prune those settled long ago."""
        now = format_instant(at)
        settle = "UPDATE record SET settled_at=? WHERE epoch=? AND sequence=? AND settled_at IS NULL"
        statements: list[tuple[str, tuple[Any, ...]]] = [(settle, (now, key.epoch, key.sequence)) for key in keys]
        oldest = "SELECT place FROM record WHERE settled_at < ? ORDER BY place LIMIT ?"
        prune = f"DELETE FROM record WHERE place IN ({oldest})"  # noqa: S608  (nothing in it comes from outside)
        statements.append((prune, (format_instant(at - SETTLED_KEPT), PRUNED_AT_ONCE)))
        self._write(statements)

    def adopt(self, waiting: Waiting, body: Json) -> None:
        """Take over an unsettled record saved from a damaged file, under the number it had there."""
        key = waiting.key
        statement = "INSERT OR IGNORE INTO record(epoch, sequence, is_dated, body) VALUES(?, ?, ?, ?)"
        self._write([(statement, (key.epoch, key.sequence, int(waiting.is_dated), self._seal(key, body)))])

    def examine(self) -> None:
        """Let SQLite look through the whole file; raises StorageError if it finds it damaged."""
        found = self._rows("PRAGMA integrity_check(1)")
        if found != [("ok",)]:
            raise StorageError(f"the outbox file is damaged: {found[0][0]}")

    def remember_desired(self, desired: DesiredState) -> None:
        """Keep the desired state."""
        self._remember("desired", canonical(desired.to_wire()))

    def desired(self) -> DesiredState | None:
        """Read the desired state kept, or None."""
        found = self._recall("desired")
        return None if found is None else DesiredState.from_wire(Fields(json.loads(found), "desired"))

    def remember_household(self, household: Household) -> None:
        """Keep what the people of the home chose, encrypted: their nicknames are nobody else's."""
        self._remember("household", self._cipher.seal(canonical(household.to_json()), _HOUSEHOLD))

    def household(self) -> Household:
        """Read what the people of the home chose; what cannot be read they choose again."""
        found = self._recall("household")
        if found is None:
            return Household()
        try:
            return Household.from_json(json.loads(self._cipher.open(found, _HOUSEHOLD)))
        except (AttributeError, KeyError, TypeError, ValueError):
            return Household()

    def remember_trusted(self, at: datetime) -> None:
        """Keep the latest trusted time."""
        self._remember("trusted_at", format_instant(at).encode())

    def trusted_at(self) -> datetime | None:
        """Read the latest trusted time kept, or None."""
        found = self._recall("trusted_at")
        return None if found is None else datetime.fromisoformat(found.decode())

    def _remember(self, name: str, value: bytes) -> None:
        self._write([("INSERT OR REPLACE INTO fact(name, value) VALUES(?, ?)", (name, value))])

    def _recall(self, name: str) -> bytes | None:
        rows = self._rows("SELECT value FROM fact WHERE name=?", (name,))
        return bytes(rows[0][0]) if rows else None

    def _make_room(self) -> bool:
        """Let the oldest settled records go; unsettled ones never do. Tells whether anything went."""
        oldest = "SELECT place FROM record WHERE settled_at IS NOT NULL ORDER BY place LIMIT ?"
        if not self._rows(oldest, (1,)):
            return False
        self._write([(f"DELETE FROM record WHERE place IN ({oldest})", (PRUNED_AT_ONCE,))])  # noqa: S608
        return True

    def _seal(self, key: Key, body: Json) -> bytes:
        return self._cipher.seal(canonical(body), _place(key))

    def _device_row(self, device: EnrolledDevice) -> tuple[str, tuple[Any, ...]]:
        sealed = self._cipher.seal(device.to_card(), _device_place(device.device))
        return "INSERT OR REPLACE INTO device(device, body) VALUES(?, ?)", (device.device, sealed)

    def _open_device(self, device: str, sealed: bytes) -> EnrolledDevice:
        try:
            return EnrolledDevice.from_card(self._cipher.open(bytes(sealed), _device_place(device)))
        except (KeyError, TypeError, ValueError) as problem:
            raise StorageError(f"the enrolment of {device} cannot be read: {problem}") from problem

    def _open(self, key: Key, sealed: bytes) -> Json:
        try:
            body: Json = json.loads(self._cipher.open(bytes(sealed), _place(key)))
        except ValueError as problem:
            raise StorageError(f"record {key.sequence} of epoch {key.epoch} cannot be read: {problem}") from problem
        return body


def _place(key: Key) -> bytes:
    return f"{key.epoch}/{key.sequence}".encode()


def _device_place(device: str) -> bytes:
    return f"device/{device}".encode()


def waiting_of(key: Key, body: Json, *, is_dated: bool) -> Waiting:
    """Say what the hub needs to know of a record that waits."""
    heard_at = body["heard_at"]
    return Waiting(
        key=key,
        kind=Kind(body["kind"]),
        is_dated=is_dated,
        boot_id=body["boot_id"],
        monotonic_ms=body["monotonic_ms"],
        heard_at=None if heard_at is None else datetime.fromisoformat(heard_at),
    )
