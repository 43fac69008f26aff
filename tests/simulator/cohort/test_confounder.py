from __future__ import annotations

from datetime import date

from simulator.cohort.chance import Chance
from simulator.cohort.confounder import (
    TUMOUR,
    christmases,
    constipation,
    draw_confounders,
    infection,
    salt,
    tumour,
)
from simulator.cohort.patient import draw_patient
from vitals.observation_log import LogKind

CHANCE = Chance.of(1, 1, "confounder")


def test_christmas_is_on_the_scale_by_new_year_and_gone_by_february() -> None:
    first, last = christmases(CHANCE, date(2025, 1, 1), 365)
    assert first.at(0) > 0.35
    assert last.at((date(2025, 12, 31) - date(2025, 1, 1)).days) >= 0.4
    assert last.at((date(2026, 2, 5) - date(2025, 1, 1)).days) == 0


def test_an_infection_raises_the_pulse_and_takes_weight() -> None:
    sizes = {swell.kind: swell.size for swell in infection(CHANCE, 10, has_copd=True)}
    assert sizes[LogKind.PULSE] > 0 > sizes[LogKind.WEIGHT]
    assert sizes[LogKind.DYSPNEA] > 0 > sizes[LogKind.SPO2]


def test_oskars_belly_grows_for_months_and_never_shrinks() -> None:
    weight = next(swell for swell in tumour(CHANCE, 20) if swell.kind is LogKind.WEIGHT)
    assert 8 <= weight.size <= 17
    assert weight.at(20 + 30) < 0.5 * weight.size
    assert weight.at(400) == weight.size


def test_constipation_and_salt_go_by_themselves() -> None:
    assert constipation(CHANCE, 10).at(17) == 0
    assert salt(CHANCE, 10).at(29) == 0


def test_few_patients_have_a_tumour() -> None:
    patients = [draw_patient(3, number) for number in range(1, 1_501)]
    grown = [
        patient
        for patient in patients
        for swell in draw_confounders(patient, Chance.of(3, patient.number, "x"), date(2025, 1, 1), 0, 365)
        if swell.size > 7 and swell.kind is LogKind.WEIGHT
    ]
    assert 0.3 * TUMOUR < len(grown) / len(patients) < 2 * TUMOUR
