"""Where episodes end: some looks at a time, for each from the look at which it was raised."""

from __future__ import annotations

import pytest
from diary_lines import story, wall
from engine_story import scene_of
from rule_making import kg, rule, rule_set

from server.rules.judging.chart import seconds
from server.rules.judging.ends import LOOKS_AT_ONCE, Ends, Sought
from server.rules.judging.scene import Scene
from server.rules.judging.walk import Told
from server.rules.language.condition import Comparison, Limit

HEAVY = Limit(measure="weight", comparison=Comparison.AT_LEAST, amount=kg(82_000))
LIGHT = Limit(measure="weight", comparison=Comparison.LESS_THAN, amount=kg(82_000))


def scene(diary: str) -> Scene:
    made = rule("heavy", HEAVY, clear_when=LIGHT)
    return scene_of(rule_set(made), made, story(diary), wall("04-30 20:00"))


def sought(found: Scene, since: str) -> Sought:
    at_s = seconds(wall(since))
    return Sought(0, Told(start_s=at_s, raised_s=at_s), int(found.looks.at_s.searchsorted(at_s)), len(found.looks.at_s))


def searched(found: Scene, each: Sought) -> list[int]:
    """Look until it is over; gives how many looks had been looked at after each step."""
    begin, reached = each.reached, list[int]()
    while not each.is_over:
        Ends(found, 1).look_for([each])
        reached.append(each.reached - begin)
    return reached


@pytest.mark.parametrize(
    ("last_heavy", "ends"), [("03-05", "03-06 07:00"), ("03-20", "03-21 07:00"), ("04-29", "04-30 07:00")]
)
def test_the_first_look_at_which_it_is_yes_is_found_however_far_it_is(last_heavy: str, ends: str) -> None:
    last = wall(f"{last_heavy} 12:00").date()
    after = f"{last.replace(day=last.day + 1):%m-%d}"
    found = scene(f"03-01..{last_heavy} 07:00 weight 83\n{after} 07:00 weight 81")
    each = sought(found, "03-01 07:00")
    searched(found, each)
    assert each.found is not None
    assert int(found.looks.at_s[each.found]) == seconds(wall(ends))


def test_most_is_looked_at_only_where_the_end_is_far() -> None:
    found = scene("03-01..04-30 07:00 weight 83")
    each = sought(found, "03-01 07:00")
    steps = searched(found, each)
    assert each.found is None
    assert steps[:2] == [LOOKS_AT_ONCE, 5 * LOOKS_AT_ONCE]
    assert each.reached == each.end


def test_what_ends_by_nothing_is_over_at_once() -> None:
    made = rule("heavy", HEAVY)
    found = scene_of(rule_set(made), made, story("03-01..03-09 07:00 weight 83"), wall("04-30 20:00"))
    each = sought(found, "03-01 07:00")
    left = each.end - each.reached
    assert searched(found, each) == [left]
    assert each.found is None
