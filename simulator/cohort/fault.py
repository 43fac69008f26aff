"""Faults that devices and people make: another person's weight, pounds, slips, unset clocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from simulator.cohort.chance import Chance
from simulator.cohort.reading import Reading
from vitals.observation_log import Entry, LogKind

SHARING = 0.14
"""Share of patients with somebody else on the scale, for ``OTHERS_SHARE`` of their weighings (known problem, rates
chosen)."""
OTHERS_SHARE = 0.012
OTHER_IS_HEAVIER_KG = (0.0, 17.0)
"""Mean and SD of the other's weight minus the patient's; never within 2 kg, where nobody would see it (chosen)."""
NEAREST_KG = 2.0
LIGHTEST_KG = 40.0
POUNDS = 0.05
"""Share of patients whose scale sends pounds as kilograms for ``POUNDS_DAYS`` days (kind seen, rate chosen)."""
POUNDS_DAYS = (1.0, 10.0)
POUNDS_IN_KG = 2.20462
SLIPS = 0.004
"""Share of typed weights that are slips (kind seen, rate chosen)."""
CLOCK_WRONG = 0.06
"""Share of patients with an unset or wrong device clock for ``CLOCK_WRONG_DAYS`` days (kind seen, rate chosen)."""
CLOCK_WRONG_DAYS = (3.0, 60.0)
NEVER_SET = datetime.fromisoformat("1970-01-01")
"""Where a clock without a battery begins."""


def with_faults(readings: list[Reading], chance: Chance, usual_kg: float) -> list[Reading]:
    """Let a patient's readings suffer whatever this patient's home has."""
    if chance.happens(SHARING):
        other_kg = _another(chance, usual_kg)
        readings = list(with_another_person(readings, chance, other_kg))
    if readings and chance.happens(POUNDS):
        first = chance.choice(readings).at
        readings = list(in_pounds(readings, first, first + timedelta(days=chance.between(POUNDS_DAYS))))
    readings = list(with_slips(readings, chance))
    if readings and chance.happens(CLOCK_WRONG):
        first = chance.choice(readings).at
        last = first + timedelta(days=chance.between(CLOCK_WRONG_DAYS))
        readings = list(with_wrong_clock(readings, first, last, _wrong_by(chance, first)))
    return readings


def with_another_person(readings: Iterable[Reading], chance: Chance, other_kg: float) -> Iterator[Reading]:
    """Let somebody else step on the scale: half of the times beside the patient, half instead."""
    for reading in readings:
        is_other = reading.kind is LogKind.WEIGHT and chance.happens(OTHERS_SHARE)
        if not is_other or chance.happens(0.5):
            yield reading
        if is_other:
            at = reading.at + timedelta(seconds=chance.randrange(60, 3600))
            value = round(chance.gauss(other_kg, 0.6), 1)
            yield reading._replace(at=at, shown_at=at, value=value)


def in_pounds(readings: Iterable[Reading], first: datetime, last: datetime) -> Iterator[Reading]:
    """Send pounds under the name of kilograms for some days."""
    for reading in readings:
        if reading.kind is LogKind.WEIGHT and first <= reading.at < last:
            yield reading._replace(value=round(reading.value * POUNDS_IN_KG, 1))
        else:
            yield reading


def with_slips(readings: Iterable[Reading], chance: Chance) -> Iterator[Reading]:
    """Let fingers slip on typed weights: the point forgotten, two digits changed, a neighbouring key."""
    for reading in readings:
        if reading.kind is LogKind.WEIGHT and reading.entry is Entry.MANUAL and chance.happens(SLIPS):
            yield reading._replace(value=slip(reading.value, chance))
        else:
            yield reading


def slip(kilograms: float, chance: Chance) -> float:
    """Type a weight wrongly."""
    kind = chance.randrange(3)
    if kind == 0:
        return round(kilograms * 10, 1)
    if kind == 1:
        digits = f"{kilograms:05.1f}"
        return float(digits[0] + digits[2] + digits[1] + digits[3:])
    return round(kilograms + chance.choice((-10, -1, 1, 10)), 1)


def with_wrong_clock(readings: Iterable[Reading], first: datetime, last: datetime, by: timedelta) -> Iterator[Reading]:
    """Let every device's reading between two times carry a clock that is wrong by so much."""
    for reading in readings:
        if reading.device and first <= reading.at < last:
            yield reading._replace(shown_at=reading.shown_at + by)
        else:
            yield reading


def _another(chance: Chance, usual_kg: float) -> float:
    """Give the other person's weight."""
    while True:
        other_kg = usual_kg + chance.gauss(*OTHER_IS_HEAVIER_KG)
        if abs(other_kg - usual_kg) > NEAREST_KG and other_kg > LIGHTEST_KG:
            return other_kg


def _wrong_by(chance: Chance, first: datetime) -> timedelta:
    """Choose how wrong: since 1970, a year behind, morning for evening, or some days."""
    return chance.choice(
        (
            NEVER_SET - first,
            NEVER_SET - first,
            timedelta(days=-365),
            timedelta(hours=12),
            timedelta(days=-round(chance.between((2, 40)))),
        )
    )
