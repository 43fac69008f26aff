"""What somebody usually weighs, and how far a weight may lie from it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.patients.habit import APART_G, NEAREST, ONE_SITTING, RECENT, Habit, Weight, habit_of, is_usual

AT = datetime(2026, 3, 30, 6, tzinfo=UTC)
DAY = timedelta(days=1)


def weight(grams: int, ago: timedelta) -> Weight:
    """Make a weight so long before."""
    return int((AT - ago).timestamp()), grams


def test_three_recent_weights_make_somebody_known_and_two_do_not() -> None:
    weights = [weight(70_000, day * DAY) for day in (1, 2, 3)]
    assert habit_of(weights[:2], AT) is None
    assert habit_of(weights, AT) == Habit(usual_g=70_000, reach_g=4_500, same_morning_g=())


def test_what_lies_further_than_four_weeks_away_says_nothing_in_either_direction() -> None:
    near = [weight(70_000, day * DAY) for day in (1, 2)]
    assert habit_of([*near, weight(70_000, RECENT + timedelta(seconds=1))], AT) is None
    assert habit_of([*near, weight(70_000, -RECENT - timedelta(seconds=1))], AT) is None
    assert habit_of([*near, weight(70_000, RECENT)], AT) is not None
    assert habit_of([*near, weight(70_000, -RECENT)], AT) is not None


def test_only_the_nearest_weights_count_so_a_level_is_followed() -> None:
    weights = [weight(80_000 - 1_000 * day, day * DAY) for day in range(1, 15)]
    found = habit_of(weights, AT)
    assert found is not None
    assert found.usual_g == 76_000
    assert habit_of(weights[:NEAREST], AT) == found


def test_one_wrong_weight_moves_nobody() -> None:
    weights = [weight(70_000, day * DAY) for day in range(2, 8)]
    found = habit_of([*weights, weight(95_000, DAY)], AT)
    assert found is not None
    assert (found.usual_g, found.reach_g) == (70_000, 4_500)


def test_of_an_even_number_the_middle_lies_between_the_two_in_the_middle() -> None:
    found = habit_of([weight(70_000 + 1_000 * day, day * DAY) for day in (1, 2, 3, 4)], AT)
    assert found is not None
    assert found.usual_g == 72_500


@pytest.mark.parametrize(
    ("away", "reach_g"), [(timedelta(0), 4_000), (DAY, 4_500), (3 * DAY, 5_500), (8 * DAY, 8_000), (20 * DAY, 8_000)]
)
def test_the_reach_grows_with_the_time_since_the_nearest_weight_and_has_an_end(away: timedelta, reach_g: int) -> None:
    found = habit_of([weight(70_000, away + day * DAY) for day in (0, 1, 2)], AT)
    assert found is not None
    assert found.reach_g == reach_g
    assert found.reaches(70_000 + reach_g)
    assert found.reaches(70_000 - reach_g)
    assert not found.reaches(70_001 + reach_g)


def test_who_varies_much_reaches_as_far_as_six_robust_deviations() -> None:
    found = habit_of([weight(grams, DAY) for grams in (68_000, 69_000, 70_000, 71_000, 72_000)], AT)
    assert found is not None
    assert found.reach_g == 9_000


def test_a_weight_of_the_same_morning_contradicts_one_that_is_too_far_off_and_one_of_the_evening_does_not() -> None:
    evening = weight(70_000, ONE_SITTING + timedelta(seconds=1))
    others = [weight(70_000, DAY), weight(70_000, 2 * DAY)]
    morning = habit_of([*others, weight(70_000, ONE_SITTING)], AT)
    later = habit_of([*others, evening], AT)
    assert morning is not None
    assert later is not None
    assert morning.contradicts(70_001 + APART_G)
    assert not morning.contradicts(70_000 + APART_G)
    assert not later.contradicts(90_000)


@given(
    st.lists(st.tuples(st.integers(-40, 40), st.integers(40_000, 120_000)), max_size=12),
    st.randoms(use_true_random=False),
)
def test_the_order_in_which_weights_are_told_changes_nothing(days: list[tuple[int, int]], chance: object) -> None:
    weights = [weight(grams, day * DAY) for day, grams in days]
    found = habit_of(weights, AT)
    shuffled = list(weights)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # Hypothesis's own Random
    assert habit_of(shuffled, AT) == found


@given(st.lists(st.integers(70_000, 82_000), min_size=3, max_size=12), st.integers(66_000, 86_000))
def test_what_is_usual_at_once_is_always_within_reach(known: list[int], grams: int) -> None:
    weights = [weight(each, day * DAY) for day, each in enumerate(known)]
    habit = habit_of(weights, AT)
    assert habit is not None
    assert habit.reaches(grams) or not is_usual(grams, weights)
