"""Whose weight rises by three kilograms is found in time by the rules that ship; so is who gains two a month."""

from __future__ import annotations

from typing import Any

import pytest

from bench.ramps import LASTS_DAYS, Alert, alone, measure, rising, shipped, stays_raised


def figures(people: int, years: int, spread_kg: float) -> dict[str, Any]:
    (found,) = measure(people, years, shipped(), [spread_kg]).values()
    return found


@pytest.mark.timeout(180)
def test_most_ramps_are_found_with_a_day_left_and_a_plateau_stays_raised() -> None:
    found = figures(12, 4, 0.5)
    assert [days for days in LASTS_DAYS if found[f"{days} days found"] < 0.9] == []
    assert found["2 kg a month"] == 1.0
    assert found["plateau"] == 1.0
    assert found["a healthy year"] < 2


@pytest.mark.long
@pytest.mark.timeout(3_600)
@pytest.mark.parametrize("spread_kg", [0.4, 0.5, 0.6])
def test_ninety_five_of_a_hundred_ramps_are_found_in_time(spread_kg: float) -> None:
    found = figures(400, 40, spread_kg)
    assert [days for days in LASTS_DAYS if found[f"{days} days found"] < 0.95] == []
    assert found["2 kg a month"] >= 0.95
    assert found["plateau"] == 1.0


def test_each_rule_of_thumb_is_read_by_itself() -> None:
    assert [len(rules.rules) for rules in alone().values()] == [1, 1, 1]


def test_a_plateau_with_a_day_without_an_alert_does_not_stay_raised() -> None:
    assert stays_raised([Alert(from_day=40, until_day=120), Alert(from_day=120, until_day=None)])
    assert not stays_raised([Alert(from_day=40, until_day=120), Alert(from_day=122, until_day=None)])
    assert rising(4)[-1] == 3.0
