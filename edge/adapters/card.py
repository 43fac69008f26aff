"""Opening the outbox file on a real card, whatever state the card is in."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

from edge.adapters.outbox import Cipher, Outbox
from edge.events import Waiting
from edge.ports import StorageError
from vitals.fields import Json, WireError
from vitals.identity import mint_epoch

_RECOVERED_MAX: Final = 100_000


def open_card(
    path: Path, cipher: Cipher, now: datetime, random_bytes: Callable[[int], bytes]
) -> tuple[Outbox, str | None]:
    """Open the outbox, or start a new one beside a bad one; gives it with a sentence about the fault, or None.

    A file that is damaged is renamed and kept; what of its unsettled records can still be read is copied over, each
    under its own number. ``now`` names the kept file.
    """
    try:
        outbox = Outbox(connect(path), cipher)
        _check(outbox)
    except StorageError as fault:
        return _start_anew(path, cipher, now, random_bytes, str(fault))
    return outbox, None


def connect(path: Path) -> sqlite3.Connection:
    """Open a file in autocommit mode; its parent folder must exist."""
    return sqlite3.connect(path, isolation_level=None, timeout=5.0)


def _check(outbox: Outbox) -> None:
    """Read everything once; raises StorageError if the file is damaged."""
    outbox.examine()
    try:
        outbox.waiting()
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
    saved = 0
    if aside.exists():
        for waiting, body in _salvage(aside, cipher):
            outbox.adopt(waiting, body)
            saved += 1
    outbox.begin_epoch(mint_epoch(random_bytes))
    return outbox, f"storage fault: {fault}. The bad file is kept as {aside.name}; {saved} records were saved from it"


def _salvage(path: Path, cipher: Cipher) -> list[tuple[Waiting, Json]]:
    """Read what can still be read of the unsettled records of a damaged file."""
    try:
        return Outbox.salvage(connect(path), cipher, _RECOVERED_MAX)
    except sqlite3.Error:
        return []
