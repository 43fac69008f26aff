"""Rises and falls, trends, averages and drift, by hand (rules 14 to 17)."""

from __future__ import annotations

import pytest
from rule_making import kg, mmhg
from telling import tell

from server.rules.language.condition import Averages, Change, Comparison, Drift, Side, Trend
from server.rules.language.quantity import TimesOwnSpread
from server.rules.language.repeat import DaysInARow

YES, NO, CANNOT_TELL = "yes", "no", "cannot tell"
T = "03-05 20:00"


def rise(within_days: int | None = 3, using: str | None = None) -> Change:
    return Change(measure="weight", is_rise=True, by=kg(2_000), within_days=within_days, using=using)


FALL = Change(measure="weight", is_rise=False, by=kg(2_000), within_days=3)


@pytest.mark.parametrize(
    ("diary", "t", "expected"),
    [
        ("03-02 07:00 weight 80.1\n03-05 07:00 weight 82.1", T, YES),
        ("03-02 07:00 weight 80.1\n03-05 07:00 weight 82.099", T, NO),
        ("03-02 07:00 weight 80.1\n03-05 07:00 weight 82.101", T, YES),
        ("03-01 07:00 weight 80.1\n03-05 07:00 weight 82.1", T, CANNOT_TELL),  # four days are too many
        ("03-03 07:00 weight 80\n03-04 07:00 weight 81\n03-05 07:00 weight 82", T, YES),  # the lowest of them
        ("03-02 07:00 weight 80.1\n03-05 07:00 weight 82.1", "03-05 06:59", CANNOT_TELL),
        ("03-02 07:00 weight 80.1\n03-05 07:00 weight 82.1", "03-06 20:00", YES),  # the fifth is the newest still
        ("03-02 07:00 weight 80.1\n03-05 07:00 weight 82.1", "03-07 03:00", CANNOT_TELL),
        ("03-26 07:00 weight 80\n03-29 07:00 weight 82", "03-29 07:00", YES),  # the clocks change between
        ("10-22 07:00 weight 80\n10-25 07:00 weight 82", "10-25 07:00", YES),
        ("10-22 07:00 weight 80\n10-26 02:59 weight 82", "10-26 02:59", YES),  # the night is still the twenty-fifth
        ("03-05 07:00 weight 82.1", T, CANNOT_TELL),
    ],
)
def test_a_rise_is_counted_from_the_lowest_of_the_days_before(diary: str, t: str, expected: str) -> None:
    assert tell(rise(), diary, t) == expected


@pytest.mark.parametrize(
    ("diary", "expected"),
    [
        ("03-03 07:00 weight 82\n03-05 07:00 weight 80", YES),
        ("03-03 07:00 weight 82\n03-05 07:00 weight 80.001", NO),
        ("03-03 07:00 weight 82\n03-04 07:00 weight 81\n03-05 07:00 weight 80", YES),  # from the highest
        ("03-01 07:00 weight 82\n03-05 07:00 weight 80", CANNOT_TELL),
    ],
)
def test_a_fall_is_counted_from_the_highest(diary: str, expected: str) -> None:
    assert tell(FALL, diary, T) == expected


ASKED = "03-04 07:00 weight 80\n03-05 07:00 weight 83\n03-05 08:00 asked gain weight until 03-05 14:00"


@pytest.mark.parametrize(
    ("diary", "expected"),
    [
        ("03-04 07:00 weight 80\n03-05 07:00 weight 82", YES),
        ("03-04 07:00 weight 80\n03-05 07:00 weight 81.999", NO),
        ("03-04 12:00 weight 80\n03-05 07:00 weight 82", CANNOT_TELL),  # not a morning
        ("03-04 07:00 weight 80\n03-05 12:00 weight 82", CANNOT_TELL),
        ("03-03 07:00 weight 80\n03-05 07:00 weight 82", CANNOT_TELL),
        ("03-04 11:55 weight 79\n03-04 12:01 weight 80\n03-05 07:00 weight 82", YES),  # again, of the same morning
        (ASKED, YES),
        (f"{ASKED}\n03-05 13:00 weight 83", CANNOT_TELL),  # the answer is no morning's
        (f"{ASKED}\n03-05 11:59 weight 83", YES),
    ],
)
def test_since_the_previous_day_both_must_be_of_the_morning(diary: str, expected: str) -> None:
    assert tell(rise(within_days=None), diary, T) == expected


@pytest.mark.parametrize(
    ("diary", "expected"),
    [
        ("03-01..03-02 07:00 weight 80\n03-04..03-05 07:00 weight 82", YES),
        ("03-01..03-02 07:00 weight 80\n03-04 07:00 weight 82\n03-05 07:00 weight 81.999", NO),  # a median of 81.9995
        ("03-04..03-05 07:00 weight 82", CANNOT_TELL),
        ("03-01..03-02 07:00 weight 80\n03-05 07:00 weight 82", CANNOT_TELL),
    ],
)
def test_a_windows_values_may_stand_in_the_place_of_the_days(diary: str, expected: str) -> None:
    assert tell(rise(using="3-day median"), diary, T) == expected


@pytest.mark.parametrize(("now", "expected"), [("80.6", YES), ("80.599", NO), ("80.601", YES), ("80", NO)])
def test_a_rise_may_be_counted_in_own_spreads(now: str, expected: str) -> None:
    condition = Change(measure="weight", is_rise=True, by=TimesOwnSpread(20), within_days=3)
    diary = f"01-20..02-20 07:00 weight 80\n03-04 07:00 weight 80\n03-05 07:00 weight {now}"
    assert tell(condition, diary, T) == expected


TREND = Trend(measure="weight", per_week=kg(700), over_days=14, needs_days=3)


@pytest.mark.parametrize(
    ("diary", "expected"),
    [
        ("03-03 07:00 weight 80\n03-04 07:00 weight 80.1\n03-05 07:00 weight 80.2", YES),  # 0.7 kg a week exactly
        ("03-03 07:00 weight 80\n03-04 07:00 weight 80.099\n03-05 07:00 weight 80.2", YES),  # two pairs of three
        ("03-03 07:00 weight 80\n03-04 07:00 weight 80.101\n03-05 07:00 weight 80.199", NO),  # one of three
        ("03-04 07:00 weight 80\n03-05 07:00 weight 81", CANNOT_TELL),
        ("02-19 07:00 weight 70\n03-04 07:00 weight 80\n03-05 07:00 weight 81", CANNOT_TELL),  # a day too old
        ("02-20 07:00 weight 79\n03-04 07:00 weight 80\n03-05 07:00 weight 81", YES),
        # Six pairs, of which three are steep: half of them are enough.
        ("03-02 07:00 weight 80\n03-03 07:00 weight 80.1\n03-04..03-05 07:00 weight 80.2", YES),
        ("03-02..03-03 07:00 weight 80\n03-04..03-05 07:00 weight 80.05", NO),
    ],
)
def test_a_trend_is_the_median_of_the_slopes_of_all_pairs(diary: str, expected: str) -> None:
    assert tell(TREND, diary, T) == expected


@pytest.mark.parametrize(
    ("needs", "diary", "expected"),
    [
        (1, "03-05 07:00 weight 80", CANNOT_TELL),  # one day has no slope
        (2, "03-04 07:00 weight 80\n03-05 07:00 weight 80.1", YES),
        (2, "03-28 07:00 weight 80\n03-29 07:00 weight 80.1", CANNOT_TELL),
    ],
)
def test_a_trend_needs_a_pair(needs: int, diary: str, expected: str) -> None:
    condition = Trend(measure="weight", per_week=kg(700), over_days=14, needs_days=needs)
    assert tell(condition, diary, T) == expected


@pytest.mark.parametrize(
    ("diary", "expected"),
    [
        ("03-02 07:00 weight 80\n03-03 07:00 weight 80.2\n03-04 07:00 weight 80.4\n03-05 07:00 weight 80.6", YES),
        ("03-03 07:00 weight 80\n03-04 07:00 weight 80.2\n03-05 07:00 weight 80.4", CANNOT_TELL),  # too few yesterday
        ("03-02..03-04 07:00 weight 80\n03-05 07:00 weight 81", NO),
        ("03-01 07:00 weight 80\n03-02 07:00 weight 80.2\n03-03 07:00 weight 80.4\n03-05 07:00 weight 81", CANNOT_TELL),
    ],
)
def test_a_trend_may_be_asked_for_on_days_in_a_row(diary: str, expected: str) -> None:
    condition = Trend(measure="weight", per_week=kg(700), over_days=14, needs_days=3, on=DaysInARow(count=2))
    assert tell(condition, diary, T) == expected


def averages(comparison: Comparison, grams: int, on: int | None = None) -> Averages:
    row = None if on is None else DaysInARow(count=on)
    return Averages(
        measure="weight", short_days=2, long_days=4, comparison=comparison, amount=kg(grams), needs_days=3, on=row
    )


@pytest.mark.parametrize(
    ("comparison", "grams", "diary", "expected"),
    [
        # 81 and 80: the mean of two days is 1 kg above, of four 80.5.
        (Comparison.AT_LEAST, 500, "03-02..03-03 07:00 weight 80\n03-04..03-05 07:00 weight 81", YES),
        (Comparison.AT_LEAST, 501, "03-02..03-03 07:00 weight 80\n03-04..03-05 07:00 weight 81", NO),
        (Comparison.LESS_THAN, 500, "03-02..03-03 07:00 weight 80\n03-04..03-05 07:00 weight 81", NO),
        (Comparison.LESS_THAN, 501, "03-02..03-03 07:00 weight 80\n03-04..03-05 07:00 weight 81", YES),
        (Comparison.AT_LEAST, 500, "03-04..03-05 07:00 weight 81", CANNOT_TELL),
        (Comparison.AT_LEAST, 500, "03-01..03-02 07:00 weight 80\n03-05 07:00 weight 81", CANNOT_TELL),
        (Comparison.AT_LEAST, 666, "03-02..03-03 07:00 weight 80\n03-05 07:00 weight 81", YES),  # 81 − 80 1/3
        (Comparison.AT_LEAST, 667, "03-02..03-03 07:00 weight 80\n03-05 07:00 weight 81", NO),
    ],
)
def test_a_short_average_is_held_against_a_long_one(
    comparison: Comparison, grams: int, diary: str, expected: str
) -> None:
    assert tell(averages(comparison, grams), diary, T) == expected


@pytest.mark.parametrize(
    ("diary", "expected"),
    [
        ("03-01..03-02 07:00 weight 80\n03-03..03-05 07:00 weight 82", NO),  # today 82 − 81.5
        ("03-01..03-02 07:00 weight 80\n03-03..03-04 07:00 weight 82\n03-05 07:00 weight 84", YES),
        ("03-02..03-03 07:00 weight 80\n03-04..03-05 07:00 weight 82", NO),  # yesterday 81 − 80 2/3
        ("03-01..03-03 07:00 weight 80\n03-05 07:00 weight 85", CANNOT_TELL),  # yesterday has no value
    ],
)
def test_averages_may_be_asked_for_on_days_in_a_row(diary: str, expected: str) -> None:
    assert tell(averages(Comparison.AT_LEAST, 600, on=2), diary, T) == expected


def drift(side: Side = Side.ABOVE, over_days: int = 4) -> Drift:
    return Drift(
        measure="weight", by=kg(1_500), side=side, reference="target_weight", leak=kg(200), over_days=over_days
    )


TARGET = "03-01 03:00 agreed target_weight 80000"


@pytest.mark.parametrize(
    ("condition", "diary", "expected"),
    [
        # Three days at +0.7 leave 0.5 each.
        (drift(), f"{TARGET}\n03-03..03-05 07:00 weight 80.7", YES),
        (drift(), f"{TARGET}\n03-03..03-04 07:00 weight 80.7\n03-05 07:00 weight 80.699", NO),
        (drift(), f"{TARGET}\n03-02 07:00 weight 70\n03-03..03-05 07:00 weight 80.7", YES),  # never under zero
        (drift(), f"{TARGET}\n03-02 07:00 weight 81\n03-03 07:00 weight 79.5\n03-04..03-05 07:00 weight 80.7", NO),
        (drift(), f"{TARGET}\n03-02..03-03 07:00 weight 80.7\n03-05 07:00 weight 80.7", YES),  # a gap leaves it
        (drift(), f"{TARGET}\n03-01..03-02 07:00 weight 80.7\n03-05 07:00 weight 80.7", NO),  # zero at the edge
        (drift(Side.BELOW), f"{TARGET}\n03-03..03-05 07:00 weight 79.3", YES),
        (drift(Side.BELOW), f"{TARGET}\n03-03..03-05 07:00 weight 80.7", NO),
        (drift(), "03-03..03-05 07:00 weight 80.7", CANNOT_TELL),
        (drift(), f"{TARGET}\n03-03 07:00 weight 81", CANNOT_TELL),
        (drift(), f"{TARGET}\n03-03..03-05 07:00 weight 80.7\n03-05 06:00 agreed target_weight 80700", NO),
    ],
)
def test_drift_is_a_leaky_sum_from_the_windows_edge(condition: Drift, diary: str, expected: str) -> None:
    assert tell(condition, diary, T) == expected


def test_a_pressure_changes_in_tenths_of_its_sittings() -> None:
    condition = Change(measure="systolic", is_rise=False, by=mmhg(20), within_days=1)
    before = "03-04 07:00 systolic 120\n03-05 07:00 systolic 99.9"
    assert tell(condition, f"{before}\n03-05 07:05 systolic 100.1", T) == YES
    assert tell(condition, f"{before}\n03-05 07:05 systolic 100.2", T) == NO
