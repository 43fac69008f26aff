"""Every condition of the language, judged by the engine and by the oracle: the same answer at any instant."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from engine_story import block_of, tell_at
from hypothesis import given
from hypothesis import strategies as st
from oracle.oracle import truth
from oracle.story import Story
from properties import holds
from rule_making import rule, rule_set
from rules_at_random import SETTING, conditions
from stories_of_patients import Week, instants, stories, weeks


@st.composite
def questions(draw: st.DrawFn) -> tuple[Week, Story, Any, list[datetime]]:
    week = draw(weeks)
    return week, draw(stories(week)), draw(conditions()), draw(st.lists(instants(week), min_size=4, max_size=4))


@holds(40)
@given(questions())
def test_the_engine_tells_what_the_oracle_tells(case: tuple[Week, Story, Any, list[datetime]]) -> None:
    week, told, condition, moments = case
    made = rule("first", condition, settings={"limit": SETTING})
    rules = rule_set(made)
    block = block_of(rules, told, week.end_at)
    for t in moments:
        assert tell_at(block, made, condition, t) == truth(rules, made, condition, told, t), t
