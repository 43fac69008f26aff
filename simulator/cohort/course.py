"""The course of a disease: which worsenings and stays in hospital a patient's year holds, and how it ends."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from simulator.cohort.chance import DAYS_IN_YEAR, Chance
from simulator.cohort.patient import Patient
from simulator.cohort.stay import Stay, draw_stay
from simulator.cohort.worsening import Worsening, draw_worsening

MAJOR_A_YEAR = 0.36
"""Of an average patient outside the early time: gives about 0.37 with it. Published 0.20 (MultiSENSE), 0.29
(SCALE-HF 1), 0.7 (HeartPhone) a patient-year, 0.6 in six months (COMPASS): verified."""
MINOR_A_YEAR = 0.45
"""Worsenings treated at home (chosen)."""
EARLY_RISK = 1.5
"""How much is added to the rate on the day of discharge; it falls with ``EARLY_DAYS``. Gives 33 % of 30-day
readmissions in the first week and a median day 11 (ASCEND-HF, verified); with frailty about 0.9-1.15 a year in the
first 30 days (ARIC, verified)."""
EARLY_DAYS = 10.0
WINTER_RISK = 0.15
"""More in mid-January, less in mid-July (chosen)."""
OTHER_STAYS_A_YEAR = 0.4
"""0.3-0.5 a year (recalled)."""
ILL_BEFORE_DAYS = 60.0
"""A worsening may have begun so long before enrolment (chosen)."""
APART_DAYS = {True: 1.0, False: 5.0}
"""From the relief of a major event, and of a minor one, to the next event at the earliest (chosen)."""
DIES_IN_STAY = 0.04
"""Of those admitted for heart failure (recalled)."""
DIES_A_YEAR = 0.05
"""At home or elsewhere (chosen)."""
WITHDRAWS_A_YEAR = 0.1
"""Share who leave the service; ``FADES_BEFORE`` of them stop measuring ``FADING_DAYS`` before (chosen)."""
FADES_BEFORE = 0.6
FADING_DAYS = (5.0, 28.0)


@dataclass(slots=True)
class Course:
    """What happens to a patient's health: in days from the cohort's first midnight. ``ended`` is exclusive."""

    first: float
    ended: float
    end_reason: str = "completed"
    fades: float = math.inf
    worsenings: list[Worsening] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)

    def close(self, day: float, reason: str) -> None:
        """End earlier, if it is earlier."""
        if day < self.ended:
            self.ended, self.end_reason = day, reason


def draw_course(patient: Patient, chance: Chance, days: int) -> Course:
    """Walk through a patient's days and let things happen."""
    course = Course(first=float(patient.enrolled), ended=float(patient.enrolled + days))
    if (left := course.first + chance.waiting(WITHDRAWS_A_YEAR)) < course.ended:
        course.close(left, "withdrew")
        if chance.happens(FADES_BEFORE):
            course.fades = left - chance.between(FADING_DAYS)
    course.close(course.first + chance.waiting(DIES_A_YEAR), "died")
    others = chance.moments(OTHER_STAYS_A_YEAR, course.first, course.ended)
    discharged = patient.discharged
    well_from = course.first - ILL_BEFORE_DAYS if discharged is None else discharged
    free_from = course.first + 1
    for day in range(patient.enrolled + 1, patient.enrolled + days):
        while others and others[0] < day:
            admitted = others.pop(0)
            if admitted > free_from:
                course.stays.append(draw_stay(chance, admitted, is_heart_failure=False))
                well_from = course.stays[-1].discharged
                free_from = well_from + 1
        if day >= free_from and day + 1 < course.ended and chance.happens(_risk(patient, day, discharged)):
            worsening = _event(course, chance, day, well_from)
            well_from = worsening.relieved
            free_from = well_from + APART_DAYS[worsening.is_major]
            discharged = worsening.relieved if worsening.is_major else discharged
    return course


def _risk(patient: Patient, day: int, discharged: float | None) -> float:
    """Give the probability of an event on a day."""
    early = 0.0 if discharged is None else EARLY_RISK * math.exp(-max(0.0, day - discharged) / EARLY_DAYS)
    winter = 1 + WINTER_RISK * math.cos(2 * math.pi * (day - 15) / DAYS_IN_YEAR)
    return (MAJOR_A_YEAR + MINOR_A_YEAR) / DAYS_IN_YEAR * patient.frailty * (1 + early) * winter


def _event(course: Course, chance: Chance, day: int, not_before: float) -> Worsening:
    """Let an event happen on a day; a stay follows a major one, and sometimes death."""
    moment = day + chance.between((8.5 / 24, 23.5 / 24))
    relieved = None
    if chance.happens(MAJOR_A_YEAR / (MAJOR_A_YEAR + MINOR_A_YEAR)):
        stay = draw_stay(chance, moment, is_heart_failure=True)
        course.stays.append(stay)
        relieved = stay.discharged
        if chance.happens(DIES_IN_STAY):
            course.close(moment + chance.random() * (stay.discharged - moment), "died")
    floor = min(not_before, moment - 0.2)
    course.worsenings.append(draw_worsening(chance, event=moment, not_before=floor, relieved=relieved))
    return course.worsenings[-1]
