"""A diary: what one patient of a log measured, by day, ready to be measured itself."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from statistics import fmean, median

from vitals.observation_log import LogKind

BEFORE_EVENT_DAYS, AFTER_EVENT_DAYS = 35, 42
"""Around an event nobody is stable."""
LONGEST_STAY_DAYS = 40
"""A discharge later than this after an event has nothing to do with it."""
IMPOSSIBLE_KG = 6.0
"""A weight so far from its neighbours' median is another person's, pounds or a slip, and is left out."""
NEVER_KG = 30.0
"""Nobody changes by so much in a year; pounds do, for so long that neighbours agree."""
NEIGHBOUR_DAYS = 10


@dataclass(slots=True)
class Diary:
    """One patient's days, counted as ordinals. ``weights_kg``: the first weighing of a morning, strange ones left out.

    ``events`` are (day with its fraction, is major). ``signs`` are means of a day.
    """

    first: int
    ended: int
    weights_kg: dict[int, float] = field(default_factory=dict)
    evenings_kg: dict[int, float] = field(default_factory=dict)
    repeats_kg: list[float] = field(default_factory=list)
    signs: dict[LogKind, dict[int, float]] = field(default_factory=dict)
    days: set[int] = field(default_factory=set)
    weighing_days: set[int] = field(default_factory=set)
    events: list[tuple[float, bool]] = field(default_factory=list)
    discharges: list[float] = field(default_factory=list)
    medians_kg: dict[int, float] = field(default_factory=dict)

    @property
    def years(self) -> float:
        """How long the patient was followed."""
        return (self.ended - self.first) / 365.25

    def settle(self) -> None:
        """Leave out strange weights, and find the running median over 21 days."""
        self.weights_kg = _plausible(self.weights_kg)
        self.medians_kg = running_median(self.weights_kg, NEIGHBOUR_DAYS)

    def is_stable(self, day: float) -> bool:
        """Tell whether no event is near."""
        return all(not event - BEFORE_EVENT_DAYS <= day <= event + AFTER_EVENT_DAYS for event, _ in self.events)

    def majors(self) -> list[float]:
        """Give the days of major events."""
        return [day for day, is_major in self.events if is_major]

    def weight_near(self, day: float, reach: int = 2) -> float | None:
        """Give the weight of a day, or of the nearest earlier day within reach."""
        return next(
            (self.weights_kg[at] for at in range(int(day), int(day) - reach - 1, -1) if at in self.weights_kg), None
        )

    def mean(self, kind: LogKind, first: float, last: float) -> float | None:
        """Give the mean of a sign over the days from first to last, or None without any."""
        values = self.signs.get(kind, {})
        found = [values[day] for day in range(int(first), int(last) + 1) if day in values]
        return fmean(found) if found else None


def running_median(values: dict[int, float], reach: int) -> dict[int, float]:
    """Give the median of each day's neighbours, ``reach`` days to both sides, itself among them.

    >>> running_median({1: 5.0, 2: 9.0, 3: 6.0, 30: 1.0}, 10)
    {1: 6.0, 2: 6.0, 3: 6.0, 30: 1.0}
    """
    days = sorted(values)
    line = [values[day] for day in days]
    return {day: median(line[bisect_left(days, day - reach) : bisect_right(days, day + reach)]) for day in days}


def _plausible(values: dict[int, float]) -> dict[int, float]:
    usual = median(values.values()) if values else 0.0
    values = {day: value for day, value in values.items() if abs(value - usual) <= NEVER_KG}
    middle = running_median(values, NEIGHBOUR_DAYS)
    return {day: value for day, value in values.items() if abs(value - middle[day]) <= IMPOSSIBLE_KG}
