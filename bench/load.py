"""The load of all contestants: who weighs what and when, and which patients cross the limit exactly once and return.

Most patients stay within 300 g of their own weight for ever. Two of every so many (two of five, 800 of 2,000) weigh
2.6 kg more on the first reading of one day, and what they weighed before on the next: one episode each, for a rule
without confirmation, whatever it does with the other readings of that day, and whether 2 kg are enough or too little.
It must all be over within a fortnight: of whom more is known, the product asks that two days of three bear a gain out.

The product judges by all rules that ship; counted are the episodes of the one that all contestants have. Nobody is
asked to weigh again, for no hub here has told of itself and no care unit looks after anybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

RULE: Final = "weight-gain-2kg-3-days"
"""What the product calls the rule that all contestants have."""
JUMP_G: Final = 2_600
WOBBLE_G: Final = 300
_APART: Final = timedelta(minutes=20)
"""Readings of a day; who steps on again within ten minutes means the second."""
_KNOWN_DAYS: Final = 14
"""Of whom so much is known, one day's gain is not believed."""
_QUIET_DAYS: Final = 5
"""Days before the first crossing and after the last, so that every crossing has a past and a return."""


@dataclass(frozen=True, slots=True)
class Weighing:
    """One reading: of which patient, its number among that patient's, when, and what."""

    patient: int
    number: int
    at: datetime
    grams: int
    is_crossing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """All readings of ``days`` days up to yesterday, in the order in which homes send them.

    ``two_of`` says of how many patients two cross.
    """

    last_day: datetime
    patients: int = 2_000
    hubs: int = 50
    days: int = 14
    per_day: int = 1
    two_of: int = 5

    def __post_init__(self) -> None:
        """Refuse what has no room for a crossing or an equal share for each hub."""
        assert 2 * _QUIET_DAYS < self.days <= _KNOWN_DAYS, "no room for a crossing with a past, but no longer one"
        assert self.patients % self.hubs == 0 == self.patients % self.two_of

    @property
    def messages(self) -> int:
        """Count the readings."""
        return self.patients * self.days * self.per_day

    @property
    def crossers(self) -> frozenset[int]:
        """Name the patients who cross."""
        return frozenset(filter(self.crosses, range(self.patients)))

    def of_hub(self, hub: int) -> Sequence[int]:
        """Name the patients whose scales a hub reads."""
        share = self.patients // self.hubs
        return range(hub * share, (hub + 1) * share)

    def weighings(self, hub: int) -> Iterator[Weighing]:
        """Give what one hub sends, day by day."""
        for number in range(self.days * self.per_day):
            day, reading = divmod(number, self.per_day)
            for patient in self.of_hub(hub):
                yield self._weighing(patient, number, day, reading)

    def _weighing(self, patient: int, number: int, day: int, reading: int) -> Weighing:
        begin = self.last_day - timedelta(days=self.days - 1 - day)
        at = begin + reading * _APART + timedelta(seconds=patient % 600)
        is_crossing = reading == 0 and self.crosses(patient) and day == self.crossing_day(patient)
        usual_g = 70_000 + patient % 300 * 100 + (WOBBLE_G if (day * 7 + patient) % 3 == 0 else 0)
        return Weighing(patient, number, at, usual_g + JUMP_G * is_crossing, is_crossing)

    def crosses(self, patient: int) -> bool:
        """Tell whether a patient is one of those who cross.

        >>> len(Load(last_day=yesterday(datetime.now().astimezone()), patients=8_000, two_of=20).crossers)
        800
        """
        return patient % self.two_of in {0, 2}

    def crossing_day(self, patient: int) -> int:
        """Tell on which of the days a crosser crosses; they are spread over all but the quiet ones."""
        return _QUIET_DAYS + patient * 7 // 5 % (self.days - 2 * _QUIET_DAYS)


def yesterday(now: datetime) -> datetime:
    """Give the morning (five o'clock, UTC) of the day before: nothing that is sent is from the future.

    >>> from datetime import UTC
    >>> yesterday(datetime(2026, 3, 2, 1, 0, tzinfo=UTC)).isoformat()
    '2026-03-01T05:00:00+00:00'
    """
    return (now - timedelta(days=1)).replace(hour=5, minute=0, second=0, microsecond=0)
