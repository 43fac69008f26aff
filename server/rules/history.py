"""What a rule judges: some days of one patient up to now, how they were left, and what nurses have closed."""

from __future__ import annotations

from dataclasses import dataclass

from server.rules.day_grid import PatientDays, Reading
from server.rules.episode import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The local days ``first`` to ``last`` (day numbers) of one patient, judged anew; nothing before ``since`` counts.

    ``was`` is the episode that was so when the first day began, without its end: that is looked for. ``closed_s`` are
    the instants, in seconds of UTC and in order, at which nurses closed episodes.
    """

    days: PatientDays
    since: int
    first: int
    last: int
    was: Span | None
    closed_s: tuple[int, ...]

    def readings(self, day: int) -> list[Reading]:
        """Give the readings of a day, in order of time."""
        return self.days.readings.get(day, []) if day >= self.since else []

    def weight(self, day: int) -> Reading | None:
        """Give the reading that is a day's weight."""
        return self.days.weights.get(day) if day >= self.since else None
