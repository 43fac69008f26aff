"""Coverage: when somebody in care looks, so that a home can be told when its words are read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vitals.fields import MANY, Fields, Json, format_instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Staffed:
    """One stretch of time in which somebody is there to look, from ``opens_at`` to before ``closes_at``."""

    opens_at: datetime
    closes_at: datetime

    def to_wire(self) -> Json:
        """Write the stretch."""
        return {"opens_at": format_instant(self.opens_at), "closes_at": format_instant(self.closes_at)}

    @classmethod
    def from_wire(cls, fields: Fields) -> Staffed:
        """Read the stretch; raises WireError."""
        found = cls(opens_at=fields.instant("opens_at"), closes_at=fields.instant("closes_at"))
        if found.closes_at <= found.opens_at:
            raise fields.refuse("closes_at", "is not after opens_at")
        fields.done()
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The staffed hours that lie ahead, for a home that may be without a line for days; a promise until ``expires_at``.

    >>> from datetime import UTC
    >>> monday = Staffed(opens_at=datetime(2026, 3, 2, 7, tzinfo=UTC), closes_at=datetime(2026, 3, 2, 15, tzinfo=UTC))
    >>> coverage = Coverage(staffed=(monday,), expires_at=datetime(2026, 3, 3, tzinfo=UTC))
    >>> coverage.next_look(datetime(2026, 2, 28, 12, tzinfo=UTC)) == monday
    True
    """

    staffed: tuple[Staffed, ...]
    expires_at: datetime

    def next_look(self, at: datetime) -> Staffed | None:
        """Give the stretch that is going on or comes next; None when nothing is promised any more."""
        if at >= self.expires_at:
            return None
        ahead = (staffed for staffed in self.staffed if at < staffed.closes_at)
        return min(ahead, key=lambda staffed: staffed.opens_at, default=None)

    def to_wire(self) -> Json:
        """Write the coverage."""
        return {
            "staffed": [staffed.to_wire() for staffed in self.staffed],
            "expires_at": format_instant(self.expires_at),
        }

    @classmethod
    def from_wire(cls, fields: Fields) -> Coverage:
        """Read the coverage; raises WireError."""
        found = cls(
            staffed=tuple(map(Staffed.from_wire, fields.members("staffed", MANY))),
            expires_at=fields.instant("expires_at"),
        )
        fields.done()
        return found
