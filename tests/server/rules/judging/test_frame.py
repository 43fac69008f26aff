"""A frame of days: where instants lie, which readings it holds, and what was agreed."""

from __future__ import annotations

import numpy as np
import pytest
from diary_lines import story, wall
from engine_story import chart_of
from rule_making import rule_set, signals

from server.rules.judging.frame import Frame, Judged, Row
from server.rules.language.signal import Measure

MEASURES = signals().measures
FIRST = wall("03-27 12:00").toordinal()
"""The Friday before the clocks of spring."""


def frame_of(*diaries: str) -> Frame:
    """Make a frame of six days, a patient for each diary."""
    codes: dict[str, int] = {}
    rows = [Row(person=place, chart=chart_of(story(diary), codes)[0]) for place, diary in enumerate(diaries)]
    first, last = np.zeros(len(rows), np.int64), np.full(len(rows), 5)
    return Frame(rows, FIRST, 6, Judged(0, 0, 0, {}, first, last), rule_set(), codes)


def at(*times: str) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array([wall(each).timestamp() for each in times], np.int64)


def test_days_begin_at_three_also_where_the_clock_jumps() -> None:
    frame = frame_of("")
    times = at("03-27 02:59:59", "03-27 03:00", "03-29 03:00", "03-30 02:59:59", "04-02 02:59:59", "04-02 03:00")
    assert frame.day_of(times).tolist() == [-1, 0, 2, 2, 5, 6]
    assert np.diff(frame.starts_s).tolist() == [86_400, 82_800, 86_400, 86_400, 86_400, 86_400]
    assert frame.shape == (1, 6)


def test_the_morning_ends_at_noon_on_the_wall() -> None:
    assert frame_of("").is_morning(at("03-29 11:59:59", "03-29 12:00", "03-30 02:00")).tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("measure", "expected"),
    [(MEASURES["weight"], [80_000, 95_000]), (MEASURES["pulse"], [700]), (MEASURES["pulse_irregular"], [10, 700])],
)
def test_what_nobody_can_have_is_left_out_but_of_flags(measure: Measure, expected: list[int]) -> None:
    frame = frame_of("03-28 07:00 weight 80\n03-29 07:00 weight 95\n03-28 07:00 pulse 1\n03-29 07:00 pulse 70")
    assert frame.plausible(measure).values.tolist() == expected


def test_each_patient_has_what_was_agreed_with_them_for_an_instant() -> None:
    frame = frame_of("03-28 09:00 agreed target_weight 80000", "03-27 09:00 agreed target_weight 70000", "")
    values, known = frame.agreed("target_weight", np.array([0, 0, 1, 2]), at(*["03-28 08:59", *["03-28 09:00"] * 3]))
    assert values[known].tolist() == [80_000, 70_000]
    assert known.tolist() == [False, True, True, False]


def test_one_patients_frame_is_theirs_alone_and_keeps_what_was_made() -> None:
    frame = frame_of("03-28 07:00 weight 80", "03-28 07:00 weight 90\n03-29 07:00 weight 91")
    made = frame.days(MEASURES["weight"])
    alone = frame.alone(1)
    assert alone.shape == (1, 6)
    assert np.shares_memory(alone.days(MEASURES["weight"]).values, made.values)
    assert alone.days(MEASURES["weight"]).values[0].tolist() == made.values[1].tolist()
    assert frame.alone(1) is alone
    assert frame.alone(0).raw("body_weight").values.tolist() == [80_000]
