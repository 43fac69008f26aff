"""What has no chance is *yes* nowhere, whatever the condition and the patient."""

from __future__ import annotations

from typing import Any

import pytest
from diary_lines import story, wall
from engine_story import block_of
from hypothesis import given
from hypothesis import strategies as st
from oracle.story import Story
from properties import holds
from rule_making import kg, rule, rule_set
from rules_at_random import SETTING, conditions
from stories_of_patients import Week, stories, weeks

from server.rules.judging.chance import may_be
from server.rules.judging.truth import YES
from server.rules.language.combination import Condition, Gathering, Group
from server.rules.language.condition import Comparison, Happened, Limit, OtherAlert, Pressed
from server.rules.language.quantity import Period, PeriodUnit

HEAVY = Limit(measure="weight", comparison=Comparison.AT_LEAST, amount=kg(82_000))
AWAY = Happened(kinds=("travelling",), within=None)
PRESSED = Pressed(kind="worried", within=Period(1, PeriodUnit.HOURS))


@st.composite
def cases(draw: st.DrawFn) -> tuple[Week, Story, Any]:
    week = draw(weeks)
    return week, draw(stories(week)), draw(conditions())


@holds(40)
@given(cases())
def test_what_has_no_chance_is_so_nowhere(case: tuple[Week, Story, Any]) -> None:
    week, told, condition = case
    made = rule("first", condition, settings={"limit": SETTING})
    block = block_of(rule_set(made), told, week.end_at)
    scene = block.scene(made)
    is_so = scene.judge(condition, scene) == YES
    assert may_be(condition, made, block.frame, block.active) or not is_so.any()


@pytest.mark.parametrize(
    ("condition", "diary", "expected"),
    [
        (HEAVY, "03-05 08:00 contact", False),
        (HEAVY, "03-05 07:00 weight 60", True),
        (AWAY, "03-05 07:00 event admitted", False),
        (AWAY, "03-05 07:00 event travelling", True),
        (PRESSED, "03-05 07:00 weight 90", False),
        (OtherAlert(rules=("other",), within_days=None), "03-05 07:00 weight 90", False),
        (Group(gathering=Gathering.ALL, parts=(HEAVY, AWAY)), "03-05 07:00 weight 90", False),
        (Group(gathering=Gathering.ANY, parts=(HEAVY, AWAY)), "03-05 07:00 weight 90", True),
        (Group(gathering=Gathering.NONE, parts=(HEAVY, AWAY)), "", True),
    ],
)
def test_what_there_is_nothing_of_cannot_be(condition: Condition, diary: str, expected: object) -> None:
    made = rule("first", condition)
    block = block_of(rule_set(made), story(diary, "03-01"), wall("03-05 12:00"))
    assert may_be(condition, made, block.frame, block.active) is expected
