from __future__ import annotations

from statistics import fmean, median

import pytest

from simulator.cohort.chance import DAYS_IN_YEAR, Chance


def test_every_patient_and_purpose_has_dice_of_its_own() -> None:
    throws = {
        Chance.of(seed, number, purpose).random()
        for seed in (1, 2)
        for number in (1, 2, 12)
        for purpose in ("weight", "pulse")
    }
    assert len(throws) == 12


def test_what_happens_so_often_a_year_happens_so_often() -> None:
    chance = Chance.of(1, 1, "test")
    found = chance.moments(2.0, 10.0, 10.0 + 2_000 * DAYS_IN_YEAR)
    assert found == sorted(found)
    assert found[0] > 10
    assert len(found) == pytest.approx(4_000, rel=0.06)


def test_what_never_happens_is_waited_for_in_vain() -> None:
    assert Chance.of(1, 1, "test").moments(0, 0, 1e9) == []


def test_its_numbers_lie_where_they_are_wanted() -> None:
    chance = Chance.of(1, 1, "test")
    spans = [chance.between((2.0, 4.0)) for _ in range(2_000)]
    assert (min(spans) >= 2, max(spans) <= 4) == (True, True)
    assert fmean(spans) == pytest.approx(3, abs=0.1)
    assert median(chance.around(6.0, 0.7) for _ in range(2_000)) == pytest.approx(6, rel=0.1)
    assert fmean(chance.happens(0.3) for _ in range(2_000)) == pytest.approx(0.3, abs=0.04)
