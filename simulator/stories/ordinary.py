"""An ordinary day: a weighing after getting up, and some days a blood pressure."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from simulator.happening import Happening, Pressure, Weighing
from simulator.person import Day, Person

STOCKHOLM = ZoneInfo("Europe/Stockholm")
_NOISE_KG = 0.28
"""Gives a day-to-day difference with a standard deviation of 0.4 kg: a steady person of those measured at home."""
_NOISE_AT_MOST_KG = 0.7
_PRESSURE_DAYS = (0, 3)
_PRESSURE_NOISE_MMHG = 5


def at_clock(day: Day, hour: int, minute: int) -> datetime:
    """Give the instant of a wall-clock time in Stockholm on this day."""
    return datetime.combine(day.date, time(hour, minute), STOCKHOLM)


def ordinary(person: Person, day: Day, so_far: list[Happening]) -> list[Happening]:
    """Weigh between 6.30 and 8.30; measure blood pressure ten minutes later on Mondays and Thursdays."""
    at = at_clock(day, 6, 30) + timedelta(minutes=day.chance.randrange(120))
    kilograms = person.usual_weight_g / 1000 + _steady(day.chance)
    happenings = [*so_far, Weighing(at=at, who=person.label, kilograms=round(kilograms, 1))]
    if day.date.weekday() in _PRESSURE_DAYS:
        happenings.append(pressure(person, day, at + timedelta(minutes=10)))
    return happenings


def pressure(person: Person, day: Day, at: datetime) -> Pressure:
    """Measure a blood pressure near the person's own."""
    systolic, diastolic = person.usual_pressure_mmhg
    return Pressure(
        at=at,
        who=person.label,
        systolic_mmhg=round(day.chance.gauss(systolic, _PRESSURE_NOISE_MMHG)),
        diastolic_mmhg=round(day.chance.gauss(diastolic, _PRESSURE_NOISE_MMHG / 2)),
        pulse_per_min=round(day.chance.gauss(70, 4)),
    )


def _steady(chance: Random) -> float:
    return max(-_NOISE_AT_MOST_KG, min(_NOISE_AT_MOST_KG, chance.gauss(0, _NOISE_KG)))
