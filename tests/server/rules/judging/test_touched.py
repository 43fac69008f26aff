"""How far back a reading reaches: to what it bears out, and to its sitting."""

from __future__ import annotations

import pytest
from rule_making import signals

from server.rules.judging.series import Series
from server.rules.judging.touched import Touch, touched_since

MEASURES = signals().measures
DAY_S = 86_400
NOW_S = 100 * DAY_S
WITNESS_S = 36 * 3_600
SITTING_S = 10 * 600


def weights(*kilograms: float) -> Series:
    """Weigh daily, the last time now."""
    series = Series()
    for place, each in enumerate(kilograms):
        at_s = NOW_S - DAY_S * (len(kilograms) - 1 - place)
        series.add(at_s, round(each * 1_000), number=place, marks=0)
    return series


@pytest.mark.parametrize(
    ("kilograms", "back_s"),
    [
        ((80, 80, 80, 95, 95), WITNESS_S),
        ((80, 80, 80, 95, 80), WITNESS_S),  # who counts is for the gate to say
        ((80, 80, 80, 84, 84), 0),  # nothing is too far away
        ((80, 95, 95), 0),  # with three before it nobody can tell
        ((80,), 0),
    ],
)
def test_a_weighing_reaches_back_to_what_it_may_bear_out(kilograms: tuple[float, ...], back_s: int) -> None:
    assert touched_since(weights(*kilograms), NOW_S, Touch.of([MEASURES["weight"]])) == NOW_S - back_s


def test_a_reading_reaches_back_to_the_beginning_of_its_sitting() -> None:
    assert touched_since(weights(120), NOW_S, Touch.of([MEASURES["systolic"]])) == NOW_S - SITTING_S
    assert touched_since(weights(120), NOW_S, Touch.of([MEASURES["weight"], MEASURES["systolic"]])) == NOW_S - SITTING_S


def test_what_no_measure_is_made_of_reaches_nowhere() -> None:
    assert touched_since(weights(80), NOW_S, Touch.of([])) == NOW_S
