"""Episodes of any rules and any patient, judged at once by the engine and by the oracle: the same lives."""

from __future__ import annotations

from engine_story import block_of, expected, lines_of
from hypothesis import given
from hypothesis import strategies as st
from oracle.oracle import episodes
from oracle.story import Story
from properties import holds
from rules_at_random import lived, rule_sets
from stories_of_patients import Week, stories, weeks

from server.rules.language.rule_set import RuleSet


@st.composite
def cases(draw: st.DrawFn) -> tuple[Week, Story, RuleSet]:
    week, rules = draw(weeks), draw(rule_sets())
    return week, draw(lived(draw(stories(week)), rules, week.end_at)), rules


@holds(40)
@given(cases())
def test_the_engine_tells_the_lives_that_the_oracle_tells(case: tuple[Week, Story, RuleSet]) -> None:
    week, told, rules = case
    block = block_of(rules, told, week.end_at)
    for name, lives in episodes(rules, told, week.end_at).items():
        assert lines_of(block.told[name][0]) == expected(lives), name
