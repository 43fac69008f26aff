"""``missing-weight``, as a diary tells it: no weight on two planned days, and the hub heard since noon."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from one_patient import ANNA, FIRST_DAY, MISSING, STOCKHOLM, OnePatient, at

from server.rules.record import Joined
from server.rules.transition import Cause, EpisodeState, Severity


@pytest.fixture
def anna() -> OnePatient:
    """A patient who was weighed on the first day, with a plan from it on."""
    patient = OnePatient()
    patient.weighs(80.0, 0)
    return patient


def days(anna: OnePatient) -> list[tuple[int, int | None]]:
    """Give the first and last day of each absence that stands."""
    return [
        ((each.start_day - FIRST_DAY).days, None if each.end_day is None else (each.end_day - FIRST_DAY).days)
        for each in anna.holds_true(MISSING)
    ]


@pytest.mark.parametrize(
    ("heard", "raised"),
    [((1, "23:00"), []), ((2, "11:59"), []), ((2, "12:00"), [(2, None)]), ((9, "08:00"), [(2, None)])],
)
def test_it_is_raised_at_noon_of_the_second_day_once_the_hub_was_heard_after_it(
    anna: OnePatient, heard: tuple[int, str], raised: list[tuple[int, int | None]]
) -> None:
    anna.hub_is_heard(*heard)
    assert days(anna) == raised


@pytest.mark.parametrize("silent_days", [3, 30, 300])
def test_while_the_hub_is_silent_nothing_is_concluded(anna: OnePatient, silent_days: int) -> None:
    anna.hub_is_heard(1)
    anna.learns(now=at(silent_days))
    assert anna.said == []


def test_the_first_noon_that_counts_is_that_of_the_second_planned_day() -> None:
    anna = OnePatient(plan_from=FIRST_DAY + timedelta(days=5))
    anna.hub_is_heard(5, "13:00")
    assert days(anna) == []
    anna.hub_is_heard(6, "13:00")
    assert days(anna) == [(6, None)]


@pytest.mark.parametrize(("clock", "raised"), [("11:59", []), ("12:00", [(2, 2)]), ("18:00", [(2, 2)])])
def test_a_weight_before_noon_is_in_time_and_one_after_ends_it(
    anna: OnePatient, clock: str, raised: list[tuple[int, int]]
) -> None:
    anna.weighs(80.1, 2, clock)
    anna.hub_is_heard(2, "19:00")
    assert days(anna) == raised


def test_a_weight_in_the_evening_of_the_first_day_is_a_weight(anna: OnePatient) -> None:
    anna.weighs(80.1, 1, "22:00")
    anna.hub_is_heard(2)
    assert days(anna) == []


def test_it_ends_when_a_weight_is_taken_and_never_by_silence(anna: OnePatient) -> None:
    anna.hub_is_heard(2)
    for day in range(3, 60):
        anna.learns(now=at(day))
        anna.hub_is_heard(day)
    assert days(anna) == [(2, None)]
    (ended,) = anna.weighs(80.2, 60)
    assert (ended.to_state, ended.cause) == (EpisodeState.CLEARED, Cause.MEASURED)


def test_a_weight_that_comes_late_says_that_it_never_was_so(anna: OnePatient) -> None:
    anna.hub_is_heard(2)
    (withdrawn,) = anna.learns(anna.weighing(80.0, 1), now=at(4))
    assert (withdrawn.to_state, withdrawn.cause) == (EpisodeState.WITHDRAWN, Cause.CORRECTED)


def test_taking_that_weight_back_reinstates_it(anna: OnePatient) -> None:
    anna.hub_is_heard(2)
    late = anna.weighing(80.0, 1)
    anna.learns(late, now=at(4))
    (back,) = anna.takes_back(late.arrival)
    assert (back.to_state, back.cause, back.number) == (EpisodeState.RAISED, Cause.REINSTATED, 3)


def test_a_weight_taken_back_shows_an_absence_without_waiting_for_the_hub(anna: OnePatient) -> None:
    anna.weighs(80.1, 2)
    anna.hub_is_heard(2)
    assert [each.to_state for each in anna.takes_back(2)] == [EpisodeState.RAISED]


def test_a_late_weight_of_the_second_day_moves_its_beginning(anna: OnePatient) -> None:
    anna.hub_is_heard(5)
    assert days(anna) == [(2, None)]
    (moved,) = anna.learns(anna.weighing(80.0, 2), now=at(5, "13:00"))
    assert (moved.cause, days(anna)) == (Cause.MOVED, [(4, None)])


def test_after_a_nurse_it_waits_for_a_weight(anna: OnePatient) -> None:
    anna.hub_is_heard(2)
    (closed,) = anna.nurse_closes(MISSING, 2)
    assert closed.cause is Cause.NURSE_CLOSED
    for day in range(3, 20):
        anna.hub_is_heard(day)
    assert days(anna) == [(2, 2)]
    anna.weighs(80.0, 20)
    anna.hub_is_heard(22)
    assert days(anna) == [(2, 2), (22, None)]


def test_after_a_nurse_it_waits_also_when_its_days_are_judged_anew(anna: OnePatient) -> None:
    anna.hub_is_heard(2)
    anna.nurse_closes(MISSING, 2)
    anna.learns(anna.weighing(80.3, 0, "19:00"), now=at(3))
    anna.hub_is_heard(5)
    assert days(anna) == [(2, 2)]


def test_of_several_weights_the_first_ends_it(anna: OnePatient) -> None:
    anna.hub_is_heard(2)
    evening = replace(anna.weighing(80.0, 2, "18:00"), arrival=9)
    (ended,) = anna.learns(evening, anna.weighing(80.0, 2, "13:00"))
    assert ended.measured_at == at(2, "13:00")


def test_it_says_how_long_and_which_day_was_the_last(anna: OnePatient) -> None:
    (raised,) = anna.hub_is_heard(2)
    assert (raised.severity, raised.rule, raised.arrivals) == (Severity.LOW, MISSING, ())
    assert (raised.measured_at, raised.is_late) == (at(2, "12:00"), False)
    assert dict(raised.facts) == {"day": "2026-03-18", "missing_days": 2, "last_day": "2026-03-16"}
    assert raised.say == {
        "sv": "Ingen vikt på 2 dagar, fast hubben har kontakt. Senaste vikten 2026-03-16.",
        "en": "No weight for 2 days though the hub is in contact. Last weight 2026-03-16.",
    }


def test_of_somebody_never_weighed_no_last_day_is_claimed() -> None:
    (raised,) = OnePatient().hub_is_heard(1)
    assert dict(raised.facts) == {"day": "2026-03-17", "missing_days": 2}
    assert raised.say == {
        "sv": "Ingen vikt på 2 dagar, fast hubben har kontakt.",
        "en": "No weight for 2 days though the hub is in contact.",
    }


def test_a_plan_that_begins_later_takes_back_what_was_not_planned(anna: OnePatient) -> None:
    anna.hub_is_heard(2)
    later = Joined(patient=ANNA, zone=STOCKHOLM.key, plan_from=FIRST_DAY + timedelta(days=2))
    assert [each.to_state for each in anna.learns(later)] == [EpisodeState.WITHDRAWN]


@pytest.mark.parametrize("day", [13, 14])
def test_noon_is_noon_when_the_clocks_change(day: int) -> None:
    anna = OnePatient(plan_from=FIRST_DAY + timedelta(days=day - 2))
    anna.weighs(80.0, day - 2)
    anna.hub_is_heard(day, "11:59")
    assert days(anna) == []
    anna.hub_is_heard(day, "12:00")
    assert days(anna) == [(day, None)]
