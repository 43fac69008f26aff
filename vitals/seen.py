"""Seen: what became of a record once the server held it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vitals.contact import NAME_MAX
from vitals.fields import Fields, Json, format_instant
from vitals.record import RecordRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A record was looked at. ``by`` is the member of staff who did; None says that only the rules have."""

    record: RecordRef
    by: str | None
    at: datetime

    def to_wire(self) -> Json:
        """Write the look."""
        return {"record": self.record.to_wire(), "by": self.by, "at": format_instant(self.at)}

    @classmethod
    def from_wire(cls, fields: Fields) -> Seen:
        """Read the look; raises WireError."""
        found = cls(
            record=RecordRef.from_wire(fields.inner("record")),
            by=None if fields.is_null("by") else fields.text("by", longest=NAME_MAX),
            at=fields.instant("at"),
        )
        fields.done()
        return found
