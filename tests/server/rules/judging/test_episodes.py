"""Whoever is judged together with others has the episodes that are found alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pytest
from diary_lines import story, wall
from engine_story import chart_of
from hypothesis import given
from hypothesis import strategies as st
from oracle.story import Story
from properties import holds
from rule_making import hours, kg, points, rule, rule_set
from rules_at_random import SETTING, conditions
from stories_of_patients import STARTS, Week, stories

from server.rules.judging.block import Block
from server.rules.judging.chart import Chart, seconds
from server.rules.judging.plan import Plan
from server.rules.judging.turn import Turn
from server.rules.judging.walk import Told
from server.rules.language.combination import Condition, Gathering, Group, Points, Score
from server.rules.language.condition import Change, Comparison, Limit, Reference, Side
from server.rules.language.repeat import DaysInARow
from server.rules.language.rule import Rule

WEEK = Week(STARTS[0])
RISE = Change(measure="weight", is_rise=True, by=kg(2_000), within_days=3)
DOWN = Limit(
    measure="weight",
    comparison=Comparison.AT_MOST,
    amount=kg(1_000),
    side=Side.ABOVE,
    reference=Reference.LEVEL_BEFORE,
    on=DaysInARow(count=2),
)
LIGHT = Limit(measure="weight", comparison=Comparison.LESS_THAN, amount=kg(82_000))
LATELY = Group(gathering=Gathering.ALL, parts=(LIGHT,), within=hours(30))
SCORED = Score(
    comparison=Comparison.AT_LEAST, amount=points(1), look_back=hours(30), lines=(Points(points=1, when=LIGHT),)
)
DIARIES = (
    "03-01..03-04 07:00 weight 80\n03-05..03-06 07:00 weight 82\n03-07..03-09 07:00 weight 81",
    "03-01..03-04 07:00 weight 90\n03-06 07:00 weight 92.5\n03-08..03-10 07:00 weight 90.5\n03-11 07:00 weight 93",
    "03-01..03-12 07:00 weight 70",
    "03-01..03-11 07:00 weight 75\n03-12 20:00 weight 78",
)


def together(made: Rule, charts: Sequence[Chart], codes: dict[str, int], to: datetime) -> list[list[Told]]:
    plan = Plan(rule_set(made))
    turns = [Turn(chart=chart, first_day=chart.plan_from - 9, to_s=seconds(to)) for chart in charts]
    return Block(plan, plan.rules, turns, codes).told[made.name]


def both_ways(made: Rule, told: Sequence[Story], to: datetime) -> tuple[list[list[Told]], list[list[Told]]]:
    codes: dict[str, int] = {}
    charts = [chart_of(each, codes)[0] for each in told]
    return together(made, charts, codes, to), [mine for chart in charts for mine in together(made, [chart], codes, to)]


@pytest.mark.parametrize("end", [DOWN, LIGHT, LATELY, SCORED])
def test_ends_are_found_together_as_they_are_alone(end: Condition) -> None:
    made = rule("gain", RISE, clear_when=end)
    at_once, alone = both_ways(made, [story(each) for each in DIARIES], wall("03-12 22:00"))
    assert at_once == alone
    assert [len(each) for each in at_once] == [1, 2 if at_once[1][0].end_s else 1, 0, 1]


def test_each_is_held_against_the_own_level_before() -> None:
    made = rule("gain", RISE, clear_when=DOWN)
    at_once, _ = both_ways(made, [story(each) for each in DIARIES], wall("03-12 22:00"))
    assert [each.end_s for mine in at_once for each in mine] == [
        seconds(wall("03-08 07:00")),
        seconds(wall("03-09 07:00")),
        None,
        None,
    ]


@holds(25)
@given(conditions(), conditions(), st.lists(stories(WEEK), min_size=2, max_size=3))
def test_whatever_the_rule_nobody_is_judged_by_others(begin: Condition, end: Condition, told: list[Story]) -> None:
    made = rule("first", begin, clear_when=end, settings={"limit": SETTING})
    at_once, alone = both_ways(made, told, WEEK.end_at)
    assert at_once == alone
