"""On a day without a chance a condition is *yes* at no look, whatever the condition and the patient."""

from __future__ import annotations

from typing import Any

import pytest
from diary_lines import story, wall
from engine_story import block_of
from hypothesis import given
from hypothesis import strategies as st
from oracle.story import Story
from properties import holds
from rule_making import days, hours, kg, rule, rule_set
from rules_at_random import SETTING, conditions
from stories_of_patients import Week, stories, weeks

from server.rules.judging.chance_of_days import may_be_on
from server.rules.judging.truth import YES
from server.rules.language.combination import Condition, Gathering, Group, Points, Score, Sequence
from server.rules.language.condition import Answered, Change, Comparison, Happened, Limit, Missing, Pressed
from server.rules.language.quantity import Quantity, Unit

HEAVY = Limit(measure="weight", comparison=Comparison.AT_LEAST, amount=kg(82_000))
GAIN = Change(measure="weight", is_rise=True, by=kg(2_000), within_days=3)
OFTEN = Answered(question="dizziness", codes=frozenset({"often"}))
DIARY = "03-01..03-04 07:00 weight 80\n03-05 07:00 weight 83\n03-06 07:00 weight 80\n03-06 08:00 answer dizziness often"


@st.composite
def cases(draw: st.DrawFn) -> tuple[Week, Story, Any]:
    week = draw(weeks)
    return week, draw(stories(week)), draw(conditions())


@holds(80)
@given(cases())
def test_on_a_day_without_a_chance_it_is_so_at_no_look(case: tuple[Week, Story, Any]) -> None:
    week, told, condition = case
    made = rule("first", condition, settings={"limit": SETTING})
    scene = block_of(rule_set(made), told, week.end_at).scene(made)
    is_so = scene.judge(condition, scene) == YES
    looks = scene.looks
    assert may_be_on(condition, scene)[looks.who[is_so], looks.day[is_so]].all()


def score(least: int) -> Score:
    return Score(
        comparison=Comparison.AT_LEAST,
        amount=Quantity(least * 1_000, Unit.POINTS),
        lines=(Points(points=1, when=GAIN), Points(points=1, when=OFTEN)),
        look_back=days(1),
    )


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (HEAVY, "5 6"),  # and on the day after, while nothing newer is there
        (GAIN, "5 6"),
        (OFTEN, "6 7 8"),
        (Group(gathering=Gathering.ALL, parts=(GAIN, OFTEN)), "6"),
        (Group(gathering=Gathering.ANY, parts=(GAIN, OFTEN)), "5 6 7 8"),
        (Group(gathering=Gathering.AT_LEAST, least=2, parts=(GAIN, OFTEN), within=days(1)), "6 7"),
        (Sequence(steps=(GAIN, OFTEN), within=days(1)), "6 7 8"),
        (score(2), "6 7"),
        (score(3), ""),
        (Missing(measure="weight", days=2, due_minute=720), "1 8 9"),  # nothing on the day before
        (Pressed(kind="worried", within=hours(1)), ""),
        (Happened(kinds=("travelling",), within=None), ""),
    ],
)
def test_few_days_have_a_chance(condition: Condition, expected: str) -> None:
    made = rule("first", condition)
    block = block_of(rule_set(made), story(DIARY, "03-01"), wall("03-09 12:00"))
    first = wall("03-01 12:00").toordinal() - block.frame.first
    found = may_be_on(condition, block.scene(made))[0, first : first + 9]
    assert " ".join(str(day + 1) for day in range(9) if found[day]) == expected
