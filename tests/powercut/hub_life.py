"""A hub that lives from power cut to power cut on one disk, and a book of what its outbox promised."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random

import apsw
from small_hub import AT, PAIRED, PlacedCipher, body

from edge.adapters.card_file import Connection
from edge.adapters.outbox import Outbox
from edge.enrolled import EnrolledDevice
from edge.events import Key
from edge.ports import StorageError
from tests.powercut.forgetful_disk import Disk, PowerCut, connect
from vitals.fields import Json
from vitals.identity import DeviceId, mint_epoch

CUTS_IN_A_LIFE = 20
Opened = Callable[[Connection], Outbox]


def shipped(connection: Connection) -> Outbox:
    """Open the outbox as it is shipped."""
    return Outbox(connection, PlacedCipher())


class BrokenPromiseError(Exception):
    """After a power cut the card does not hold what was promised."""


class HubLife:
    """One disk, one hub, and the book: what ``put`` returned for, what was under way, and what was settled."""

    def __init__(self, seed: int, opened: Opened = shipped, *, begins_old: bool = False) -> None:
        """Take a seed for all chance, and how the outbox is opened; ``begins_old``: with a file of schema version 1."""
        self._chance = Random(seed)  # noqa: S311  (a story must come again from its seed)
        self._opened = opened
        self._disk = Disk(self._chance)
        self._bodies: dict[Key, set[str]] = {}
        self._maybe: dict[Key, str] = {}
        self._settled: set[Key] = set()
        self._settling: set[Key] = set()
        self._devices: dict[str, str | None] = {}
        self._maybe_enrolled: tuple[str, str | None] | None = None
        self._now_ms = 0
        self.checked = 0
        if begins_old:
            self._begin_with_an_old_file()

    def live(self, cuts: int = CUTS_IN_A_LIFE) -> None:
        """Live through so many power cuts; raises BrokenPromiseError."""
        for _ in range(cuts):
            self._until_the_cut()
            self._disk = self._disk.after_the_cut()
            while self._chance.random() < 0.3:
                self._cut_the_recovery()
            self._look()

    def _begin_with_an_old_file(self) -> None:
        """Be a hub of before devices were kept, whose card holds records and is whole."""
        connection = connect(self._disk)
        outbox = self._opened(connection)
        outbox.begin_epoch(mint_epoch(self._chance.randbytes))
        for _ in range(self._chance.randint(1, 20)):
            self._put(outbox)
        for statement in ("DROP TABLE device", "PRAGMA user_version=1", "PRAGMA wal_checkpoint(TRUNCATE)"):
            connection.execute(statement)
        connection.close()
        self._devices.clear()
        self._disk = Disk(self._chance, {name: bytearray(file) for name, file in self._disk.seen.items()})

    def _until_the_cut(self) -> None:
        longest = self._chance.choice((12, 60, 400))
        self._disk.cut_in = self._chance.randint(1, longest)
        connection = None
        try:
            connection = connect(self._disk)
            outbox = self._opened(connection)
            connection.execute("PRAGMA wal_autocheckpoint=8")
            outbox.begin_epoch(mint_epoch(self._chance.randbytes))
            while True:
                self._do_something(outbox)
        except PowerCut:
            pass
        except (StorageError, apsw.Error, KeyError) as problem:
            raise BrokenPromiseError(f"the outbox failed in use: {problem}") from problem
        finally:
            if connection is not None:
                with contextlib.suppress(PowerCut, apsw.Error):
                    connection.close()

    def _cut_the_recovery(self) -> None:
        """Let the power go again while SQLite repairs what the last cut left."""
        self._disk.cut_in = self._chance.randint(0, 8)
        connection = connect(self._disk)
        try:
            self._opened(connection)
        except PowerCut:
            pass
        except (StorageError, apsw.Error) as problem:
            raise BrokenPromiseError(f"the outbox cannot be read after the cut: {problem}") from problem
        finally:
            with contextlib.suppress(PowerCut, apsw.Error):
                connection.close()
        self._disk = self._disk.after_the_cut()

    def _do_something(self, outbox: Outbox) -> None:
        self._now_ms += self._chance.choice((60_000, 3_600_000, 40 * 3_600_000))
        draw = self._chance.random()
        if draw < 0.6:
            self._put(outbox)
        elif draw < 0.75:
            self._date(outbox)
        else:
            self._settle(outbox)

    def _put(self, outbox: Outbox, *, is_pairing: bool = False) -> None:
        nonce = self._chance.randbytes(8).hex()
        is_dated = self._chance.random() < 0.7
        made = self._body(nonce, is_dated=is_dated)
        self._maybe = {Key(outbox._epoch, outbox._sequence + 1): nonce}
        enrols = self._newly_paired() if self._chance.random() < 0.1 or is_pairing else None
        if enrols is not None:
            self._maybe_enrolled = (enrols.device, enrols.name)
        waiting = outbox.put(made, is_dated=is_dated, enrols=enrols)
        if waiting.key in self._bodies:
            raise BrokenPromiseError(f"{waiting.key} was given twice")
        self._bodies[waiting.key] = {nonce}
        self._maybe = {}
        if enrols is not None:
            self._devices[enrols.device] = enrols.name
            self._maybe_enrolled = None

    def _newly_paired(self) -> EnrolledDevice:
        """Pair one of three devices, anew each time."""
        name = self._chance.choice("abc")
        return replace(PAIRED, device=DeviceId(name * 16), name=self._chance.randbytes(8).hex())

    def _date(self, outbox: Outbox) -> None:
        undated = [waiting.key for waiting in outbox.waiting() if not waiting.is_dated]
        if undated:
            key, nonce = self._chance.choice(undated), self._chance.randbytes(8).hex()
            self._bodies[key].add(nonce)
            outbox.date(key, self._body(nonce, is_dated=True))
            self._bodies[key] = {nonce}

    def _settle(self, outbox: Outbox) -> None:
        keys = tuple(waiting.key for waiting in outbox.waiting()[: self._chance.choice((1, 5, 40))])
        self._settling |= set(keys)
        outbox.settle(keys, AT + timedelta(milliseconds=self._now_ms))
        self._settled |= set(keys)
        self._settling.clear()

    def _body(self, nonce: str, *, is_dated: bool) -> Json:
        padding = nonce * self._chance.choice((1, 20, 400))
        heard_at = "2026-03-02T06:10:00.000Z" if is_dated else None
        return body(heard_at=heard_at, nonce=nonce, padding=padding)

    def _look(self) -> None:
        """Open the card after the cut, without another cut, and compare it with the book."""
        connection = connect(self._disk)
        try:
            outbox = self._opened(connection)
            outbox.examine()
            places = [(Key(epoch, number), at) for epoch, number, at in connection.execute(
                "SELECT epoch, sequence, settled_at FROM record ORDER BY place")]  # fmt: skip
            found = {key: outbox.body(key)["nonce"] for key, _ in places}
            devices = {str(device.device): device.name for device in outbox.devices()}
        except (StorageError, apsw.Error, ValueError) as problem:
            raise BrokenPromiseError(f"the outbox cannot be read after the cut: {problem}") from problem
        finally:
            connection.close()
        self._compare_devices(found, devices)
        self._compare(found, {key for key, settled_at in places if settled_at is None}, len(places))

    def _compare_devices(self, found: dict[Key, str], devices: dict[str, str | None]) -> None:
        """A device is there if, and only if, the record that it was paired is."""
        if self._maybe_enrolled is not None:
            is_kept = any(found.get(key) == nonce for key, nonce in self._maybe.items())
            device, name = self._maybe_enrolled
            self._devices |= {device: name} if is_kept else {}
            self._maybe_enrolled = None
        if devices != self._devices:
            raise BrokenPromiseError(f"the card enrols {devices}, and {self._devices} was promised")

    def _compare(self, found: dict[Key, str], unsettled: set[Key], rows: int) -> None:
        for key, nonce in self._maybe.items():
            if found.get(key) == nonce:
                self._bodies[key] = {nonce}
        self._maybe = {}
        if rows != len(found):
            raise BrokenPromiseError("a record is there twice")
        if strange := found.keys() - self._bodies.keys():
            raise BrokenPromiseError(f"{len(strange)} records were never put")
        if lost := self._bodies.keys() - found.keys() - self._settled - self._settling:
            raise BrokenPromiseError(f"{len(lost)} unsettled records are lost")
        if changed := [key for key, nonce in found.items() if nonce not in self._bodies[key]]:
            raise BrokenPromiseError(f"{len(changed)} bodies are not the ones given")
        if back := unsettled & self._settled:
            raise BrokenPromiseError(f"{len(back)} settled records came back")
        if gone := found.keys() - unsettled - self._settled - self._settling:
            raise BrokenPromiseError(f"{len(gone)} records are settled that nobody settled")
        self._settled |= found.keys() - unsettled
        self._settling.clear()
        self._bodies = {key: {nonce} for key, nonce in found.items()}
        self.checked += rows
