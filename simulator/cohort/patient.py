"""One invented patient: who it is, what is usual for them, and how they keep to their measuring."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.cohort.chance import Chance
from simulator.cohort.habit import Habit
from vitals.observation_log import LogKind

AGE_YEARS = (72.0, 10.0)
"""Mean and SD: age 67-77 in BEAT-HF, ITEC, Chun, SCALE-HF 1 (verified); the SD is chosen."""
MEN = 0.65
"""57-77 % in the same studies (verified)."""
WEIGHT_KG = {"male": (87.0, 15.0), "female": (74.0, 15.0)}
"""Mean and SD of usual weight (chosen)."""
PERMANENT_AF = 0.25
"""Recalled."""
COPD = 0.28
"""25-30 % (recalled)."""
OXIMETER = 0.35
"""Share with an oximeter at home; with COPD it is ``OXIMETER_IN_COPD`` (chosen)."""
OXIMETER_IN_COPD = 0.6
FRAILTY_SHAPE = 0.8
"""Gamma with mean 1: most have no event, a few have many. 0.5-1 chosen; with 0.8 the 64 events of e-Vita's 74 patients
fall on 44 % of them (verified there: 31 of 74)."""
DISCHARGED_LATELY = 0.5
"""Share enrolled within ``DISCHARGED_DAYS`` after a stay for heart failure (chosen: a usual reason to enrol)."""
DISCHARGED_DAYS = (0.0, 21.0)
PERSONAL_SPREAD = 0.32
"""SD of the logarithm of a person's own factor on all weight noise: gives 0.30-0.89 kg over people (measured)."""
DIURETIC_MG = (0, 20, 40, 40, 40, 80, 80, 120, 160)
"""Furosemide or its equal a day (chosen)."""
ENROLLED_WITHIN_DAYS = 28
"""A clinic takes its cohort in over four weeks (chosen)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """An invented person with heart failure.

    ``usual`` holds what each kind returns to, in its unit; an answer's usual is a level on the scale 0 to 3.
    ``noise`` multiplies every noise of the person's weight. ``discharged`` is when the last stay ended, if lately.
    """

    number: int
    label: str
    enrolled: int
    age_years: int
    sex: str
    diuretic_mg: int
    has_permanent_af: bool
    has_copd: bool
    has_oximeter: bool
    frailty: float
    noise: float
    usual: dict[LogKind, float]
    spread: dict[LogKind, float]
    discharged: float | None
    habit: Habit


def draw_patient(seed: int, number: int) -> Patient:
    """Invent patient ``number`` of a seed's cohort; the same one in cohorts of any size."""
    chance = Chance.of(seed, number, "patient")
    sex = "male" if chance.happens(MEN) else "female"
    has_af, has_copd = chance.happens(PERMANENT_AF), chance.happens(COPD)
    enrolled = chance.randrange(ENROLLED_WITHIN_DAYS)
    is_lately = chance.happens(DISCHARGED_LATELY)
    return Patient(
        number=number,
        label=f"s{seed}-{number:06d}",
        enrolled=enrolled,
        age_years=round(min(95.0, max(38.0, chance.gauss(*AGE_YEARS)))),
        sex=sex,
        diuretic_mg=chance.choice(DIURETIC_MG),
        has_permanent_af=has_af,
        has_copd=has_copd,
        has_oximeter=chance.happens(OXIMETER_IN_COPD if has_copd else OXIMETER),
        frailty=chance.gammavariate(FRAILTY_SHAPE, 1 / FRAILTY_SHAPE),
        noise=chance.around(1.0, PERSONAL_SPREAD),
        usual=_usual(chance, sex, has_af=has_af, has_copd=has_copd),
        spread=_spread(chance, has_af=has_af),
        discharged=enrolled - chance.between(DISCHARGED_DAYS) if is_lately else None,
        habit=Habit.drawn(Chance.of(seed, number, "habit")),
    )


def _usual(chance: Chance, sex: str, *, has_af: bool, has_copd: bool) -> dict[LogKind, float]:
    """Draw what is usual in treated heart failure; answers are mostly none or light (all chosen)."""
    systolic = min(165.0, max(92.0, chance.gauss(124, 14)))
    return {
        LogKind.WEIGHT: min(150.0, max(46.0, chance.gauss(*WEIGHT_KG[sex]))),
        LogKind.SYSTOLIC: systolic,
        LogKind.DIASTOLIC: systolic * chance.gauss(0.58, 0.04),
        LogKind.PULSE: max(50.0, chance.gauss(76 if has_af else 68, 8)),
        LogKind.SPO2: chance.gauss(93.5 if has_copd else 96.0, 1.0),
        LogKind.DYSPNEA: chance.between((0.3, 1.6) if has_copd else (-0.6, 1.3)),
        LogKind.ORTHOPNEA: chance.between((-1.0, 0.9)),
        LogKind.EDEMA: chance.between((-0.8, 1.2)),
        LogKind.FATIGUE: chance.between((-0.4, 1.7)),
    }


def _spread(chance: Chance, *, has_af: bool) -> dict[LogKind, float]:
    """Draw the day-to-day SD: systolic 5.4-9, diastolic 4-6.4, pulse 3-8 around a running median (measured)."""
    return {
        LogKind.SYSTOLIC: chance.between((4.8, 8.4)),
        LogKind.DIASTOLIC: chance.between((3.6, 6.0)),
        LogKind.PULSE: chance.between((4.5, 7.5) if has_af else (2.8, 6.0)),
        LogKind.SPO2: chance.between((0.6, 1.1)),
        LogKind.DYSPNEA: 0.22,
        LogKind.ORTHOPNEA: 0.18,
        LogKind.EDEMA: 0.2,
        LogKind.FATIGUE: 0.25,
    }
