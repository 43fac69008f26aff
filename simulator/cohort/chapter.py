"""A chapter of the log: the rows of one patient, for every file, in the log's own words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from simulator.cohort.body import Body
from simulator.cohort.chance import Chance
from simulator.cohort.delivery import Arrival, deliver, draw_silences
from simulator.cohort.fault import with_faults
from simulator.cohort.life import Life, draw_life
from simulator.cohort.sitting import Sittings
from vitals.observation_log import UNITS, LogContext, LogFile, LogKind

ENROLMENT_KG = 0.3
"""SD of the clinic's scale at enrolment (chosen)."""
ADMISSION_TOLD_HOURS = (1.0, 30.0)
"""How long until the service is told of an admission (chosen); a discharge is told within the first of these."""


class Row(NamedTuple):
    """One line of one file, and the local time that the file is sorted by; patients are sorted by their id."""

    file: LogFile
    at: str
    cells: str


def chapter(seed: int, number: int, start: date, days: int) -> Iterator[Row]:
    """Live the life of patient ``number`` and give all its rows, in no order."""
    life = draw_life(seed, number, start, days)
    chance = Chance.of(seed, number, "measuring")
    readings = Sittings(life, Body(life, Chance.of(seed, number, "body")), chance).readings()
    readings = with_faults(readings, Chance.of(seed, number, "fault"), life.patient.usual[LogKind.WEIGHT])
    line = Chance.of(seed, number, "line")
    silences = draw_silences(life, line)
    yield _patient(life, Chance.of(seed, number, "enrolment"))
    label = life.patient.label
    for arrival in deliver(readings, silences, line):
        yield _measurement(label, arrival)
    for worsening in life.course.worsenings:
        at = _text(life, worsening.event)
        yield Row(LogFile.EVENTS, at, f"{label},{at},{'major' if worsening.is_major else 'minor'}")
    for first, last in silences:
        yield Row(LogFile.CONTACTS, first.isoformat(), f"{label},{first.isoformat()},{last.isoformat()}")
    for day, kind, detail in _context(life, Chance.of(seed, number, "telling")):
        at = _text(life, day)
        yield Row(LogFile.CONTEXT, at, f"{label},{at},{kind},{detail}")


def _measurement(label: str, arrival: Arrival) -> Row:
    reading = arrival.reading
    received_at, kind = arrival.received_at.isoformat(), reading.kind
    value = f"{reading.value:.1f}" if kind is LogKind.WEIGHT else f"{reading.value:.0f}"
    return Row(
        LogFile.MEASUREMENTS,
        received_at,
        f"{label},{reading.shown_at.isoformat()},{received_at},{kind},{value},{UNITS[kind]},"
        f"{reading.device},{reading.entry}",
    )


def _patient(life: Life, chance: Chance) -> Row:
    patient, course = life.patient, life.course
    enrolled = life.start + timedelta(days=patient.enrolled)
    ended = life.start + timedelta(days=int(course.ended))
    kilograms = patient.usual[LogKind.WEIGHT] + chance.gauss(0, ENROLMENT_KG)
    cells = (
        patient.label, patient.age_years, patient.sex, enrolled, ended, course.end_reason, f"{kilograms:.1f}",
        patient.diuretic_mg, int(patient.has_permanent_af), int(patient.has_copd), int(patient.has_oximeter),
        patient.habit.entry.value,
    )  # fmt: skip
    return Row(LogFile.PATIENTS, "", ",".join(str(cell) for cell in cells))


def _context(life: Life, chance: Chance) -> Iterator[tuple[float, LogContext, str]]:
    """Give what the care team told the service, and when: not everything, and never before it happened."""
    if life.patient.discharged is not None:
        yield life.patient.discharged, LogContext.HOSPITAL_DISCHARGE, "heart failure"
    yield from _stays(life, chance)
    for treatment in life.treatments:
        if treatment.is_told:
            yield treatment.at, LogContext.DIURETIC_CHANGE, "up" if treatment.is_up else "down"
    for swap in life.swaps:
        if swap.is_told:
            yield swap.day, LogContext.DEVICE_REPLACED, "scale"
    for absence in life.absences:
        if absence.is_told:
            until = life.start + timedelta(days=int(absence.last))
            yield absence.first - 1 / 24, LogContext.ABSENCE_ANNOUNCED, f"until {until}"


def _stays(life: Life, chance: Chance) -> Iterator[tuple[float, LogContext, str]]:
    ended = life.course.ended
    for stay in life.course.stays:
        detail = "heart failure" if stay.is_heart_failure else "other"
        told = stay.admitted + chance.between(ADMISSION_TOLD_HOURS) / 24
        if stay.is_told and stay.admitted < ended:
            yield min(told, stay.discharged), LogContext.HOSPITAL_ADMIT, detail
        if stay.is_told and stay.discharged < ended:
            yield stay.discharged, LogContext.HOSPITAL_DISCHARGE, detail


def _text(life: Life, day: float) -> str:
    return (datetime.combine(life.start, time()) + timedelta(seconds=int(day * 86400))).isoformat()
