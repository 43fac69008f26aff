"""The day's value, by the engine: which reading of a day it is, and sittings (rules 6 and 7)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from diary_lines import story, wall
from engine_story import scene_of
from rule_making import kg, rule, rule_set, signals, weight

from server.rules.judging.days import Days
from server.rules.language.condition import Comparison, Limit
from server.rules.language.repeat import Basis
from server.rules.language.signal import DayTakes, Measure

LAST, LOWEST, FIRST = DayTakes.LAST, DayTakes.LOWEST, DayTakes.FIRST_MORNING
MADE = rule("gain", Limit(measure="weight", comparison=Comparison.AT_LEAST, amount=kg(0)))
SYSTOLIC = signals().measures["systolic"]


def days_of(measure: Measure, diary: str) -> tuple[Days, int]:
    """Give the day's values, and the place of 5 March among them."""
    rules = rule_set(MADE, measures={measure.name: measure})
    frame = scene_of(rules, MADE, story(diary), wall("03-06 20:00")).frame
    return frame.days(measure), wall("03-05 12:00").toordinal() - frame.first


def value(measure: Measure, diary: str) -> float | None:
    """Give the value of 5 March, in the measure's unit."""
    days, place = days_of(measure, diary)
    return days.values[0, place] / days.parts / measure.per_unit if days.known[0, place] else None


MORNING = "03-05 07:00 weight 81"


@pytest.mark.parametrize(
    ("takes", "diary", "expected"),
    [
        (FIRST, f"{MORNING}\n03-05 11:00 weight 80", 81),
        (FIRST, f"{MORNING}\n03-05 07:10 weight 80.5\n03-05 07:20 weight 80.2", 80.2),  # each soon after the one before
        (FIRST, f"{MORNING}\n03-05 07:11 weight 80.5", 81),
        (FIRST, "03-05 13:00 weight 82\n03-05 20:00 weight 80", 82),
        (FIRST, "03-05 02:59:59 weight 82", None),
        (LAST, f"{MORNING}\n03-05 20:00 weight 82\n03-06 02:59:59 weight 83", 83),
        (LAST, "03-04 07:00 weight 80", None),
        (LOWEST, f"{MORNING}\n03-05 12:00 weight 80\n03-05 20:00 weight 82", 80),
        (LOWEST, "03-06 07:00 weight 80", None),
    ],
)
def test_one_reading_is_the_days_value(takes: DayTakes, diary: str, expected: float | None) -> None:
    assert value(replace(weight(), day_takes=takes), diary) == expected


@pytest.mark.parametrize(
    ("drops", "diary", "expected"),
    [
        (3, "03-05 07:00 systolic 140\n03-05 07:02 systolic 120\n03-05 07:04 systolic 130", 125),  # without the first
        (3, "03-05 07:00 systolic 140\n03-05 07:02 systolic 121", 130.5),
        (None, "03-05 07:00 systolic 140\n03-05 07:02 systolic 120\n03-05 07:04 systolic 130", 130),
        (None, "03-05 07:00 systolic 140\n03-05 07:10:01 systolic 120", 140),  # another sitting
    ],
)
def test_a_sitting_is_the_mean_of_readings_close_together(drops: int | None, diary: str, expected: float) -> None:
    assert value(replace(SYSTOLIC, drops_first_of=drops), diary) == expected


def test_without_sittings_each_reading_is_its_own() -> None:
    alone = replace(SYSTOLIC, basis=Basis.READING, repeat_within=None)
    assert value(alone, "03-05 07:00 systolic 140\n03-05 07:02 systolic 120") == 140


@pytest.mark.parametrize(
    ("again", "expected", "is_morning"),
    [("08:00", 82, True), ("12:00", 82, False), ("14:00", 82, False), ("15:01", 81, True)],
)
def test_what_comes_when_asked_for_is_the_days_value(again: str, expected: float, is_morning: bool) -> None:
    asked = f"{MORNING}\n03-05 07:30 asked gain weight until 03-05 15:00\n03-05 {again} weight 82"
    days, place = days_of(weight(), asked)
    row = len(days.values) - 1  # from the answer on the patient is known anew
    assert days.values[row, place] == 1_000 * expected
    assert days.values[0, place] == 81_000
    assert bool(days.is_morning[row, place]) is is_morning
