"""Confounders: what moves weight, pulse and answers and is no heart failure getting worse."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from simulator.cohort.chance import Chance
from simulator.cohort.patient import Patient
from simulator.cohort.swell import Swell
from vitals.observation_log import LogKind

INFECTIONS_A_YEAR = 0.4
"""0.3-0.5 (recalled); what they do is chosen."""
INFECTION_DAYS = (5.0, 12.0)
CONSTIPATED = 0.4
"""Share who are now and then, ``CONSTIPATIONS_A_YEAR`` times (chosen)."""
CONSTIPATIONS_A_YEAR = 4.0
CONSTIPATION_KG = (0.3, 1.3)
"""Recalled."""
SALT_A_YEAR = 1.2
"""A feast, a hot week, tablets forgotten: fluid that comes and goes by itself (chosen, so that stable people too have
weeks of large gain, as the controls of Chaudhry 2007 must have had)."""
SALT_KG = (0.7, 2.5)
SALT_DAYS = (2.0, 9.0)
BAD_SPELLS_A_YEAR = 6.0
"""Tired, breathless days for no reason that anybody finds (chosen)."""
PULSE_SHIFTS_A_YEAR = 0.4
"""A beta blocker is changed, and nobody tells the service (chosen)."""
PRESSURE_SHIFTS_A_YEAR = 0.4
SGLT2_A_YEAR = 0.1
"""Starts a year (chosen); weight falls 1-3 kg (recalled)."""
SGLT2_KG = (1.0, 3.0)
TUMOUR = 0.008
"""Share of patients with ascites or a tumour, the shape of *Oskar, 83*: +8 to +17 kg over 70-160 days, tired, pulse up.
The source story has +15 kg; shape and share are chosen."""
TUMOUR_KG = (8.0, 17.0)
TUMOUR_DAYS = (70.0, 160.0)
CHRISTMAS_KG = (0.4, 0.8)
"""Recalled; ``CELEBRATING`` of patients (chosen)."""
CELEBRATING = 0.8
STANDS: Final = 10_000.0
"""As good as for ever, in days."""


def draw_confounders(patient: Patient, chance: Chance, start: date, first: float, ended: float) -> list[Swell]:
    """Draw a patient's confounders between two days after ``start``."""
    swells: list[Swell] = []
    for day in chance.moments(INFECTIONS_A_YEAR, first, ended):
        swells += infection(chance, day, has_copd=patient.has_copd)
    if chance.happens(CONSTIPATED):
        swells += [constipation(chance, day) for day in chance.moments(CONSTIPATIONS_A_YEAR, first, ended)]
    swells += [salt(chance, day) for day in chance.moments(SALT_A_YEAR, first, ended)]
    for day in chance.moments(BAD_SPELLS_A_YEAR, first, ended):
        swells += bad_spell(chance, day)
    for kind, rate, span in (
        (LogKind.PULSE, PULSE_SHIFTS_A_YEAR, (2.0, 7.0)),
        (LogKind.SYSTOLIC, PRESSURE_SHIFTS_A_YEAR, (4.0, 12.0)),
    ):
        for day in chance.moments(rate, first, ended):
            swells.append(_lasting(kind, chance.choice((-1, 1)) * chance.between(span), day, day + 7))
    for day in chance.moments(SGLT2_A_YEAR, first, ended)[:1]:
        swells.append(_lasting(LogKind.WEIGHT, -chance.between(SGLT2_KG), day, day + chance.between((14, 35))))
    if chance.happens(TUMOUR):
        swells += tumour(chance, first + chance.random() * max(1.0, ended - first - TUMOUR_DAYS[0]))
    if chance.happens(CELEBRATING):
        swells += christmases(chance, start, ended)
    return swells


def infection(chance: Chance, day: float, *, has_copd: bool) -> Iterator[Swell]:
    """A cold, a pneumonia: eats less, pulse up, tired, breathless, and more so with COPD."""
    over = day + chance.between(INFECTION_DAYS)
    severity = chance.between((0.5, 1.0))
    breath = 1.9 if has_copd else 1.3
    for kind, size in (
        (LogKind.PULSE, 13.0),
        (LogKind.SYSTOLIC, -8.0),
        (LogKind.WEIGHT, -1.0),
        (LogKind.SPO2, -2.5),
        (LogKind.DYSPNEA, breath),
        (LogKind.FATIGUE, 1.8),
    ):
        yield Swell(
            kind=kind,
            size=size * severity * chance.between((0.4, 1.0)),
            start=day,
            full=day + 1.5,
            release=over,
            gone=over + 4,
        )


def constipation(chance: Chance, day: float) -> Swell:
    """Weight that is no water, gone overnight."""
    over = day + chance.between((2.0, 5.0))
    return Swell(
        kind=LogKind.WEIGHT, size=chance.between(CONSTIPATION_KG), start=day, full=over, release=over, gone=over + 0.8
    )


def salt(chance: Chance, day: float) -> Swell:
    """Fluid that comes and goes by itself."""
    full = day + chance.between(SALT_DAYS)
    gone = full + chance.between(SALT_DAYS)
    return Swell(kind=LogKind.WEIGHT, size=chance.between(SALT_KG), start=day, full=full, release=full, gone=gone)


def bad_spell(chance: Chance, day: float) -> Iterator[Swell]:
    """A few bad days."""
    over = day + chance.between((0.8, 3.0))
    for kind, share in ((LogKind.DYSPNEA, 0.6), (LogKind.FATIGUE, 0.8), (LogKind.EDEMA, 0.3), (LogKind.ORTHOPNEA, 0.2)):
        if chance.happens(share):
            size = chance.between((0.5, 1.2))
            yield Swell(kind=kind, size=size, start=day, full=day + 0.3, release=over, gone=over + 0.5)


def tumour(chance: Chance, day: float) -> Iterator[Swell]:
    """Slow, steady, far: fluid in the belly, tired, pulse up; found late."""
    full = day + chance.between(TUMOUR_DAYS)
    yield _lasting(LogKind.WEIGHT, chance.between(TUMOUR_KG), day, full)
    yield _lasting(LogKind.FATIGUE, chance.between((1.0, 1.8)), day + 20, full)
    yield _lasting(LogKind.PULSE, chance.between((5.0, 12.0)), day + 20, full)


def christmases(chance: Chance, start: date, ended: float) -> Iterator[Swell]:
    """From the 20th of December, gone by the end of January."""
    last = start + timedelta(days=int(ended))
    for year in range(start.year - 1, last.year + 1):
        day = float((date(year, 12, 20) - start).days)
        size = chance.between(CHRISTMAS_KG)
        if day < ended:
            yield Swell(kind=LogKind.WEIGHT, size=size, start=day, full=day + 11, release=day + 14, gone=day + 42)


def _lasting(kind: LogKind, size: float, start: float, full: float) -> Swell:
    return Swell(kind=kind, size=size, start=start, full=full, release=STANDS, gone=STANDS)
