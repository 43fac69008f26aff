"""Named values of several days, by the engine: statistics, restarts and protocols (rule 9)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from diary_lines import story, wall
from engine_story import scene_of
from rule_making import kg, rule, rule_set, signals, weight, window

from server.rules.judging.exact import Exact
from server.rules.judging.windows import protocol, reached
from server.rules.judging.windows import window as window_of
from server.rules.language.condition import Comparison, Limit
from server.rules.language.repeat import DaysInARow
from server.rules.language.signal import Statistic, Window

RESTARTING = replace(window("own", Statistic.MEAN, 4, 0, 3), restarts_on=("discharged",), needs_after_restart=1)


def on_the_fifth(found: Exact, first: int) -> Fraction | None:
    """Give the value of 5 March."""
    place = (0, wall("03-05 12:00").toordinal() - first)
    bottom = np.broadcast_to(found.bottom, found.top.shape)
    known = np.broadcast_to(found.known, found.top.shape)
    return Fraction(int(found.top[place]), int(bottom[place])) if known[place] else None


def told(shape: Window, diary: str) -> Fraction | None:
    """Give a window of the weight on 5 March, in grams."""
    measure = replace(weight(), windows={shape.name: shape})
    condition = Limit(
        measure="weight", comparison=Comparison.AT_LEAST, amount=kg(0), using=shape.name, on=DaysInARow(count=3)
    )
    made = rule("gain", condition)
    rules = rule_set(made, measures={"weight": measure})
    frame = scene_of(rules, made, story(diary), wall("03-05 20:00")).frame
    return on_the_fifth(window_of(frame, measure, shape.name), frame.first)


FOUR = "03-02 07:00 weight 80\n03-03 07:00 weight 81\n03-04 07:00 weight 83\n03-05 07:00 weight 83.5"


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (window("own", Statistic.MEAN, 4, 0, 4), Fraction(81_875)),
        (window("own", Statistic.MEDIAN, 4, 0, 4), Fraction(82_000)),
        (window("own", Statistic.MEDIAN, 3, 1, 3), Fraction(81_000)),
        (window("own", Statistic.MEDIAN, 4, 0, 5), None),
        (window("own", Statistic.SPREAD, 3, 1, 3), Fraction(14_826, 10_000) * 1_000),
        (replace(window("own", Statistic.SPREAD, 3, 1, 3), never_below=kg(1_500)), Fraction(1_500)),
        (replace(window("own", Statistic.SPREAD, 3, 1, 3), never_below=kg(1_000)), Fraction(14_826, 10)),
    ],
)
def test_a_window_is_the_statistic_of_its_days(shape: Window, expected: Fraction | None) -> None:
    assert told(shape, FOUR) == expected


@pytest.mark.parametrize(
    ("event", "shape", "expected"),
    [
        ("03-04 23:00 event discharged", RESTARTING, 83_250),
        ("03-04 23:00 event admitted", RESTARTING, 81_875),
        ("03-04 23:00 event discharged", replace(RESTARTING, needs_after_restart=3), None),
        ("03-04 23:00 event discharged", replace(RESTARTING, needs=2, needs_after_restart=None), 83_250),
        ("03-04 06:00 event discharged\n03-05 06:00 event discharged", RESTARTING, 83_500),  # the newest
    ],
)
def test_a_window_begins_again_with_an_event(event: str, shape: Window, expected: int | None) -> None:
    assert told(shape, f"{FOUR}\n{event}") == expected


def test_a_protocol_is_the_mean_of_the_first_of_mornings_and_evenings() -> None:
    measure = signals().measures["systolic"]
    shape = measure.protocols["7-day protocol mean"]
    condition = Limit(measure="systolic", comparison=Comparison.AT_LEAST, amount=kg(0), using=shape.name)
    made = rule("gain", condition)
    diary = (
        "02-26 07:00 systolic 200\n"  # the first day is left out
        "03-01 07:00 systolic 120\n03-01 07:20 systolic 122\n03-01 07:40 systolic 190\n"
        "03-04 13:00 systolic 190\n03-04 17:00 systolic 130\n03-05 07:00 systolic 190"
    )
    frame = scene_of(rule_set(made), made, story(diary), wall("03-05 20:00")).frame
    mean, count = protocol(frame, measure, shape)
    assert on_the_fifth(mean, frame.first) == 1_240
    assert count[0, wall("03-05 12:00").toordinal() - frame.first] == 3


def test_days_before_the_frame_are_empty() -> None:
    assert reached(np.array([[1, 2, 3]]), 2, 0, -1).tolist() == [[[-1, 1], [1, 2], [2, 3]]]
