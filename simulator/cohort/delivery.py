"""Delivery: when each reading reaches the server, what comes twice, and what waits in a hub without a line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import NamedTuple

from simulator.cohort.chance import Chance
from simulator.cohort.life import Life
from simulator.cohort.reading import Reading

OFFLINE = 0.25
"""Share of patients whose hub loses its line, ``OFFLINE_A_YEAR`` times, for ``OFFLINE_DAYS`` (kind seen, rates
chosen)."""
OFFLINE_A_YEAR = 2.0
OFFLINE_DAYS = (2.0, 9.0)
SLOW = 0.01
"""Share of readings that take hours (chosen)."""
TWICE = 0.01
"""Share of readings that come twice exactly (kind seen, rate chosen)."""
SHIFTED = 0.004
"""Share that come again with the hour shifted (kind seen, rate chosen), by ``SHIFTS_HOURS``."""
SHIFTS_HOURS = (1, 1, 1, -1, 2, 3)


class Silence(NamedTuple):
    """A time in which the server heard nothing from the hub."""

    first: datetime
    last: datetime


class Arrival(NamedTuple):
    """A reading and when the server had it."""

    received_at: datetime
    reading: Reading


def draw_silences(life: Life, chance: Chance) -> list[Silence]:
    """Draw when a patient's hub has no line, in order and apart; a hub may be unplugged for a holiday."""
    midnight = datetime.combine(life.start, time())
    spans = [(each.first, each.last) for each in life.absences if each.is_hub_off]
    if chance.happens(OFFLINE):
        spans += [
            (day, day + chance.between(OFFLINE_DAYS))
            for day in chance.moments(OFFLINE_A_YEAR, life.course.first, life.course.ended)
        ]
    found: list[Silence] = []
    for first, last in sorted(spans):
        begin = midnight + timedelta(seconds=int(first * 86400))
        end = midnight + timedelta(seconds=int(last * 86400))
        if found and begin <= found[-1].last:
            found[-1] = Silence(found[-1].first, max(end, found[-1].last))
        else:
            found.append(Silence(begin, end))
    return found


def deliver(readings: list[Reading], silences: list[Silence], chance: Chance) -> Iterator[Arrival]:
    """Bring each reading to the server, some twice, in no order; never while the hub is silent."""
    for reading in readings:
        late = timedelta(seconds=chance.randrange(600, 6 * 3600) if chance.happens(SLOW) else chance.randrange(2, 90))
        arrival = Arrival(_heard(reading.at + late, silences, chance), reading)
        yield arrival
        dice = chance.random()
        if dice < TWICE:
            later = timedelta(seconds=chance.choice((0, 0, chance.randrange(1, 7200))))
            yield arrival._replace(received_at=_heard(arrival.received_at + later, silences, chance))
        elif dice < TWICE + SHIFTED:
            shift = timedelta(hours=chance.choice(SHIFTS_HOURS))
            later = timedelta(seconds=chance.randrange(0, 6 * 3600))
            again = reading._replace(shown_at=reading.shown_at + shift)
            received_at = _heard(max(arrival.received_at, reading.at + shift) + later, silences, chance)
            yield Arrival(received_at, again)


def _heard(at: datetime, silences: list[Silence], chance: Chance) -> datetime:
    """Give when the server hears what is sent at a time: at once, or soon after the silence."""
    for silence in silences:
        if silence.first <= at < silence.last:
            return silence.last + timedelta(seconds=chance.randrange(1, 300))
    return at
