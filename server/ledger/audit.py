"""The audit chain: who did and saw what, each row bound to the one before by its hash."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from vitals.fields import format_instant

NOTHING_BEFORE = bytes(32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """Something that somebody did or saw: a patient's page, a list, a sign-in, an enrolment."""

    who: str
    what: str
    patients: tuple[str, ...] = ()
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRow:
    """One link of the chain; ``row_hash`` is SHA-256 over all else in it, ``before`` the hash of the last row."""

    number: int
    at: datetime
    noted: Noted
    before: bytes
    row_hash: bytes


def link(number: int, at: datetime, noted: Noted, before: bytes) -> AuditRow:
    """Make the next link of the chain.

    >>> from datetime import UTC
    >>> first = link(1, datetime(2026, 3, 2, tzinfo=UTC), Noted(who="anna", what="signed_in"), NOTHING_BEFORE)
    >>> link(2, first.at, first.noted, first.row_hash).row_hash != first.row_hash
    True
    """
    text = [number, format_instant(at), noted.who, noted.what, list(noted.patients), noted.detail, before.hex()]
    digest = hashlib.sha256(json.dumps(text, ensure_ascii=False, separators=(",", ":")).encode()).digest()
    return AuditRow(number=number, at=at, noted=noted, before=before, row_hash=digest)


class AuditChain:
    """A chain that grows: knows its last link."""

    def __init__(self, number: int, head: bytes) -> None:
        """Go on after a link with this number and this hash."""
        self._number, self._head = number, head

    def add(self, noted: Noted, at: datetime) -> AuditRow:
        """Make the next link."""
        row = link(self._number + 1, at, noted, self._head)
        self._number, self._head = row.number, row.row_hash
        return row


def is_whole(rows: list[AuditRow]) -> bool:
    """Tell whether rows, in order, are an unbroken part of a chain: none changed, none missing."""
    for place, row in enumerate(rows):
        if place and (row.before != rows[place - 1].row_hash or row.number != rows[place - 1].number + 1):
            return False
        if link(row.number, row.at, row.noted, row.before).row_hash != row.row_hash:
            return False
    return True
