"""Asking of patients in a diary whether a condition may be so at all."""

from __future__ import annotations

from datetime import datetime

from diary_lines import story, wall
from engine_story import chart_of
from oracle.story import Story
from rule_making import rule, rule_set
from rules_at_random import SETTING

from server.rules.judging.beginning import day_start_s
from server.rules.judging.chart import seconds
from server.rules.judging.outlook import Outlook
from server.rules.judging.plan import Plan
from server.rules.judging.turn import Turn
from server.rules.language.combination import Condition
from server.rules.local_day import local_day


def have_outlook(condition: Condition, stories: list[Story], first_at: datetime, to: datetime) -> list[bool]:
    """Tell of which of some patients a condition may be so, when they are asked about together."""
    made = rule("first", condition, settings={"limit": SETTING})
    charts, plan, codes = [], Plan(rule_set(made)), dict[str, int]()
    for each in stories:
        chart, known = chart_of(each)
        charts.append(chart)
        codes |= known
    turns = []
    for chart in charts:
        day = local_day(first_at, chart.zone)
        turns.append(Turn(chart=chart, first_day=day, from_s=day_start_s(day, chart), to_s=seconds(to)))
    outlook = Outlook(plan, turns, codes, plan.back_days((made,)))
    return [mine == [made] for mine in outlook.rules([made], [()] * len(turns))]


def may_be(condition: Condition, diary: str, now: str = "03-31 13:00", plan_from: str = "01-01") -> bool:
    """Tell whether a condition may be so today of a patient in a diary."""
    return have_outlook(condition, [story(diary, plan_from)], wall(now), wall(now)) == [True]
