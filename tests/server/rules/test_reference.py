from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from knowing import DAY, person, weight
from pages import AT

from server.patients.known import AgreedWhat, Weighed
from server.rules.reference import ENROLMENT, OF_FIRST_DAYS, Reference, first_days, moves_reference, reference_weights

pytestmark = pytest.mark.decision("F4")
REFERENCE, DISCHARGE, TARGET = AgreedWhat.REFERENCE, AgreedWhat.DISCHARGE, AgreedWhat.TARGET
FIFTEENTH = datetime(2026, 3, 16, 2, tzinfo=UTC)


def test_until_agreed_it_is_the_first_weight_of_the_first_day() -> None:
    weighed = [Weighed(AT + DAY, 83_000), Weighed(AT, 82_000), Weighed(AT - DAY, 70_000)]
    assert reference_weights([], weighed, person()) == [Reference(AT, 82_000, ENROLMENT)]


@pytest.mark.parametrize(
    ("grams", "median"), [([80_000], 80_000), ([80_000, 81_001], 80_500), ([90_000, 80_000, 81_000], 81_000)]
)
def test_without_a_weight_on_that_day_it_is_the_median_of_fourteen_days_from_the_fifteenth_on(
    grams: list[int], median: int
) -> None:
    weighed = [Weighed(AT + (1 + day) * DAY, each) for day, each in enumerate(grams)]
    weighed.append(Weighed(AT + 14 * DAY, 99_000))
    assert reference_weights([], weighed, person()) == [Reference(FIFTEENTH, median, OF_FIRST_DAYS)]


def test_without_any_weight_there_is_none() -> None:
    assert reference_weights([], [Weighed(AT + 14 * DAY, 80_000)], person()) == []


def test_people_move_it_and_a_discharge_weight_does_from_the_discharge_on() -> None:
    agreed = [
        weight(TARGET, 79_000, AT + DAY),
        weight(DISCHARGE, 78_000, AT + 5 * DAY, number=1),
        weight(REFERENCE, 80_000, AT + 2 * DAY, number=2),
    ]
    assert reference_weights(agreed, [Weighed(AT, 82_000)], person()) == [
        Reference(AT, 82_000, ENROLMENT),
        Reference(AT + 2 * DAY, 80_000, "reference_weight"),
        Reference(AT + 5 * DAY, 78_000, "discharge_weight"),
    ]


def test_what_is_taken_back_gives_back_what_held_before() -> None:
    agreed = [
        weight(REFERENCE, 80_000, AT + DAY),
        weight(DISCHARGE, 78_000, AT + 2 * DAY),
        weight(DISCHARGE, None, AT + 3 * DAY),
        weight(REFERENCE, None, AT + 4 * DAY),
    ]
    grams = [each.grams for each in reference_weights(agreed, [Weighed(AT, 82_000)], person())]
    assert grams == [82_000, 80_000, 78_000, 80_000, 82_000]
    assert reference_weights(agreed[-1:], [], person()) == [Reference(AT + 4 * DAY, None, "")]


def test_what_was_agreed_before_the_first_weight_stands_and_the_weighed_one_does_not_move_it() -> None:
    agreed = [weight(REFERENCE, 80_000, AT - DAY)]
    found = reference_weights(agreed, [Weighed(AT, 82_000)], person())
    assert {each.grams for each in found} == {80_000}


def test_the_days_are_those_of_the_patients_zone() -> None:
    assert first_days(person(zone="America/New_York"))[0] == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert [moves_reference(weight(what, 1)) for what in (REFERENCE, DISCHARGE, TARGET)] == [True, True, False]


@given(st.lists(st.tuples(st.integers(0, 20), st.sampled_from([REFERENCE, DISCHARGE]), st.none() | st.just(80_000))))
def test_no_weighing_ever_moves_what_people_agreed(told: list[tuple[int, AgreedWhat, int | None]]) -> None:
    agreed = [weight(what, grams, AT + day * DAY, number=n) for n, (day, what, grams) in enumerate(told)]
    weighed = [Weighed(AT + day * DAY, 60_000 + day) for day in range(1, 20)]
    by_people = {each.from_at: each for each in reference_weights(agreed, [], person()) if each.grams is not None}
    found = {each.from_at: each for each in reference_weights(agreed, weighed, person())}
    assert {at: found[at] for at in by_people} == by_people
    assert list(found) == sorted(found)
