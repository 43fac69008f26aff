"""Absence, silence and arrivals, by hand (rules 18 to 20)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from diary_lines import story, wall
from oracle.oracle import truth
from rule_making import hours, rule, rule_set
from telling import life, tell

from server.rules.language.condition import (
    Arrives,
    Missing,
    Silent,
)

YES, NO, CANNOT_TELL = "yes", "no", "cannot tell"
NOON = 12 * 60
MISSING = Missing(measure="weight", days=2, due_minute=NOON)
ALIVE = "02-28..03-31 12:00 contact"


@pytest.mark.parametrize(
    ("diary", "t", "expected"),
    [
        (f"{ALIVE}\n03-03 07:00 weight 80", "03-05 11:59:59", NO),  # the fourth is the last that is due
        (f"{ALIVE}\n03-03 07:00 weight 80", "03-05 12:00", YES),
        (f"{ALIVE}\n03-04 03:00 weight 80", "03-05 12:00", NO),  # on the first of the two
        (f"{ALIVE}\n03-04 02:59:59 weight 80", "03-05 12:00", YES),
        ("03-05 11:59:59 contact\n03-03 07:00 weight 80", "03-05 12:00", CANNOT_TELL),  # heard, but before noon
        ("03-05 12:00 contact\n03-03 07:00 weight 80", "03-05 12:00", YES),
        ("03-06 20:00 contact\n03-03 07:00 weight 80", "03-05 12:00", YES),  # heard later: so it was from noon on
        (f"{ALIVE}\n03-05 13:00 weight 80", "03-05 13:00", NO),
        (f"{ALIVE}\n03-04 07:00 weight 10", "03-05 12:00", YES),  # not plausible: not used
        (f"{ALIVE}\n02-25..02-27 07:00 weight 80\n03-04 07:00 weight 99", "03-05 12:00", NO),  # questioned, but taken
        (f"{ALIVE}\n03-03 07:00 weight 80\n03-04 09:00 event travelling until 03-04 10:00", "03-05 12:00", NO),
        (f"{ALIVE}\n03-02 07:00 weight 80\n03-04 09:00 event admitted until 03-04 10:00", "03-05 12:00", YES),
        (f"{ALIVE}\n03-03 07:00 weight 80\n03-04 09:00 event discharged until 03-04 10:00", "03-05 12:00", YES),
        (f"{ALIVE}\n03-03 07:00 weight 80\n03-04 09:00 event plan_paused", "03-09 12:00", NO),  # none planned since
    ],
)
def test_a_planned_measurement_is_missing(diary: str, t: str, expected: str) -> None:
    assert tell(MISSING, diary, t) == expected


@pytest.mark.decision("C4")
@pytest.mark.parametrize(
    ("diary", "expected"),
    [
        ("03-04 07:00 perhaps 80\n03-05 07:00 perhaps 80", YES),
        ("03-05 12:00 perhaps 80", YES),
        ("03-04 07:00 perhaps 80\n03-04 08:00 weight 80", NO),
    ],
)
def test_a_weight_that_may_be_anothers_breaks_no_silence(diary: str, expected: str) -> None:
    assert tell(MISSING, f"{ALIVE}\n03-03 07:00 weight 80\n{diary}", "03-05 12:00") == expected


@pytest.mark.parametrize(
    ("plan_from", "expected"), [("03-03", YES), ("03-04", YES), ("03-05", CANNOT_TELL), ("03-06", CANNOT_TELL)]
)
def test_before_the_plan_has_lasted_so_long_nobody_can_tell(plan_from: str, expected: str) -> None:
    assert tell(MISSING, ALIVE, "03-05 12:00", plan_from=plan_from) == expected


@pytest.mark.parametrize(
    ("diary", "plan_from", "expected"),
    [
        ("03-04 07:00 weight 80", "03-05", CANNOT_TELL),
        ("03-05 07:00 weight 80", "03-05", NO),
        ("03-05 07:00 weight 80", "03-04", NO),
        ("03-04 02:59 weight 80", "03-04", YES),
    ],
)
def test_a_reading_of_the_last_planned_days_says_no_from_the_first(diary: str, plan_from: str, expected: str) -> None:
    assert tell(MISSING, f"{ALIVE}\n{diary}", "03-05 12:00", plan_from=plan_from) == expected


@pytest.mark.parametrize(
    ("t", "expected"),
    [
        ("03-29 11:59", NO),
        ("03-29 12:00", YES),
        ("10-25 11:59", NO),
        ("10-25 12:00", YES),
    ],
)
def test_noon_is_noon_on_the_wall(t: str, expected: str) -> None:
    diary = "03-29 12:00 contact\n03-27 07:00 weight 80\n10-25 12:00 contact\n10-23 07:00 weight 80"
    assert tell(MISSING, diary, t) == expected


@pytest.mark.parametrize(("weekdays", "expected"), [({0, 1, 2, 3, 4}, NO), ({0, 3, 4, 5, 6}, YES), ({0}, NO)])
def test_only_days_of_the_plan_count(weekdays: set[int], expected: str) -> None:
    made = rule("absent", MISSING)  # 2026-03-06 is a Friday, the ninth a Monday
    told = replace(story(f"{ALIVE}\n03-06 07:00 weight 80"), planned_weekdays=frozenset(weekdays))
    assert truth(rule_set(made), made, MISSING, told, wall("03-09 12:00")).value == expected


BEYOND = Missing(measure="weight", days=2, due_minute=NOON, is_beyond_habit=True)
TWICE_A_WEEK = "\n".join(f"{day} 07:00 weight 80" for day in ("02-16", "02-19", "02-23", "02-26", "03-02"))


@pytest.mark.parametrize(
    ("diary", "t", "expected"),
    [
        (TWICE_A_WEEK, "03-04 12:00", NO),  # gaps 3 4 3 4: the habit is 4, so five days with two over it
        (TWICE_A_WEEK, "03-06 12:00", NO),
        (TWICE_A_WEEK, "03-07 12:00", YES),
        ("02-19 07:00 weight 80\n02-23 07:00 weight 80\n02-26 07:00 weight 80", "02-28 12:00", YES),  # three: no habit
        ("02-19..02-26 07:00 weight 80", "02-28 12:00", YES),  # every day: 1
        ("02-16..02-20 07:00 weight 80\n02-24..02-26 07:00 weight 80", "03-02 12:00", NO),  # once a gap of four days
        ("02-16..02-20 07:00 weight 80\n02-24..02-26 07:00 weight 80", "03-03 12:00", YES),
        ("01-30..02-10 07:00 weight 80\n02-14..02-26 07:00 weight 80", "02-28 12:00", YES),  # once in 24: no habit
        ("02-01..02-04 07:00 weight 80\n02-16 07:00 weight 80", "02-24 11:59", NO),  # twelve days are no habit,
        ("02-01..02-04 07:00 weight 80\n02-16 07:00 weight 80", "02-24 12:00", YES),  # a week is
        ("01-01..01-20 07:00 weight 80\n02-27 07:00 weight 80", "03-01 12:00", YES),  # over 35 days ago
    ],
)
def test_what_is_missing_may_be_counted_beyond_own_habit(diary: str, t: str, expected: str) -> None:
    assert tell(BEYOND, f"{ALIVE}\n{diary}", t) == expected


@pytest.mark.parametrize(
    ("diary", "expected"),
    [
        ("03-03 07:00 weight 80", YES),  # and nobody asks whether the hub was heard
        ("03-04 07:00 answer dizziness never", NO),
        ("03-04 07:00 answer dizziness unchanged", NO),
        ("03-04 07:00 button worried", NO),
        ("03-04 07:00 spo2 95", NO),
        ("03-04 07:00 contact", YES),
        ("03-03 07:00 answer dizziness never", YES),
    ],
)
def test_anything_is_readings_answers_and_buttons(diary: str, expected: str) -> None:
    assert tell(Missing(measure="anything", days=2, due_minute=NOON), diary, "03-05 12:00") == expected


@pytest.mark.parametrize(
    ("t", "expected"),
    [("03-28 06:59", CANNOT_TELL), ("03-28 07:00", NO), ("03-29 07:59:59", NO), ("03-29 08:00", YES)],
)
def test_a_hub_is_silent_for_elapsed_hours(t: str, expected: str) -> None:
    assert tell(Silent(period=hours(24)), "03-28 07:00 contact", t) == expected


def arriving(measure: str, count: int) -> list[str]:
    offline = rule("offline", Silent(period=hours(24)), clear_when=Arrives(measure=measure, count=count))
    diary = "03-01 12:00 contact\n03-02 11:00 weight 80\n03-03 07:00 weight 99\n03-04 08:00 contact\n"
    diary += "03-04 10:00 contact\n03-04 11:59:59 contact\n03-05 07:00 weight 80"
    return life(diary, "03-05 12:00", offline)


def test_one_reading_arrives_even_a_questioned_one() -> None:
    assert arriving("weight", 1)[0] == "raised 03-02 12:00, cleared 03-03 07:00"
    assert arriving("weight", 2)[0] == "raised 03-02 12:00, cleared 03-05 07:00"


def test_heartbeats_arrive_in_one_stretch() -> None:
    assert arriving("hub", 1)[0] == "raised 03-02 12:00, cleared 03-04 08:00"
    assert arriving("hub", 2)[0] == "raised 03-02 12:00, cleared 03-04 11:59:59"  # two hours apart is another


def test_outside_of_an_episode_nobody_can_tell_what_arrives() -> None:
    assert tell(Arrives(measure="weight", count=1), "03-05 07:00 weight 80", "03-05 08:00") == CANNOT_TELL
