"""Sittings: what a patient measures and answers on one day, as devices and fingers would bring it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from simulator.cohort.body import Body
from simulator.cohort.chance import Chance
from simulator.cohort.life import Life
from simulator.cohort.presence import present_days
from simulator.cohort.reading import Reading
from vitals.observation_log import Entry, LogKind

WEIGHING_KG = 0.25
"""SD of one weighing around the body's own day: bladder, feet, floor (fitted, with ``DAILY_KG``)."""
STRANGE_SHARE = 0.055
"""Share of days on which that is ``STRANGE_TIMES`` as large: gives a 99th percentile of 1.6-1.8 kg (measured)."""
STRANGE_TIMES = 3.3
EVENING_KG = (0.9, 0.7)
"""Evening minus morning: +0.5 to +1.3 kg, SD 0.7 (measured)."""
CLOTHES_KG = (0.5, 2.0)
"""Recalled."""
AGAIN_SHARE = 0.03
"""Share of weighings that are repeated within ten minutes; they differ by SD 0.15 kg (measured; share chosen)."""
AGAIN_KG = 0.15
WITHIN_SITTING = {LogKind.SYSTOLIC: 4.5, LogKind.DIASTOLIC: 3.0, LogKind.PULSE: 2.0}
"""SD of one reading around the day's own (measured: differences of 4-7 and 3-5 mmHg within a sitting)."""
MINUTES = 25.0
"""SD of the hour at which somebody gets up (chosen)."""
ANSWERS = (LogKind.DYSPNEA, LogKind.ORTHOPNEA, LogKind.EDEMA, LogKind.FATIGUE)
WORST_ANSWER = 3
ROUND_DIGIT = 0.14
"""Share of typed pressures rounded to the next ten: end digit 0 twice as likely (Parker 2018, verified)."""
LEFT_OUT = 0.36
"""Share of readings that typed logbooks leave out (1998, verified)."""


@dataclass(slots=True)
class Sittings:
    """All sittings of one life, day by day."""

    life: Life
    body: Body
    chance: Chance

    def readings(self) -> list[Reading]:
        """Measure every day on which somebody is there, in order of true time within a day."""
        present = present_days(self.life, self.chance)
        found: list[Reading] = []
        for index, day in enumerate(self.life.days):
            if present[index]:
                midnight = datetime.combine(self.life.start, time()) + timedelta(days=day)
                found += self._day(index, day, midnight)
        return found

    def _day(self, index: int, day: int, midnight: datetime) -> Iterator[Reading]:
        habit, chance = self.life.patient.habit, self.chance
        is_evening = chance.happens(habit.evening_share)
        minute = chance.gauss(20.5 * 60 if is_evening else habit.minute, MINUTES)
        minute = min(1400.0, max(200.0, minute))
        moment = day + minute / 1440
        away = [each for each in self.life.absences if each.first <= moment < each.last]
        if any(not each.is_scale_only for each in away):
            return
        at = midnight + timedelta(seconds=int(minute * 60))
        if not away:
            yield from self._weighings(index, moment, at, is_evening=is_evening)
        if habit.pressure_share == 1 or chance.happens(habit.pressure_share):
            yield from self._pressures(index, at + timedelta(seconds=chance.randrange(240, 900)))
        if habit.answering_share and chance.happens(habit.answering_share):
            yield from self._answers(index, at + timedelta(seconds=chance.randrange(60, 1500)))

    def _weighings(self, index: int, moment: float, at: datetime, *, is_evening: bool) -> Iterator[Reading]:
        patient, chance = self.life.patient, self.chance
        habit = patient.habit
        sd = WEIGHING_KG * patient.noise * (STRANGE_TIMES if chance.happens(STRANGE_SHARE) else 1.0)
        kilograms = self.body.values[LogKind.WEIGHT][index] + chance.gauss(0, sd)
        if is_evening:
            kilograms += chance.gauss(*EVENING_KG)
        if chance.happens(habit.dressed_share):
            kilograms += chance.between(CLOTHES_KG)
        swaps = [swap for swap in self.life.swaps if swap.day <= moment]
        kilograms += sum(swap.offset_kg for swap in swaps[-1:])
        device = self._device(f"scale{len(swaps) + 1}")
        step = habit.weight_step_kg
        yield Reading(at, at, LogKind.WEIGHT, round(kilograms / step) * step, device, habit.entry)
        if chance.happens(AGAIN_SHARE):
            later = at + timedelta(seconds=chance.randrange(40, 580))
            again = kilograms + chance.gauss(0, AGAIN_KG)
            yield Reading(later, later, LogKind.WEIGHT, round(again / step) * step, device, habit.entry)

    def _pressures(self, index: int, at: datetime) -> Iterator[Reading]:
        patient, chance, values = self.life.patient, self.chance, self.body.values
        entry = patient.habit.entry
        if entry is Entry.MANUAL and chance.happens(LEFT_OUT):
            return
        device = self._device("cuff")
        for _ in range(2 if patient.habit.is_twice else 1):
            for kind, within in WITHIN_SITTING.items():
                value = values[kind][index] + chance.gauss(0, within)
                is_rounded = entry is Entry.MANUAL and kind is not LogKind.PULSE and chance.happens(ROUND_DIGIT)
                value = round(value, -1) if is_rounded else round(value)
                yield Reading(at, at, kind, value, device, entry)
            at += timedelta(seconds=chance.randrange(60, 180))
        if patient.has_oximeter:
            percent = min(100, max(70, round(values[LogKind.SPO2][index])))
            at += timedelta(seconds=40)
            yield Reading(at, at, LogKind.SPO2, percent, self._device("oximeter"), entry)

    def _answers(self, index: int, at: datetime) -> Iterator[Reading]:
        patient = self.life.patient
        for kind in ANSWERS:
            level = patient.usual[kind] if patient.habit.is_stoic else self.body.values[kind][index]
            score = min(WORST_ANSWER, max(0, round(level)))
            yield Reading(at, at, kind, score, "", Entry.MANUAL)

    def _device(self, name: str) -> str:
        """Name a device; what is typed names none."""
        return "" if self.life.patient.habit.entry is Entry.MANUAL else f"{self.life.patient.label}-{name}"
