"""The body, day by day: what is truly there to be measured, before the scale, the cuff and the person add theirs."""

from __future__ import annotations

import math

from simulator.cohort.chance import DAYS_IN_YEAR, Chance
from simulator.cohort.life import Life
from simulator.cohort.swell import Swell
from vitals.observation_log import LogKind

WANDERING_KG = 1.1
"""SD of the slow wandering of weight (food, fat, fluid that is nobody's illness) and the days it takes: with the daily
noise gives an SD of the 14-day change of 0.96-1.1 kg (measured; Zhang 2009, TEN-HMS, verified)."""
WANDERING_DAYS = 55.0
DAILY_KG = 0.28
"""SD of what food and water leave in the body from one day to the next: with ``DAILY_MEMORY`` and the noise of weighing
gives the measured difference and autocorrelation (fitted)."""
DAILY_MEMORY = 0.55
WEEKDAYS_KG = (0.20, 0.08, -0.06, -0.10, -0.14, -0.06, 0.10)
"""Monday first: Monday +0.2, mid-week -0.1 (measured); highest Sunday to Monday, falls to Friday (Orsama 2014,
verified). Each person has from none to twice of it."""
SEASON_KG = (0.25, 0.5)
"""Heavier in January, lighter in July by so much (recalled)."""
SIGN_MEMORY = {LogKind.SYSTOLIC: 0.35, LogKind.DIASTOLIC: 0.35, LogKind.PULSE: 0.4, LogKind.SPO2: 0.3}
"""How much of a day's deviation is there the next day (chosen)."""
ANSWER_MEMORY = 0.5
MORNING = 0.3
"""Swells are read at about seven."""


class Body:
    """The true values of one patient, by kind; index 0 is the day of enrolment."""

    def __init__(self, life: Life, chance: Chance) -> None:
        """Live all days."""
        self.first, days = life.patient.enrolled, len(life.days)
        self.values: dict[LogKind, list[float]] = {LogKind.WEIGHT: _weight(life, chance)}
        for kind, spread in life.patient.spread.items():
            memory = SIGN_MEMORY.get(kind, ANSWER_MEMORY)
            around = wandering(chance, days, spread, memory)
            usual = life.patient.usual[kind]
            self.values[kind] = [usual + each for each in around]
        for swell in life.swells:
            self._lift(swell)

    def _lift(self, swell: Swell) -> None:
        """Add a swell to the days that it touches."""
        values = self.values[swell.kind]
        begin = max(0, math.floor(swell.start) - self.first)
        end = len(values)
        if swell.stays == 0 and swell.gone < self.first + end:
            end = max(0, math.ceil(swell.gone) - self.first)
        for index in range(begin, end):
            values[index] += swell.at(self.first + index + MORNING)


def wandering(chance: Chance, days: int, spread: float, memory: float) -> list[float]:
    """Give noise with an SD of ``spread`` that keeps ``memory`` of itself from day to day."""
    fresh = spread * math.sqrt(1 - memory * memory)
    value, found = chance.gauss(0, spread), []
    for _ in range(days):
        found.append(value)
        value = memory * value + chance.gauss(0, fresh)
    return found


def _weight(life: Life, chance: Chance) -> list[float]:
    """Give the weight without any swell: usual, slow, daily, weekly and yearly."""
    patient, days = life.patient, len(life.days)
    slow = wandering(chance, days, WANDERING_KG, math.exp(-1 / WANDERING_DAYS))
    daily = wandering(chance, days, DAILY_KG * patient.noise, DAILY_MEMORY)
    weekly, yearly = chance.between((0.0, 2.0)), chance.between(SEASON_KG)
    usual, monday = patient.usual[LogKind.WEIGHT], life.start.weekday() + patient.enrolled
    january = (life.start - life.start.replace(month=1, day=15)).days + patient.enrolled
    return [
        usual
        + slow[index]
        + daily[index]
        + weekly * WEEKDAYS_KG[(monday + index) % 7]
        + yearly * math.cos(2 * math.pi * (january + index) / DAYS_IN_YEAR)
        for index in range(days)
    ]
