"""What was measured: readings that count, sittings, the day's value, windows and protocols (rules 5 to 9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from statistics import mean
from typing import Final

from oracle.calendar_days import DAY, LocalDays
from oracle.gate import counts, middle, spread, steps
from oracle.story import Asked, Reading, Story, Unsettled
from server.rules.language.repeat import Basis
from server.rules.language.signal import DayTakes, Measure, Protocol, Statistic, Window

NOON: Final = 12 * 60
EVENING: Final = 17 * 60
SITTING_MOST: Final = 10
APART_G: Final = 1_500
"""Two weights of one person do not lie further apart in a morning (decision C4)."""


@dataclass(frozen=True, slots=True)
class Item:
    """A reading, or a sitting of several: its value in steps, and when each of its readings was measured."""

    value: Fraction
    instants: tuple[datetime, ...]
    flags: frozenset[str]

    @property
    def at(self) -> datetime:
        """Its time is that of its last reading."""
        return self.instants[-1]

    @property
    def first_at(self) -> datetime:
        """It belongs to the day of its first reading."""
        return self.instants[0]


class Diary:
    """One patient's measurements: all of them settle which count and what belongs together, at t the earlier are known.

    The story is a standing one: in order of time, without what was withdrawn.
    """

    def __init__(self, story: Story) -> None:
        self.story: Final = story
        self.days: Final = LocalDays(story.zone)
        self._counted: dict[str, list[Item]] = {}
        self._sittings: dict[tuple[str, frozenset[str]], list[Item]] = {}
        self._of_days: dict[tuple[str, date], tuple[list[Item], Item | None, list[Item]]] = {}

    def plausible(self, measure: Measure) -> list[Reading]:
        """List the plausible readings in order of time, then value; a flag's measure is 1 where it is set, else 0."""
        lowest, highest = measure.plausible
        mine = [each for each in self.story.readings if each.measure == measure.vital.value.name]
        if measure.flag is not None:
            mine = [each._replace(value=int(measure.flag.value in each.flags)) for each in mine]
        return sorted(
            (each for each in mine if lowest <= each.value <= highest), key=lambda each: (each.at, each.value)
        )

    def counted(self, measure: Measure) -> list[Item]:
        """List the readings that count."""
        if measure.name not in self._counted:
            plausible = self.plausible(measure)
            good = [each for each in plausible if counts(each, plausible, measure, self.days)]
            self._counted[measure.name] = [Item(Fraction(each.value), (each.at,), each.flags) for each in good]
        return self._counted[measure.name]

    def sittings(self, measure: Measure, skips: frozenset[str] = frozenset()) -> list[Item]:
        """List the sittings: at most ten readings, each at most ``sitting_gap`` after the one before."""
        key = (measure.name, skips)
        if key not in self._sittings:
            together: list[list[Item]] = []
            for each in (item for item in self.counted(measure) if not item.flags & skips):
                if together and self._is_more(together[-1], each, measure):
                    together[-1].append(each)
                else:
                    together.append([each])
            made = [_sitting(items, measure) for items in together]
            self._sittings[key] = sorted(made, key=lambda item: (item.at, item.value))
        return self._sittings[key]

    def _is_more(self, sitting: Sequence[Item], after: Item, measure: Measure) -> bool:
        gap = measure.sitting_gap
        is_close = gap is not None and self.days.is_apart_at_most(sitting[-1].at, after.at, gap)
        return is_close and len(sitting) < SITTING_MOST

    def items(self, measure: Measure, basis: Basis, t: datetime, skips: frozenset[str] = frozenset()) -> list[Item]:
        """List the sittings, or the readings, that a rule may look at one by one at t, the newest last."""
        if basis is Basis.SITTING:
            return [item for item in self.sittings(measure, skips) if item.at <= t]
        return [item for item in self.counted(measure) if item.at <= t and not item.flags & skips]

    def day_value(self, measure: Measure, day: date, t: datetime) -> Item | None:
        """Give the value of a local day as it is known at t, or None."""
        _, ordinary, asked_for = self._of_day(measure, day)
        known = [item for item in (ordinary, *asked_for) if item is not None and item.at <= t]
        if not known or any(self._contradicts(known[-1], each, day) for each in self.perhaps(measure, day, t)):
            return None
        return known[-1]

    def perhaps(self, measure: Measure, day: date, t: datetime) -> list[Unsettled]:
        """List the weights of a day that may be the patient's, of a measure with a gate."""
        mine = self.story.unsettled if measure.gate is not None else ()
        named = [each for each in mine if each.measure == measure.vital.value.name]
        return [each for each in named if each.at <= t and self.days.day_of(each.at) == day]

    def _contradicts(self, item: Item, other: Unsettled, day: date) -> bool:
        """Tell whether a weight of the morning is more than 1.5 kg from the day's value."""
        return self.days.is_morning(other.at, day) and abs(item.value - other.value) > APART_G

    def is_open(self, measure: Measure, day: date, t: datetime) -> bool:
        """Tell whether of a day nobody can tell: a weight may be the patient's, and there is no value."""
        return bool(self.perhaps(measure, day, t)) and self.day_value(measure, day, t) is None

    def _of_day(self, measure: Measure, day: date) -> tuple[list[Item], Item | None, list[Item]]:
        """Give the day's items, the one that is taken, and the first after each question in order of the questions."""
        key = (measure.name, day)
        if key not in self._of_days:
            items = self.sittings(measure) if measure.basis is Basis.SITTING else self.counted(measure)
            mine = [item for item in items if self.days.day_of(item.first_at) == day]
            questions = [each for each in self.story.asked if each.measure == measure.name]
            asked = [each for each in questions if self.days.day_of(each.from_at) == day]
            answers = [item for each in asked if (item := first_in(mine, each)) is not None]
            self._of_days[key] = (mine, self._taken(measure, day, mine), answers)
        return self._of_days[key]

    def _taken(self, measure: Measure, day: date, mine: Sequence[Item]) -> Item | None:
        if not mine:
            return None
        if measure.day_takes is DayTakes.LAST:
            return mine[-1]
        if measure.day_takes is DayTakes.LOWEST:
            return min(mine, key=lambda item: item.value)
        place = next((place for place, item in enumerate(mine) if self.days.is_morning(item.at, day)), 0)
        repeat = measure.repeat_within
        while (
            repeat is not None
            and place + 1 < len(mine)
            and self.days.is_apart_at_most(mine[place].at, mine[place + 1].at, repeat)
        ):
            place += 1
        return mine[place]

    def is_morning_value(self, measure: Measure, day: date, t: datetime) -> bool:
        """Tell whether the day's value stands for the morning: who steps on again at noon still means the morning."""
        value = self.day_value(measure, day, t)
        mine, ordinary, _ = self._of_day(measure, day)
        if value is None:
            return False
        is_first = value == ordinary and measure.day_takes is DayTakes.FIRST_MORNING
        return any(self.days.is_morning(item.at, day) for item in (mine if is_first else [value]))

    def newest_day(self, measure: Measure, t: datetime) -> date | None:
        """Give the day C: today if it has a value, else yesterday if that has, else None."""
        today = self.days.day_of(t)
        if self.is_open(measure, today, t):
            return None
        return next((day for day in (today, today - DAY) if self.day_value(measure, day, t) is not None), None)

    def values(self, measure: Measure, first: date, last: date, t: datetime) -> dict[date, Fraction]:
        """Give the known values of the days from one to another, both of them too."""
        found = {}
        for count in range((last - first).days + 1):
            item = self.day_value(measure, first + count * DAY, t)
            if item is not None:
                found[first + count * DAY] = item.value
        return found

    def window(
        self, measure: Measure, window: Window, day: date, t: datetime, needs: int | None = None
    ) -> Fraction | None:
        """Give a window's value on a day (rule 9), or None where it cannot tell; ``needs`` is the rule's own."""
        last = day - window.ending_days_ago * DAY
        first = last - (window.days - 1) * DAY
        least = window.needs if needs is None else needs
        began = [self.days.day_of(each.from_at) for each in self.story.events if each.kind in window.restarts_on]
        restarts = [each for each in began if first <= each <= day]
        if restarts:
            first, last = max(restarts), day
            least = least if window.needs_after_restart is None else window.needs_after_restart
        values = list(self.values(measure, first, last, t).values())
        if not values or len(values) < least:
            return None
        if window.statistic is Statistic.MEAN:
            return Fraction(mean(values))
        if window.statistic is Statistic.MEDIAN:
            return middle(values)
        floor = Fraction(0) if window.never_below is None else steps(window.never_below, measure)
        return max(spread(values), floor)

    def protocol(
        self, measure: Measure, protocol: Protocol, day: date, t: datetime, needs: int | None
    ) -> Fraction | None:
        """Give the mean of the first readings of mornings and evenings (rule 9), or None with too few."""
        taken: list[Fraction] = []
        first = day - (protocol.days - protocol.skips_first_day) * DAY
        readings = self.items(measure, Basis.READING, t)
        for count in range((day - first).days):
            each = first + count * DAY
            mine = [item for item in readings if self.days.day_of(item.at) == each]
            mornings = [item.value for item in mine if item.at < self.days.at_minute(each, NOON)]
            evenings = [item.value for item in mine if item.at >= self.days.at_minute(each, EVENING)]
            taken += mornings[: protocol.mornings] + evenings[: protocol.evenings]
        return None if not taken or len(taken) < (needs or 1) else Fraction(mean(taken))


def first_in(items: Sequence[Item], question: Asked) -> Item | None:
    """Give the first of the items whose time is in the time that was asked for."""
    return next((item for item in items if question.from_at < item.at <= question.until_at), None)


def _sitting(items: Sequence[Item], measure: Measure) -> Item:
    left_out = 1 if measure.drops_first_of is not None and len(items) >= measure.drops_first_of else 0
    flags: frozenset[str] = frozenset().union(*(item.flags for item in items))
    instants = tuple(item.at for item in items)
    return Item(Fraction(mean(item.value for item in items[left_out:])), instants, flags)
