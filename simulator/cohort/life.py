"""A life: everything that happens to one patient while in the service, before anybody measures it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from simulator.cohort.absence import Absence, draw_absences
from simulator.cohort.chance import Chance
from simulator.cohort.confounder import draw_confounders
from simulator.cohort.course import Course, draw_course
from simulator.cohort.patient import Patient, draw_patient
from simulator.cohort.swell import Swell
from simulator.cohort.treatment import Treatment, draw_treatments
from vitals.observation_log import LogKind

SCALE_SWAPS_A_YEAR = 0.12
"""Chosen; so are the offset's SD and the share that the service is told of."""
SWAP_OFFSET_KG = 1.2
SWAP_TOLD = 0.6
LIGHTER = 0.6
"""Share of other stays after which people come home ``LIGHTER_KG`` lighter: often 1-3 kg (recalled)."""
LIGHTER_KG = (-3.0, -0.8)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleSwap:
    """Another scale stands in the bathroom from a day on, and shows ``offset_kg`` more than the first one did."""

    day: float
    offset_kg: float
    is_told: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """One patient's time in the service, in days from the first midnight of ``start``."""

    patient: Patient
    start: date
    course: Course
    absences: list[Absence]
    treatments: list[Treatment]
    swaps: list[ScaleSwap]
    swells: list[Swell]

    @property
    def days(self) -> range:
        """The days on which something may be measured."""
        return range(self.patient.enrolled, int(self.course.ended))


def draw_life(seed: int, number: int, start: date, days: int) -> Life:
    """Draw the life of patient ``number`` over ``days`` days from enrolment."""
    patient = draw_patient(seed, number)
    course = draw_course(patient, Chance.of(seed, number, "course"), days)
    first, ended = course.first, course.ended
    minor = [each.event for each in course.worsenings if not each.is_major]
    treatments = draw_treatments(Chance.of(seed, number, "treatment"), first, ended, minor)
    chance = Chance.of(seed, number, "scale")
    offsets = [
        ScaleSwap(day=day, offset_kg=chance.gauss(0, SWAP_OFFSET_KG), is_told=chance.happens(SWAP_TOLD))
        for day in chance.moments(SCALE_SWAPS_A_YEAR, first + 5, ended)
    ]
    swells = [swell for each in course.worsenings for swell in each.swells]
    swells += [each.swell for each in treatments if each.swell]
    swells += draw_confounders(patient, Chance.of(seed, number, "confounder"), start, first, ended)
    swells += _light_homecomings(course, Chance.of(seed, number, "homecoming"))
    return Life(
        patient=patient,
        start=start,
        course=course,
        absences=draw_absences(Chance.of(seed, number, "absence"), course),
        treatments=treatments,
        swaps=offsets,
        swells=swells,
    )


def _light_homecomings(course: Course, chance: Chance) -> list[Swell]:
    """Let people come home lighter from stays that had nothing to do with the heart."""
    return [
        Swell(
            kind=LogKind.WEIGHT,
            size=chance.between(LIGHTER_KG),
            start=stay.admitted,
            full=stay.discharged,
            release=stay.discharged,
            gone=stay.discharged + chance.between((30.0, 90.0)),
            stays=0.3,
        )
        for stay in course.stays
        if not stay.is_heart_failure and chance.happens(LIGHTER)
    ]
