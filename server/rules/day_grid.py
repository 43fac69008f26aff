"""One weight a day for every patient, in arrays: the rows that rules are judged on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from server.patients.habit import NEAREST, RECENT, Weight
from server.rules.local_day import local_day, noon

HORIZON_DAYS: Final = 36
"""How far back a late record may change what is true; what is older is charted only."""
MEMORY_DAYS: Final = HORIZON_DAYS + 8
"""How far back weights are kept, here and over a restart: the horizon and what rules look back from its edge."""
_RING: Final = 64
MISSING: Final = -1
REPEAT_S: Final = 600
"""Who steps on again within ten minutes means the second reading."""


@dataclass(slots=True)
class Reading:
    """One weight of one day."""

    at_s: int
    arrival: int
    value_g: int
    is_morning: bool


@dataclass(slots=True)
class PatientDays:
    """The recent days of one patient: the readings by day, the row in the arrays, and the plan.

    ``weights`` holds the reading that is a day's weight, for the days that have one. ``withdrawn`` are the arrivals
    that do not count, whether they came already or not; ``heard_s`` is until when the hub has sent all it had.
    """

    row: int
    zone: ZoneInfo
    plan_from: int
    readings: dict[int, list[Reading]] = field(default_factory=dict)
    weights: dict[int, Reading] = field(default_factory=dict)
    withdrawn: set[int] = field(default_factory=set)
    newest: int = 0
    heard_s: int = 0
    is_watched: bool = True


class DayGrid:
    """The day's weight of every patient in ``grams[row, day % 64]``, valid where ``tag`` holds that day's number."""

    def __init__(self) -> None:
        """Start empty."""
        self._grams: NDArray[np.int64] = np.full((64, _RING), MISSING, dtype=np.int64)
        self._tag: NDArray[np.int64] = np.full((64, _RING), MISSING, dtype=np.int64)
        self._rows = 0

    def add_patient(self, zone: ZoneInfo, plan_from: int) -> PatientDays:
        """Give a patient a row."""
        row = self._rows
        if row == len(self._grams):
            self._grams = np.concatenate([self._grams, np.full_like(self._grams, MISSING)])
            self._tag = np.concatenate([self._tag, np.full_like(self._tag, MISSING)])
        self._rows += 1
        return PatientDays(row=row, zone=zone, plan_from=plan_from)

    def put(self, patient: PatientDays, arrival: int, value_g: int, measured_at: datetime) -> int:
        """Take a weight, unless it is here already or was withdrawn; gives the number of its local day."""
        day = local_day(measured_at, patient.zone)
        readings = patient.readings.setdefault(day, [])
        if arrival in patient.withdrawn or any(reading.arrival == arrival for reading in readings):
            return day
        is_morning = measured_at < noon(day, patient.zone)
        readings.append(Reading(int(measured_at.timestamp()), arrival, value_g, is_morning))
        if len(readings) == 1:
            patient.newest = max(patient.newest, day)
            self._forget(patient, day - MEMORY_DAYS)
        else:
            readings.sort(key=lambda reading: (reading.at_s, reading.value_g))
        self._settle_day(patient, day)
        return day

    def withdraw(self, patient: PatientDays, arrival: int, measured_at: datetime) -> int:
        """Take a weight away, also one that is still to come; gives the number of its local day."""
        day = local_day(measured_at, patient.zone)
        patient.withdrawn.add(arrival)
        patient.readings[day] = [each for each in patient.readings.get(day, ()) if each.arrival != arrival]
        self._settle_day(patient, day)
        return day

    def move(self, patient: PatientDays, zone: ZoneInfo) -> None:
        """Count a patient's days in another zone."""
        known = [reading for readings in patient.readings.values() for reading in readings]
        self._tag[patient.row] = MISSING
        patient.zone, patient.readings, patient.weights, patient.newest = zone, {}, {}, 0
        for each in sorted(known, key=lambda reading: reading.at_s):
            self.put(patient, each.arrival, each.value_g, datetime.fromtimestamp(each.at_s, UTC))

    def window(self, rows: NDArray[np.int64], first_days: NDArray[np.int64], count: int) -> NDArray[np.int64]:
        """Give ``count`` days of each row from its first day on, shape [rows, count]; MISSING where nothing is."""
        days = first_days[:, None] + np.arange(count)
        columns = days % _RING
        grams = self._grams[rows[:, None], columns]
        return np.where(self._tag[rows[:, None], columns] == days, grams, MISSING)

    @staticmethod
    def near(patient: PatientDays, at: datetime) -> list[Weight]:
        """Give the weights around an instant, day by day away from it, until the nearest are surely among them."""
        readings, today = patient.readings, local_day(at, patient.zone)
        found = [*readings.get(today, ())]
        for away in range(1, RECENT.days + 2):
            is_enough = len(found) >= NEAREST
            found += readings.get(today - away, ())
            found += readings.get(today + away, ())
            if is_enough:  # only now: what is further off by its day may be nearer by the clock
                break
        return [(each.at_s, each.value_g) for each in found]

    def _settle_day(self, patient: PatientDays, day: int) -> None:
        chosen = day_reading(patient.readings[day])
        if chosen is None:
            patient.weights.pop(day, None)
        else:
            patient.weights[day] = chosen
        column = day % _RING
        if self._tag[patient.row, column] <= day:
            self._tag[patient.row, column] = day
            self._grams[patient.row, column] = MISSING if chosen is None else chosen.value_g

    @staticmethod
    def _forget(patient: PatientDays, before: int) -> None:
        for day in [day for day in patient.readings if day < before]:
            del patient.readings[day]
            patient.weights.pop(day, None)


def day_reading(readings: Sequence[Reading]) -> Reading | None:
    """Choose the reading that is the day's weight, from readings in order of time.

    The first of the morning, or the last of those that follow it by ten minutes at most, each from the one before;
    without a morning the first of the day in the same way. A later reading never changes it, so nobody can weigh an
    alert away in the evening.
    """
    if not readings:
        return None
    start = next((place for place, reading in enumerate(readings) if reading.is_morning), 0)
    chosen = readings[start]
    for reading in readings[start + 1 :]:
        if reading.at_s - chosen.at_s > REPEAT_S:
            break
        chosen = reading
    return chosen
