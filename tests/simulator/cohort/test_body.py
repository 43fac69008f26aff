from __future__ import annotations

import itertools
from statistics import fmean, pstdev

import pytest

from simulator.cohort.body import Body, wandering
from simulator.cohort.chance import Chance
from simulator.cohort.life import Life
from vitals.observation_log import LogKind


def test_wandering_has_the_spread_and_the_memory_asked_for() -> None:
    found = wandering(Chance.of(1, 1, "body"), 20_000, 1.2, 0.6)
    assert pstdev(found) == pytest.approx(1.2, rel=0.08)
    above = fmean(one * two for one, two in itertools.pairwise(found))
    assert above / pstdev(found) ** 2 == pytest.approx(0.6, abs=0.05)


def test_every_kind_has_a_value_every_day(lives: list[Life]) -> None:
    for life in lives[:20]:
        body = Body(life, Chance.of(1, life.patient.number, "body"))
        assert {*body.values} == {*LogKind}
        assert {len(values) for values in body.values.values()} == {len(life.days)}


def test_what_happens_in_a_life_is_in_its_body(lives: list[Life]) -> None:
    """The same dice with and without the swells differ by the swells alone."""
    for life in [each for each in lives if each.swells][:20]:
        with_them = Body(life, Chance.of(1, 1, "body")).values
        without = Body(_unmoved(life), Chance.of(1, 1, "body")).values
        for kind in LogKind:
            for index in range(0, len(life.days), 9):
                added = sum(s.at(life.patient.enrolled + index + 0.3) for s in life.swells if s.kind is kind)
                assert with_them[kind][index] - without[kind][index] == pytest.approx(added, abs=1e-9)


def _unmoved(life: Life) -> Life:
    return Life(
        patient=life.patient,
        start=life.start,
        course=life.course,
        absences=life.absences,
        treatments=life.treatments,
        swaps=life.swaps,
        swells=[],
    )
