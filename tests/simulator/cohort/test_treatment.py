from __future__ import annotations

from simulator.cohort.chance import Chance
from simulator.cohort.treatment import draw_treatments


def test_every_minor_event_is_a_treatment_whose_effect_is_the_events() -> None:
    found = draw_treatments(Chance.of(1, 1, "treatment"), 0, 1, [40.5, 80.25])
    assert [(each.at, each.is_up, each.swell) for each in found] == [(40.5, True, None), (80.25, True, None)]


def test_more_diuretic_takes_weight_away_and_less_brings_it_and_not_all_of_it_is_told() -> None:
    found = draw_treatments(Chance.of(1, 1, "treatment"), 0, 100_000, [])
    assert len(found) > 100
    assert all(each.swell and (each.swell.size < 0) == each.is_up for each in found)
    assert {each.is_told for each in found} == {True, False}
