"""A disk in memory that forgets what was not synced when the power goes, and a door to it for SQLite (apsw's VFS).

Bytes written wait in order until their file is synced. When the power goes each waiting change is by chance kept, lost
or torn at sectors, in any order, sometimes with garbage in the sector that was being written. Removing a file is only
durable after a sync of its folder: until then the old file may come back, which is how file systems without ordered
directory operations behave.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from random import Random
from typing import Any

import apsw

SECTOR = 512


class PowerCut(BaseException):
    """The power is gone: no handler of the product may catch this."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a file that is not synced: octets at a place, or (``octets`` None) a new length."""

    at: int
    octets: bytes | None

    def to(self, file: bytearray) -> None:
        """Make the change."""
        end = self.at if self.octets is None else self.at + len(self.octets)
        if self.octets is None:
            del file[end:]
        file.extend(bytes(max(0, end - len(file))))
        if self.octets is not None:
            file[self.at : end] = self.octets

    def torn(self, chance: Random) -> list[Change]:
        """Give the sectors of it that reached the disk, perhaps with one full of garbage."""
        if self.octets is None:
            return [self]
        starts = [start for start in range(0, len(self.octets), SECTOR) if chance.random() < 0.5]
        parts = [Change(self.at + start, self.octets[start : start + SECTOR]) for start in starts]
        if parts and chance.random() < 0.2:
            last = parts.pop()
            parts.append(Change(last.at, chance.randbytes(len(last.octets or b""))))
        return parts


class Disk:
    """The files as the running system sees them, as the disk holds them, and what lies between."""

    def __init__(self, chance: Random, files: dict[str, bytearray] | None = None) -> None:
        """Take chance and what the disk holds."""
        self.chance = chance
        self.durable = files or {}
        self.seen = {name: bytearray(file) for name, file in self.durable.items()}
        self.waiting: dict[str, list[Change]] = defaultdict(list)
        self.removed: set[str] = set()
        self.cut_in: int | None = None
        self.is_dead = False
        self.lies = 0.0
        """How often a sync returns and has done nothing, as cards do that were bought for their price."""

    def change(self, name: str, change: Change) -> None:
        """Write or cut a file; the change during which the power goes is under way, so it may arrive."""
        if not self.is_dead:
            self.waiting[name].append(change)
            self._use()
            change.to(self.seen[name])

    def sync(self, name: str) -> None:
        """Make all changes of a file durable, and the removal of its forerunner of the same name."""
        if self._use() and not (self.lies and self.chance.random() < self.lies):
            self.durable[name] = bytearray(self.seen[name])
            self.waiting.pop(name, None)
            self.removed.discard(name)

    def remove(self, name: str, *, is_durable: bool) -> None:
        """Remove a file, at once or whenever the folder reaches the disk."""
        if self._use():
            self.seen.pop(name, None)
            self.waiting.pop(name, None)
            if is_durable:
                self.durable.pop(name, None)
                self.removed.discard(name)
            elif name in self.durable:
                self.removed.add(name)

    def after_the_cut(self) -> Disk:
        """Give the disk as it is found when the power is back."""
        files: dict[str, bytearray] = {}
        for name in sorted(self.durable.keys() | self.waiting.keys()):
            if name in self.removed and self.chance.random() < 0.5:
                files[name] = bytearray(self.durable[name])
            elif (found := self._remains(name)) is not None:
                files[name] = found
        return Disk(self.chance, files)

    def _remains(self, name: str) -> bytearray | None:
        is_old = name in self.durable and name not in self.removed
        changes = list(self.waiting.get(name, ()))
        if not is_old and not changes:
            return None
        file = bytearray(self.durable[name]) if is_old else bytearray()
        if self.chance.random() < 0.3:
            self.chance.shuffle(changes)
        share = self.chance.choice((0.0, 0.2, 0.5, 0.8, 1.0))
        for change in changes:
            if self.chance.random() < share:
                for part in change.torn(self.chance) if self.chance.random() < 0.35 else [change]:
                    part.to(file)
        return file

    def _use(self) -> bool:
        """Spend one operation; tells whether there is power, and cuts it when its time has come."""
        if self.is_dead:
            return False
        if self.cut_in is not None:
            self.cut_in -= 1
            if self.cut_in < 0:
                self.is_dead = True
                raise PowerCut
        return True


class DiskFile:
    """One open file, as SQLite wants it; only one process uses the disk, so locks are nothing."""

    def __init__(self, disk: Disk, name: str) -> None:
        """Open, or make, a file."""
        self._disk, self._name = disk, name
        disk.seen.setdefault(name, bytearray())

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802
        return bytes(self._disk.seen[self._name][offset : offset + amount])

    def xWrite(self, octets: bytes, offset: int) -> None:  # noqa: N802
        self._disk.change(self._name, Change(offset, bytes(octets)))

    def xTruncate(self, length: int) -> None:  # noqa: N802
        self._disk.change(self._name, Change(length, None))

    def xSync(self, _flags: int) -> None:  # noqa: N802
        self._disk.sync(self._name)

    def xFileSize(self) -> int:  # noqa: N802
        return len(self._disk.seen[self._name])

    def xLock(self, _level: int) -> None:  # noqa: N802
        pass

    def xUnlock(self, _level: int) -> None:  # noqa: N802
        pass

    def xCheckReservedLock(self) -> bool:  # noqa: N802
        return False

    def xFileControl(self, _operation: int, _pointer: int) -> bool:  # noqa: N802
        return False

    def xSectorSize(self) -> int:  # noqa: N802
        return SECTOR

    def xDeviceCharacteristics(self) -> int:  # noqa: N802
        return 0

    def xClose(self) -> None:  # noqa: N802
        pass


class Door(apsw.VFS):
    """SQLite's door to whichever disk is in."""

    def __init__(self) -> None:
        """Be known to SQLite as ``forgetful``."""
        super().__init__("forgetful", "")
        self.disk = Disk(Random(0))  # noqa: S311

    def xOpen(self, name: Any, flags: list[int]) -> Any:  # noqa: N802
        flags[1] = flags[0]
        return DiskFile(self.disk, name.filename() if isinstance(name, apsw.URIFilename) else str(name))

    def xDelete(self, name: str, is_durable: bool) -> None:  # noqa: N802
        self.disk.remove(name, is_durable=is_durable)

    def xAccess(self, name: str, _flags: int) -> bool:  # noqa: N802
        return name in self.disk.seen

    def xFullPathname(self, name: str) -> str:  # noqa: N802
        return name

    def xRandomness(self, length: int) -> bytes:  # noqa: N802
        return self.disk.chance.randbytes(length)

    def xSleep(self, microseconds: int) -> int:  # noqa: N802
        return microseconds

    def xCurrentTimeInt64(self) -> int:  # noqa: N802
        return 212_000_000_000_000


DOOR = Door()


def connect(disk: Disk) -> Any:
    """Open the outbox file of this disk in autocommit mode."""
    DOOR.disk = disk
    return apsw.Connection("outbox.db", vfs="forgetful")
