"""P5: told late, twice, in any order and with restarts between, the engine ends where all records at once end."""

from __future__ import annotations

from random import Random

import pytest
from engine_at_work import at_work, in_words, stands_well
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from oracle.story import Story
from rules_at_random import rule_sets
from stories_of_patients import Week, stories, weeks

from server.rules.language.rule_set import RuleSet

pytestmark = [pytest.mark.slow, pytest.mark.timeout(500)]
nasty = settings(
    deadline=None,
    suppress_health_check=list(HealthCheck),
    max_examples=60,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Week, Story, RuleSet]:
    week = draw(weeks)
    return week, draw(stories(week)), draw(rule_sets())


def end_alike(case: tuple[Week, Story, RuleSet], random: Random) -> None:
    week, told, rules = case
    work = at_work(rules, told, week.end_at, random)
    for rule, lives in work.batch(week.end_at).items():
        published = work.published(rule)
        assert [in_words(each.told) for each in published] == [in_words(each) for each in lives], rule
        assert all(stands_well(*both) for both in zip(published, lives, strict=True)), rule


@nasty
@given(cases(), st.randoms(use_true_random=False))
def test_a_stream_ends_where_all_records_at_once_end(case: tuple[Week, Story, RuleSet], random: Random) -> None:
    end_alike(case, random)


@pytest.mark.long
@pytest.mark.timeout(36_000)
@settings(nasty, max_examples=40_000, derandomize=False)
@given(cases(), st.randoms(use_true_random=False))
def test_a_thousand_patient_years_end_where_all_records_at_once_end(
    case: tuple[Week, Story, RuleSet], random: Random
) -> None:
    end_alike(case, random)
