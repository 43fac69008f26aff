"""What a raise is held against, what was seen, and how far beyond it is worse (rules 20 and 28)."""

from __future__ import annotations

from fractions import Fraction

import pytest
from diary_lines import story, wall
from engine_story import scene_of
from rule_making import kg, mmhg, rule, rule_set

from server.rules.judging.chart import seconds
from server.rules.judging.held import Held, is_upwards
from server.rules.judging.looks import Looks
from server.rules.judging.walk import Level
from server.rules.language.combination import Condition, Gathering, Group
from server.rules.language.condition import Change, Comparison, Limit, Side

RISE = Change(measure="weight", is_rise=True, by=kg(2_000), within_days=3)
FALL = Change(measure="weight", is_rise=False, by=kg(2_000), within_days=3)
LOW = Limit(
    measure="systolic", comparison=Comparison.AT_LEAST, amount=mmhg(20), side=Side.BELOW, reference="previous day"
)
HEAVY = Limit(measure="weight", comparison=Comparison.AT_LEAST, amount=kg(82_000))
OVER = Limit(
    measure="weight", comparison=Comparison.AT_LEAST, amount=kg(1_500), side=Side.ABOVE, reference="target_weight"
)
UP = "03-01..03-03 07:00 weight 80\n03-04 07:00 systolic 130\n03-05 07:00 weight 82.5\n03-05 07:05 systolic 108"


def held(condition: Condition, diary: str = UP) -> tuple[Held, Looks]:
    """Give what is held of a condition on 5 March, and the looks."""
    made = rule("gain", condition)
    scene = scene_of(rule_set(made), made, story(diary), wall("03-08 20:00"))
    return Held(scene, condition), scene.looks


def look(looks: Looks, at: str) -> int:
    return int(looks.at_s.searchsorted(seconds(wall(at))))


def fraction(level: Level | None) -> Fraction | None:
    return None if level is None else Fraction(level.top, level.bottom)


@pytest.mark.parametrize(
    ("condition", "measure", "expected"),
    [
        (RISE, None, 80_000),
        (RISE, "systolic", None),
        (Group(gathering=Gathering.ANY, parts=(FALL, RISE)), "weight", 80_000),  # the first that is so
        (Group(gathering=Gathering.ALL, parts=(HEAVY, LOW)), None, 1_300),
        (HEAVY, None, None),  # no distance
        (FALL, None, None),  # is not so
    ],
)
def test_the_level_is_that_of_the_first_distance_that_is_so(
    condition: Condition, measure: str | None, expected: int | None
) -> None:
    found, looks = held(condition)
    assert fraction(found.level_at(look(looks, "03-05 07:05"), measure)) == expected


def test_what_was_seen_are_the_values_of_all_distances() -> None:
    found, looks = held(Group(gathering=Gathering.ALL, parts=(RISE, HEAVY, LOW)))
    assert [fraction(each) for each in found.seen_at(look(looks, "03-05 07:05"))] == [82_500, 1_080]
    assert [fraction(each) for each in found.seen_at(look(looks, "02-28 03:00"))] == [None, None]


@pytest.mark.parametrize(
    ("condition", "later", "expected"),
    [
        (RISE, "weight 83.499", False),
        (RISE, "weight 83.5", True),  # half the limit beyond
        (RISE, "weight 60", False),
        (FALL, "weight 81.5", True),
        (LOW, "systolic 98.1", False),
        (LOW, "systolic 98", True),
        (OVER, "weight 83.25", True),
        (OVER, "weight 83.249", False),
    ],
)
def test_half_the_limit_beyond_what_was_seen_is_worse(condition: Condition, later: str, expected: bool) -> None:
    agreed = "03-01 09:00 agreed target_weight 80000"
    found, looks = held(condition, f"{UP}\n{agreed}\n03-06 07:00 {later}")
    seen = found.seen_at(look(looks, "03-05 07:05"))
    place = look(looks, "03-06 07:00")
    assert bool(found.worse(seen, place, place + 1)[0]) is expected
    assert not found.worse((None,), place, place + 1).any()


def test_what_never_was_measured_is_never_worse() -> None:
    found, looks = held(LOW, "03-05 07:00 weight 80")
    assert found.seen_at(0) == (None,)
    assert not found.worse((Level(top=1, bottom=1),), 0, len(looks.at_s)).any()


@pytest.mark.parametrize(
    ("side", "comparison", "expected"),
    [
        (Side.ABOVE, Comparison.AT_LEAST, True),
        (Side.ABOVE, Comparison.LESS_THAN, False),
        (Side.BELOW, Comparison.MORE_THAN, False),
        (Side.BELOW, Comparison.AT_MOST, True),
    ],
)
def test_which_way_is_worse(side: Side, comparison: Comparison, expected: bool) -> None:
    made = Limit(measure="weight", comparison=comparison, amount=kg(1), side=side, reference="baseline")
    assert is_upwards(made) is expected
    assert is_upwards(RISE)
    assert not is_upwards(FALL)
