"""``weight-gain-2kg-3-days``, as a diary tells it: when it is raised, when it ends, what it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from one_patient import FIRST_DAY, GAIN, OnePatient

from server.rules.day_grid import MISSING
from server.rules.transition import Cause, EpisodeState, Severity
from server.rules.weight_gain import gain_g


@pytest.fixture
def anna() -> OnePatient:
    """A patient whose hub is never heard, so that no absence mixes in."""
    return OnePatient()


def weighed(anna: OnePatient, *kilograms: float | None, first: int = 0) -> None:
    """Weigh every morning; None is a morning without."""
    for day, each in enumerate(kilograms, first):
        if each is not None:
            anna.weighs(each, day)


def days(anna: OnePatient) -> list[tuple[int, int | None]]:
    """Give the first and last day of each episode that stands."""
    return [
        ((each.start_day - FIRST_DAY).days, None if each.end_day is None else (each.end_day - FIRST_DAY).days)
        for each in anna.holds_true(GAIN)
    ]


@pytest.mark.parametrize(
    ("kilograms", "raised"),
    [
        ((80.0, 82.0), []),
        ((80.0, 82.001), [(1, None)]),
        ((80.0, None, None, 82.1), [(3, None)]),
        ((80.0, None, None, None, 82.1), []),
        ((80.0, 81.0, 81.5, 82.1), [(3, None)]),
        ((82.0, 80.0, 81.0, 82.1), [(3, None)]),
        ((82.1,), []),
        ((84.0, 82.0, 80.0), []),
    ],
)
def test_it_is_raised_by_more_than_two_kilograms_above_the_lowest_of_the_three_days_before(
    anna: OnePatient, kilograms: tuple[float | None, ...], raised: list[tuple[int, int | None]]
) -> None:
    weighed(anna, *kilograms)
    assert days(anna) == raised


@pytest.mark.parametrize(
    ("after", "ended"),
    [
        ((81.0, 81.0), 4),
        ((81.001, 81.0), None),
        ((81.0, 81.001), None),
        ((81.0, None, 81.0), None),
        ((81.0, None, 81.0, 80.9), 6),
        ((81.0, 83.0, 81.0, 80.0), 6),
        ((80.0,), None),
    ],
)
def test_it_ends_on_the_second_day_in_a_row_at_most_one_kilogram_above_the_level_before(
    anna: OnePatient, after: tuple[float | None, ...], ended: int | None
) -> None:
    weighed(anna, 80.0, 80.2, 82.5)
    weighed(anna, *after, first=3)
    assert days(anna) == [(2, ended)]


@pytest.mark.decision("D3")
def test_it_is_raised_again_only_after_one_day_of_no(anna: OnePatient) -> None:
    weighed(anna, 80.0, 83.0, 80.0, 80.0, 82.5)
    assert days(anna) == [(1, 3)], "over again on the day after the end, with no *no* between"
    weighed(anna, 80.1, 82.6, first=5)
    assert days(anna) == [(1, 3), (6, None)]


@pytest.mark.decision("D3")
@given(
    st.integers(40_000, 200_000), st.lists(st.integers(-5_000, 5_000), min_size=3, max_size=3), st.integers(0, 9_000)
)
def test_raising_and_ending_are_never_both_so_on_entry(lowest: int, others: list[int], now: int) -> None:
    anna = OnePatient()
    weighed(anna, *((lowest + each) / 1_000 for each in others), (lowest + now) / 1_000)
    assert all(each.end_day is None or each.end_day > each.start_day for each in anna.holds_true(GAIN))


def test_nobody_weighs_an_alert_away_in_the_evening(anna: OnePatient) -> None:
    weighed(anna, 80.0, 83.0, 83.0, 83.0)
    for day in (1, 2, 3):
        anna.weighs(80.0, day, "20:00")
    assert days(anna) == [(1, None)]


def test_stepping_on_again_within_ten_minutes_means_the_second(anna: OnePatient) -> None:
    weighed(anna, 80.0, 83.0)
    assert [each.to_state for each in anna.weighs(80.4, 1, "07:08")] == [EpisodeState.WITHDRAWN]


def test_a_nurse_ends_it_and_what_she_saw_is_the_new_level(anna: OnePatient) -> None:
    weighed(anna, 80.0, 83.0)
    (closed,) = anna.nurse_closes(GAIN, 1)
    assert (closed.to_state, closed.cause) == (EpisodeState.CLEARED, Cause.NURSE_CLOSED)
    weighed(anna, 84.9, 85.0, first=2)
    assert days(anna) == [(1, 1)]
    (raised,) = anna.weighs(85.1, 4)
    assert raised.facts["earlier_g"] == 83_000
    assert raised.say["en"] == "Weight is up 2.1 kg in 3 days, from 83.0 kg to 85.1 kg."


def test_a_weight_taken_after_the_nurse_closed_is_no_weight_she_saw(anna: OnePatient) -> None:
    weighed(anna, 80.0, 83.0)
    anna.nurse_closes(GAIN, 2, "06:00")
    (raised,) = anna.weighs(85.5, 2, "07:00")
    assert raised.to_state is EpisodeState.RAISED
    assert raised.facts["earlier_g"] == 83_000
    assert days(anna) == [(1, 2), (2, None)]


def test_what_she_saw_counts_until_the_rule_has_said_no(anna: OnePatient) -> None:
    weighed(anna, 80.0, 83.0)
    anna.nurse_closes(GAIN, 1)
    weighed(anna, 83.0, 83.0, 83.0, 83.0, 85.1, first=2)
    assert days(anna) == [(1, 1), (6, None)]


def test_what_she_saw_is_remembered_over_a_silence(anna: OnePatient) -> None:
    weighed(anna, 80.0, 83.0)
    anna.nurse_closes(GAIN, 1)
    (raised,) = anna.weighs(85.2, 12)
    assert raised.say["sv"] == "Vikten har gått upp 2,2 kg på 11 dagar, från 83,0 kg till 85,2 kg."
    assert raised.arrivals == (2, 3)


def test_a_nurse_closes_an_episode_that_begins_minutes_ahead_by_its_hubs_clock(anna: OnePatient) -> None:
    anna.weighs(80.0, 0)
    anna.learns(anna.weighing(83.0, 1, "07:08"), now=anna.now)
    anna.now = min(each.at for each in anna.weighings.values()) + timedelta(hours=24, minutes=1)
    (closed,) = anna.nurse_closes_now(GAIN)
    assert closed.cause is Cause.NURSE_CLOSED
    assert days(anna) == [(1, 1)]
    weighed(anna, 83.1, 83.2, first=2)
    assert days(anna) == [(1, 1)]


def test_it_says_by_how_much_since_when_and_from_which_readings(anna: OnePatient) -> None:
    weighed(anna, 80.4, 80.0, 81.2, 82.35)
    (raised,) = anna.said
    assert (raised.severity, raised.rule, raised.rule_version) == (Severity.MEDIUM, GAIN, "1")
    assert dict(raised.facts) == {
        "now_g": 82_350,
        "earlier_g": 80_000,
        "change_g": 2_350,
        "limit_g": 2_000,
        "day": (FIRST_DAY + timedelta(days=3)).isoformat(),
        "earlier_day": (FIRST_DAY + timedelta(days=1)).isoformat(),
        "within_days": 2,
    }
    assert raised.say == {
        "sv": "Vikten har gått upp 2,4 kg på 2 dagar, från 80,0 kg till 82,4 kg.",
        "en": "Weight is up 2.4 kg in 2 days, from 80.0 kg to 82.4 kg.",
    }
    assert raised.arrivals == (1, 2, 3, 4)


def test_what_was_weighed_after_it_began_is_not_behind_it(anna: OnePatient) -> None:
    weighings = [
        replace(anna.weighing(kilograms, day), arrival=day + 1) for day, kilograms in enumerate((80.0, 83.0, 83.1))
    ]
    (raised,) = anna.learns(*weighings)
    assert raised.arrivals == (1, 2)


def test_of_two_equal_days_before_the_later_is_named(anna: OnePatient) -> None:
    weighed(anna, 80.0, 80.0, 82.5)
    assert anna.said[0].facts["within_days"] == 1


def test_the_end_of_a_very_long_episode_claims_no_numbers_that_are_no_longer_known(anna: OnePatient) -> None:
    weighed(anna, 80.0, 83.0)
    weighed(anna, *[83.0] * 60, 80.0, 80.0, first=2)
    ended = anna.said[-1]
    assert ended.to_state is EpisodeState.CLEARED
    since = (FIRST_DAY + timedelta(days=1)).isoformat()
    assert dict(ended.facts) == {"earlier_g": 80_000, "limit_g": 2_000, "day": since}
    assert ended.say == {
        "sv": f"Viktuppgång från 80,0 kg sedan {since}.",
        "en": f"Weight up from 80.0 kg since {since}.",
    }


@given(st.lists(st.just(MISSING) | st.integers(1_000, 650_000), min_size=4, max_size=12), st.integers(1, 3))
def test_the_arrays_tell_a_gain_as_plain_arithmetic_does(days: list[int], patients: int) -> None:
    def plainly(window: list[int]) -> int:
        *before, now = window
        known = [each for each in before if each != MISSING]
        return now - min(known) if known and now != MISSING else MISSING

    expected = [plainly(days[first : first + 4]) for first in range(len(days) - 3)]
    assert gain_g(np.array([days] * patients)).tolist() == [expected] * patients


@given(st.lists(st.integers(79_000, 84_000), min_size=4, max_size=4), st.sets(st.integers(0, 3)))
def test_a_missing_weight_never_makes_a_gain(window: list[int], missing: set[int]) -> None:
    thinner = [MISSING if place in missing else grams for place, grams in enumerate(window)]
    assert gain_g(np.array(thinner)).item() <= max(gain_g(np.array(window)).item(), MISSING)
