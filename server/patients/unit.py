"""Unit: the care unit that looks after people: who reads, when, how it is reached, and what it can promise."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from server.patients.hours import Hours
from vitals.contact import NAME_MAX, TELEPHONE
from vitals.coverage import Coverage
from vitals.fields import MANY

WEEKS: Final = 4
"""So far ahead a home is told of staffed hours, from this Monday on: renewed each week, it lasts three at least."""
_WORD: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A telephone that is answered, and by whom."""

    name: str
    telephone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One care unit. ``unit`` is its short name among units, ``reader`` the staff name of who reads for it.

    ``outside`` answers outside staffed hours; None: only 1177 and 112 do, which every screen names always.
    """

    unit: str
    name: str
    zone: str
    reader: str
    telephone: str
    hours: Hours
    outside: Line | None = None

    def faults(self) -> list[str]:
        """Say what is wrong with what was told of the unit, in words for whoever told it."""
        numbers = [self.telephone, *([] if self.outside is None else [self.outside.telephone])]
        names = [self.name, *([] if self.outside is None else [self.outside.name])]
        return [
            *([] if _WORD.fullmatch(self.unit) else [f"{self.unit!r} is no short name such as rosen"]),
            *(f"{name!r} is no name of 1 to {NAME_MAX} characters" for name in names if not 0 < len(name) <= NAME_MAX),
            *(f"{number!r} is no telephone number" for number in numbers if not TELEPHONE.fullmatch(number)),
        ]

    def this_monday(self, now: datetime) -> date:
        """Give the Monday of the week in which the unit is."""
        today = now.astimezone(ZoneInfo(self.zone)).date()
        return today - timedelta(days=today.weekday())

    def promised_until(self, now: datetime) -> datetime:
        """Give the instant at which all that the unit promises now expires; the same for a whole week."""
        last = self.this_monday(now) + timedelta(weeks=WEEKS)
        return datetime.combine(last, time(), ZoneInfo(self.zone)).astimezone(UTC)

    def coverage(self, now: datetime) -> Coverage:
        """Give when somebody looks, this week and the next ones; it stays the same until Monday."""
        staffed = self.hours.staffed(ZoneInfo(self.zone), self.this_monday(now), 7 * WEEKS)
        return Coverage(staffed=staffed[:MANY], expires_at=self.promised_until(now))

    def days_that_differ(self, now: datetime) -> list[date]:
        """List the days of this and the next week on which the hours are not the usual ones."""
        monday = self.this_monday(now)
        return sorted(day for day in self.hours.exceptions if monday <= day < monday + timedelta(weeks=2))
