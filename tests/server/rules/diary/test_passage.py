"""Passages: where what comes tells something else of before a new one begins, and days with two values are torn."""

from __future__ import annotations

import pytest
from tiny_diaries import scripts

WEEK = "2026-03-02..2026-03-08 07:00  weight 80.0 kg"


def begins(*lines: str) -> list[int]:
    (script,) = scripts("\n".join(lines))
    return [place for place, step in enumerate(script.steps) if step.begins]


def torn(*lines: str) -> list[int]:
    (script,) = scripts("\n".join(lines))
    return [place for place, step in enumerate(script.steps) if step.is_torn]


@pytest.mark.parametrize(
    "line",
    [
        "2026-03-04 09:00  weight 80.0 kg  arrives 2026-03-05 12:00",
        "2026-03-05 12:00  withdraw 2026-03-04 07:00",
        "2026-03-05 12:00  correct 2026-03-04 07:00 to 80.1 kg",
        "2026-03-05 12:00  event travelling",
        "2026-03-05 12:00  agrees target_weight 80 kg",
    ],
)
def test_what_tells_of_before_begins_a_passage(line: str) -> None:
    assert begins(WEEK, line) == [0, 4]


def test_what_comes_in_order_begins_none() -> None:
    assert begins(WEEK, "2026-03-05 12:00  answers dizziness often", "2026-03-05 13:00  presses worried") == [0]


def test_closing_is_a_passage_of_its_own() -> None:
    assert begins(WEEK, "2026-03-05 12:00  closes") == [0, 4, 5]


def test_a_sitting_that_goes_on_over_night_begins_one() -> None:
    """A day ends at three; a weight repeats another for ten minutes."""
    assert begins("2026-03-02 02:55  weight 80.0 kg", "2026-03-02 03:04  weight 80.0 kg") == [0, 1]
    assert begins("2026-03-02 02:50  weight 80.0 kg", "2026-03-02 03:04  weight 80.0 kg") == [0]


def test_a_sitting_goes_on_after_what_came_late() -> None:
    late = "2026-03-02 02:55  weight 80.0 kg  arrives 2026-03-02 03:03"
    assert begins("2026-03-01 07:00  weight 80.0 kg", late, "2026-03-02 03:04  weight 80.0 kg") == [0, 1, 2]


def test_what_bears_out_a_doubted_reading_begins_one() -> None:
    """Far from the patient's own for three weeks; another like it within a day and a half vouches for it."""
    own = "2026-03-02..2026-03-08 07:00  weight 80.0 kg"
    assert begins(own, "2026-03-09 07:00  weight 95.0 kg", "2026-03-10 07:00  weight 95.0 kg") == [0, 8]
    assert begins(own, "2026-03-09 07:00  weight 95.0 kg", "2026-03-11 07:00  weight 95.0 kg") == [0]
    assert begins(own, "2026-03-09 07:00  weight 81.0 kg", "2026-03-10 07:00  weight 81.0 kg") == [0]


def test_a_day_on_which_more_of_the_same_comes_is_torn_until_the_last_of_it() -> None:
    twice = ("2026-03-05 07:30  answers dizziness often", "2026-03-05 08:00  weight 80.0 kg")
    assert torn(WEEK, *twice) == [3, 4]
    assert torn(WEEK, "2026-03-05 07:30  answers dizziness often") == []


def test_what_is_followed_at_the_same_instant_is_torn() -> None:
    assert torn(WEEK, "2026-03-05 07:00  answers dizziness often") == [3]
