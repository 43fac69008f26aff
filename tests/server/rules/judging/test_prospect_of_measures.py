"""Limits, changes and curves may be so only where the days, and what is made of them, lie far enough apart."""

from __future__ import annotations

from dataclasses import replace

import pytest
from outlooks import may_be
from rule_making import days, kg, mmhg

from server.rules.language.condition import Averages, Change, Comparison, Drift, Limit, Side, Trend
from server.rules.language.quantity import TimesOwnSpread
from server.rules.language.repeat import Basis, DaysInARow, OfTheLast


def daily(*kilograms: float, until: int = 31) -> str:
    """Weigh every morning, the last time on a day of March."""
    first = until - len(kilograms) + 1
    return "\n".join(f"03-{first + place:02} 07:00 weight {each}" for place, each in enumerate(kilograms))


USUAL = daily(*[80] * 24, until=27)
"""The baseline of the last days is 80 kg."""
OVER = Limit(
    measure="weight",
    comparison=Comparison.AT_LEAST,
    amount=kg(1_000),
    using="3-day median",
    side=Side.ABOVE,
    reference="baseline",
)
GAIN = Change(measure="weight", is_rise=True, by=kg(2_000), within_days=3)
APART = Averages(
    measure="weight", short_days=3, long_days=14, comparison=Comparison.AT_LEAST, amount=kg(700), needs_days=10
)
TREND = Trend(measure="weight", per_week=kg(500), over_days=7, needs_days=4)


@pytest.mark.parametrize(
    ("after", "expected"),
    [((80, 80, 83, 80), False), ((80, 81, 81, 80), True), ((80, 80.9, 80.9, 80.9), False), ((81, 81), True)],
)
def test_one_bad_day_moves_no_median(after: tuple[float, ...], expected: object) -> None:
    assert may_be(OVER, USUAL + "\n" + daily(*after)) is expected


def test_an_unsure_patient_is_judged_by_all_readings() -> None:
    assert not may_be(OVER, USUAL + "\n" + daily(80, 80, 83, 80))
    assert may_be(OVER, USUAL + "\n03-29 12:00 weight 90\n" + daily(80, 80, 83, 80))
    assert may_be(OVER, USUAL + "\n03-29 12:00 event discharged\n" + daily(80, 80, 83, 80))


def test_days_in_a_row_are_of_days_that_follow_each_other() -> None:
    twice = replace(OVER, using=None, on=DaysInARow(count=2))
    assert may_be(twice, USUAL + "\n" + daily(80, 80, 82, 82))
    assert not may_be(twice, USUAL + "\n" + daily(80, 82, 80, 82))
    assert not may_be(twice, USUAL + "\n03-29 07:00 weight 82\n03-31 07:00 weight 82")


def test_a_distance_from_what_is_not_there_is_none() -> None:
    assert not may_be(OVER, daily(80, 83, 83, 83)), "there is no baseline"
    to_target = replace(OVER, using=None, reference="target_weight")
    assert not may_be(to_target, USUAL + "\n" + daily(90))
    assert may_be(to_target, USUAL + "\n03-01 09:00 agreed target_weight 78000\n" + daily(80))
    assert may_be(replace(to_target, or_else="baseline"), USUAL + "\n" + daily(81))
    since = replace(OVER, using=None, reference="previous day")
    assert may_be(since, daily(80, 81))
    assert not may_be(since, daily(80.1, 81))


def test_the_level_before_an_episode_may_be_anything() -> None:
    before = replace(OVER, using=None, reference="level_before")
    assert may_be(before, daily(80, 80))
    assert not may_be(before, "03-31 07:00 systolic 120"), "nobody was weighed"


def test_a_limit_of_the_own_spread_holds_only_who_has_one() -> None:
    spread = replace(OVER, using=None, reference="previous day", amount=TimesOwnSpread(20))
    assert may_be(spread, daily(*[80] * 7, until=20) + "\n" + daily(80, 81))
    assert not may_be(spread, daily(*[80] * 6, until=20) + "\n" + daily(80, 81))


def test_a_value_by_itself_may_be_beyond_a_limit() -> None:
    low = Limit(
        measure="systolic",
        comparison=Comparison.LESS_THAN,
        amount=mmhg(90),
        on=OfTheLast(count=2, among=3, basis=Basis.READING, within=days(1)),
    )
    assert may_be(low, "03-31 07:00 systolic 89")
    assert not may_be(low, "03-31 07:00 systolic 90")
    assert not may_be(low, "03-20 07:00 systolic 80"), "it is too long ago"


def test_a_change_is_from_the_days_before() -> None:
    assert may_be(GAIN, daily(80, 81, 82))
    assert not may_be(GAIN, daily(80, 81, 81, 81, 82))
    assert not may_be(GAIN, daily(82, 80))
    assert may_be(replace(GAIN, is_rise=False), daily(82, 80))
    smooth = replace(GAIN, using="3-day median", by=kg(1_000))
    assert may_be(smooth, daily(80, 80, 81, 81))
    assert not may_be(smooth, daily(80, 80, 80, 82))


def test_averages_need_their_days() -> None:
    assert may_be(APART, daily(*[80] * 11, 81, 81, 81))
    assert not may_be(APART, daily(*[80] * 13, 82))
    assert not may_be(APART, daily(*[80] * 6, 81, 81, 81))
    assert may_be(APART, daily(*[80] * 9, 85, *[80] * 3, 82)), "somebody else may have been weighed"


def test_a_trend_needs_values_that_lie_apart() -> None:
    assert may_be(TREND, daily(80, 80, 80, 80.1))
    assert not may_be(TREND, daily(80, 80.1, 80.1))
    assert not may_be(TREND, daily(80, 80, 80, 80))


def test_a_drift_adds_up_what_does_not_leak() -> None:
    drift = Drift(measure="weight", by=kg(1_500), side=Side.ABOVE, reference="baseline", leak=kg(200), over_days=3)
    assert may_be(drift, USUAL + "\n" + daily(80.7))
    assert not may_be(drift, USUAL + "\n" + daily(80.6))


@pytest.mark.parametrize("sign", [OVER, GAIN, APART, TREND])
def test_who_was_never_weighed_has_no_outlook(sign: Limit | Change | Averages | Trend) -> None:
    assert not may_be(sign, "03-31 07:00 systolic 120")
