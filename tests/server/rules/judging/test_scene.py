"""What may be looked at: the newest day with a value, and for an end only what came after the episode began."""

from __future__ import annotations

import numpy as np
import pytest
from diary_lines import story, wall
from engine_story import scene_of
from rule_making import kg, rule, rule_set
from telling import life, tell

from server.rules.judging.chart import seconds
from server.rules.judging.scene import Scene
from server.rules.judging.truth import UNKNOWN
from server.rules.language.condition import Change, Comparison, Limit

HEAVY = Limit(measure="weight", comparison=Comparison.AT_LEAST, amount=kg(82_000))
MADE = rule("gain", HEAVY)
DIARY = "03-03..03-05 07:00 weight 80\n03-05 20:00 weight 81"


def scene(since: str | None = None) -> Scene:
    """Give the scene of a diary, with an episode that began at a wall time."""
    found = scene_of(rule_set(MADE), MADE, story(DIARY), wall("03-07 12:00"))
    if since is not None:
        found.since_s = np.array([seconds(wall(since))])
    return found


def look(found: Scene, at: str) -> int:
    return int(found.looks.at_s.searchsorted(seconds(wall(at)), side="right")) - 1


@pytest.mark.parametrize(
    ("since", "at", "expected"),
    [
        (None, "03-05 06:59", "03-04"),  # today has no value yet
        (None, "03-05 07:00", "03-05"),
        (None, "03-06 12:00", "03-05"),
        (None, "03-07 12:00", None),
        ("03-04 07:00", "03-05 06:59", None),  # measured when it began, and not after
        ("03-04 06:59", "03-05 06:59", "03-04"),
        ("03-05 06:00", "03-05 07:00", "03-05"),
    ],
)
def test_the_newest_day_is_today_or_yesterday(since: str | None, at: str, expected: str | None) -> None:
    found = scene(since)
    place = int(found.newest_day(found.frame.days(found.measure("weight")))[look(found, at)])
    day = None if expected is None else wall(f"{expected} 12:00").toordinal() - found.frame.first
    assert place == (-1 if day is None else day)


@pytest.mark.parametrize(("since", "expected"), [(None, 0), ("03-04 07:00", 2), ("03-05 20:00", 4)])
def test_readings_are_looked_at_from_the_first_that_came_after_it_began(since: str | None, expected: int) -> None:
    found = scene(since)
    assert set(found.first_new(found.frame.raw("body_weight")).tolist()) == {expected}


@pytest.mark.parametrize(("since", "expected"), [(None, [True, True, True]), ("03-04 23:00", [False, False, True])])
def test_days_of_answers_are_later_than_that_on_which_it_began(since: str | None, expected: list[bool]) -> None:
    found = scene(since)
    fourth = wall("03-04 12:00").toordinal() - found.frame.first
    places = np.full(len(found.looks.at_s), fourth)
    assert [bool(found.is_later_day(places + shift)[0]) for shift in (-1, 0, 1)] == expected


def test_a_day_outside_the_frame_cannot_tell() -> None:
    found = scene()
    days = found.frame.days(found.measure("weight"))
    grid = np.ones(found.frame.shape, np.int8)
    assert set(found.on_day(lambda: grid, np.full(len(found.looks.at_s), -1), days).tolist()) == {UNKNOWN}
    assert set(found.on_day(lambda: grid, np.zeros(len(found.looks.at_s), np.int64), days).tolist()) == {1}


def test_one_patients_scene_keeps_the_answers_that_are_known() -> None:
    found = scene()
    judged = found.judge(HEAVY, found)
    (known,) = found.alone(0).known.values()
    assert known.tolist() == judged.tolist()


RISE = Change(measure="weight", is_rise=True, by=kg(2_000), within_days=3)
WEEK = "03-01..03-04 07:00 weight 80"


@pytest.mark.decision("C4")
@pytest.mark.parametrize(
    ("diary", "at", "expected"),
    [
        ("03-05 07:00 weight 82\n03-05 07:30 perhaps 80.4", "03-05 07:29", "yes"),  # what was known then
        ("03-05 07:00 weight 82\n03-05 07:30 perhaps 80.4", "03-05 07:30", "cannot tell"),
        ("03-05 07:00 weight 82\n03-05 07:30 perhaps 80.5", "03-05 07:30", "yes"),  # no more than 1.5 kg apart
        ("03-05 07:00 weight 82\n03-05 12:00 perhaps 80.4", "03-05 12:00", "yes"),  # no weight of the morning
        ("03-05 07:00 weight 82\n03-05 07:30 perhaps 80.4", "03-06 06:00", "cannot tell"),  # the day after too
        ("03-05 07:00 weight 82\n03-05 07:30 perhaps 80.4\n03-06 07:00 weight 82", "03-06 07:00", "yes"),
        ("03-05 06:30 perhaps 82", "03-05 06:29", "no"),  # yesterday
        ("03-05 06:30 perhaps 82", "03-05 06:30", "cannot tell"),  # neither a value nor yesterday's
        ("03-05 06:30 perhaps 82\n03-05 07:00 weight 82", "03-05 06:59", "cannot tell"),
        ("03-05 06:30 perhaps 82\n03-05 07:00 weight 82", "03-05 07:00", "yes"),
        ("03-05 06:30 perhaps 60\n03-05 06:40 perhaps 99\n03-05 07:00 weight 82", "03-05 07:00", "cannot tell"),
        ("03-05 13:00 perhaps 82", "03-05 13:00", "cannot tell"),  # the only one of the day
        ("03-05 03:00 perhaps 82\n03-05 07:00 weight 80", "03-05 07:00", "cannot tell"),
        ("03-05 02:59:59 perhaps 82\n03-05 07:00 weight 82", "03-05 07:00", "yes"),  # of the night before
    ],
)
def test_a_day_of_which_a_weight_may_be_anothers_cannot_be_told(diary: str, at: str, expected: str) -> None:
    assert tell(RISE, f"{WEEK}\n{diary}", at) == expected


@pytest.mark.decision("C4")
def test_a_nurse_who_closes_while_nobody_can_tell_has_seen_no_weight_of_the_day() -> None:
    gain = rule("gain", RISE, clear_when=Change(measure="weight", is_rise=False, by=kg(1_000), within_days=3))
    diary = "03-01..03-03 07:00 weight 80\n03-04 07:00 weight 82\n03-05 06:30 perhaps 82\n03-05 06:45 closed gain"
    after = "03-05 07:00 weight 82\n03-06 07:00 weight 84.2"
    assert life(f"{diary}\n{after}", "03-06 20:00", gain) == ["raised 03-04 07:00, closed 03-05 06:45"]


@pytest.mark.decision("C4")
def test_what_was_raised_before_the_doubt_stays_and_ends_by_what_is_certain() -> None:
    gain = rule("gain", RISE, clear_when=Change(measure="weight", is_rise=False, by=kg(1_000), within_days=3))
    diary = f"{WEEK}\n03-05 07:00 weight 82\n03-05 07:30 perhaps 79\n03-06 07:00 weight 81"
    assert life(f"{diary}\n03-06 07:30 perhaps 79", "03-06 20:00", gain) == ["raised 03-05 07:00"]
    assert life(f"{diary}\n03-07 07:00 weight 80", "03-07 20:00", gain) == ["raised 03-05 07:00, cleared 03-07 07:00"]
