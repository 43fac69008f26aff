"""Where judging begins again: with what was open, or with what is left of the episode that had ended last."""

from __future__ import annotations

from dataclasses import replace

import pytest
from diary_lines import story, wall
from engine_story import PATIENT, joined

from server.rules.judging.beginning import day_of, day_start_s, last_before, reopened, start_of
from server.rules.judging.chart import new_chart, seconds
from server.rules.judging.publishing import Published
from server.rules.judging.walk import Ending, Told
from server.rules.transition import EpisodeState

CHART = new_chart(joined(story("", "03-01")))
DAY = day_of(seconds(wall("03-20 12:00")), CHART)


def published(ordinal: int, start: str, end: str | None, state: EpisodeState = EpisodeState.CLEARED) -> Published:
    start_s = seconds(wall(start))
    told = Told(start_s=start_s, raised_s=start_s, end_s=None if end is None else seconds(wall(end)))
    return Published(patient=PATIENT, rule="gain", ordinal=ordinal, state=state, number=1, told=told)


def test_a_day_begins_at_three() -> None:
    assert day_start_s(DAY, CHART) == seconds(wall("03-20 03:00"))
    assert day_of(seconds(wall("03-20 02:59:59")), CHART) == DAY - 1


def test_the_last_that_began_before_and_stands() -> None:
    first, second = published(1, "03-10 07:00", "03-11 07:00"), published(2, "03-12 07:00", "03-13 07:00")
    gone = published(3, "03-14 07:00", None, EpisodeState.WITHDRAWN)
    changed = published(4, "03-15 07:00", "03-16 07:00", EpisodeState.RULE_CHANGED)
    assert last_before([second, first, gone, changed], day_start_s(DAY, CHART)) == second
    assert last_before([second], seconds(wall("03-12 07:00"))) is None


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (None, "open"),
        ("03-20 03:00", "open"),  # its end is looked for again
        ("03-20 02:59:59", "ended"),
        ("02-12 12:00", "ended"),
        ("02-11 12:00", "nothing"),  # after 36 days it binds no longer
    ],
)
def test_a_walk_begins_with_what_is_left(end: str | None, expected: str) -> None:
    before, first_s = published(1, "02-10 07:00", end), day_start_s(DAY, CHART)
    start = start_of(before, first_s, CHART)
    if expected == "nothing":
        assert start is None
    else:
        assert start is not None
        assert (start.open is not None, start.ended is not None) == (expected == "open", expected == "ended")
        assert start.from_s == (first_s if expected == "open" else before.told.end_s)
    assert start_of(None, first_s, CHART) is None


def test_an_end_is_looked_for_again_and_an_answer_that_came_later() -> None:
    told = Told(start_s=5, raised_s=8, asked_until_s=9, end_s=20, ending=Ending.CLEARED)
    assert reopened(told, 7) == replace(told, raised_s=None, end_s=None, ending=None)
    assert reopened(told, 10) == replace(told, end_s=None, ending=None)
    assert reopened(replace(told, asked_until_s=None), 7).raised_s == 8
