"""Presence: on which days a patient measures at all."""

from __future__ import annotations

from simulator.cohort.chance import DAYS_IN_YEAR, Chance
from simulator.cohort.habit import CLUSTERING
from simulator.cohort.life import Life

AFTER_STAY = 0.81
"""Adherence in the two weeks after a stay: -19 % (Haynes 2020, 2021, verified)."""
AFTER_STAY_DAYS = 14.0


def present_days(life: Life, chance: Chance) -> list[bool]:
    """Tell for each day from enrolment whether anything is measured; absences are taken off elsewhere."""
    habit = life.patient.habit
    tired = [(stay.discharged, stay.discharged + AFTER_STAY_DAYS) for stay in life.course.stays]
    was_present, found = True, []
    for index, day in enumerate(life.days):
        share = habit.faithfulness * (1 - habit.fades_a_year * index / DAYS_IN_YEAR)
        if tired and any(first <= day < last for first, last in tired):
            share *= AFTER_STAY
        was_present = chance.happens(share + CLUSTERING * ((1.0 if was_present else 0.0) - share))
        found.append(was_present)
    return found
