"""The first two rules once more: slow, obvious, from their definitions alone, sharing nothing with the engine.

It looks at everything that was ever measured, at once, day after day, and knows no horizon, no order of arrival and no
restart. Whatever an engine was told on the way, in the end it must have published what stands here.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


class Weighing(NamedTuple):
    """Somebody stood on the scale; ``number`` is the weighing's own, whenever it arrives."""

    number: int
    at: datetime
    grams: int


class Told(NamedTuple):
    """An episode, from a day and an instant to a day and an instant, or still so; ``level`` is what it is against."""

    start_day: date
    start_at: datetime
    level: int
    end_day: date | None = None
    end_at: datetime | None = None


def day_of(at: datetime, zone: ZoneInfo) -> date:
    """Give the local day, which lasts from three to three."""
    on_the_wall = at.astimezone(zone)
    return on_the_wall.date() - DAY if on_the_wall.time() < time(3) else on_the_wall.date()


def noon_of(day: date, zone: ZoneInfo) -> datetime:
    """Give twelve o'clock of a local day."""
    return datetime.combine(day, time(12), tzinfo=zone).astimezone(UTC)


def weights_by_day(weighings: Collection[Weighing], zone: ZoneInfo) -> dict[date, Weighing]:
    """Choose each day's weight: the first of the morning, else the first; who steps on again within ten minutes
    means the later one.
    """
    days: dict[date, list[Weighing]] = {}
    for each in sorted(weighings, key=lambda weighing: (weighing.at, weighing.grams)):
        days.setdefault(day_of(each.at, zone), []).append(each)
    chosen = {}
    for day, all_of_it in days.items():
        mornings = [each for each in all_of_it if each.at < noon_of(day, zone)]
        best = (mornings or all_of_it)[0]
        while followers := [
            each for each in all_of_it[all_of_it.index(best) + 1 :] if each.at - best.at <= timedelta(minutes=10)
        ]:
            best = followers[0]
        chosen[day] = best
    return chosen


@dataclass
class _Open:
    start_day: date
    start_at: datetime
    level: int

    def until(self, day: date, at: datetime) -> Told:
        return Told(self.start_day, self.start_at, self.level, day, at)


def weight_gain(  # noqa: C901  (an oracle is one plain story)
    weighings: Collection[Weighing], closings: Collection[datetime], zone: ZoneInfo
) -> list[Told]:
    """Tell the episodes of more than 2 kg above the lowest of the three days before.

    An episode ends on the second day in a row at most 1 kg above its level, or when a nurse closes it. After it, the
    rule must have said *no* on a day before it may raise again; but more than 2 kg above the weight that the nurse saw
    raises too, until that *no*.
    """
    weights = weights_by_day(weighings, zone)
    if not weights:
        return []
    told: list[Told] = []
    now: _Open | None = None
    must_say_no_first, seen = False, None
    day = min(weights)
    while day <= max([*weights, *(day_of(at, zone) for at in closings)]):
        happenings: list[tuple[datetime, str]] = [(at, "closed") for at in closings if day_of(at, zone) == day]
        if day in weights:
            happenings.append((weights[day].at, "a weighed"))
        for at, what in sorted(happenings, key=lambda happening: happening):
            before = [weights[day - n * DAY].grams for n in (1, 2, 3) if day - n * DAY in weights]
            if what == "closed" and now is not None and now.start_at <= at:
                told.append(now.until(day, at))
                looked_at = [each for each in weights.values() if now.start_at <= each.at <= at]
                seen = max(looked_at, key=lambda each: each.at).grams
                now, must_say_no_first = None, True
            elif what == "a weighed" and now is not None:
                yesterday = weights.get(day - DAY)
                is_calm = weights[day].grams <= now.level + 1_000
                was_calm = yesterday is not None and yesterday.grams <= now.level + 1_000
                if is_calm and was_calm and day - DAY > now.start_day:
                    told.append(now.until(day, at))
                    now, must_say_no_first, seen = None, True, None
            elif what == "a weighed":
                grams = weights[day].grams
                if seen is not None and grams > seen + 2_000:
                    now = _Open(day, at, seen)
                elif before and grams - min(before) <= 2_000:
                    must_say_no_first, seen = False, None
                elif before and not must_say_no_first:
                    now = _Open(day, at, min(before))
        day += DAY
    return told if now is None else [*told, Told(*vars(now).values())]


def missing_weight(
    weighings: Collection[Weighing], closings: Collection[datetime], zone: ZoneInfo, plan_from: date, heard_at: datetime
) -> list[Told]:
    """Tell the episodes of two planned days without a weight before the noon of the second.

    A noon counts when the hub was heard after it with nothing left to send. An episode ends with a weighing or when a
    nurse closes it; after a nurse, somebody must have been weighed before it may raise again.
    """
    told: list[Told] = []
    day, closed_at = plan_from + DAY, None
    while (noon := noon_of(day, zone)) <= heard_at:
        before = [each.at for each in weighings if each.at < noon]
        is_missing = not any(day_of(at, zone) in {day - DAY, day} for at in before)
        is_bound = closed_at is not None and not any(at > closed_at for at in before)
        if is_bound or not is_missing:
            day += DAY
            continue
        last_day = max((day_of(at, zone) for at in before if day_of(at, zone) < day), default=plan_from - DAY)
        weighed = min((each.at for each in weighings if each.at >= noon), default=None)
        closed = min((at for at in closings if at >= noon), default=None)
        if weighed is None and closed is None:
            return [*told, Told(day, noon, last_day.toordinal())]
        end_at = min(at for at in (weighed, closed) if at is not None)
        told.append(Told(day, noon, last_day.toordinal(), day_of(end_at, zone), end_at))
        closed_at = None if end_at == weighed else end_at
        day = day_of(end_at, zone) + DAY
    return told
