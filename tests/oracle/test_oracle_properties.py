"""What must hold of any rules and any patient, whoever judges: the properties that the oracle keeps itself.

P1 and P2 (order, duplicates), P3 (ticks), P4 as measured (what comes days later), P9 (whole weeks), P12 (corrections).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracle.case import Episode
from oracle.oracle import episodes, truth
from oracle.story import Reading, Story
from rule_making import rule, rule_set
from rules_at_random import SETTING, conditions, lived, rule_sets
from stories_of_patients import STARTS, Week, instants, shifted, stories, until, weeks

from server.rules.language.rule_set import RuleSet

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]
nasty = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=20)
MAY = Week(STARTS[2])
SETTLED = timedelta(days=2)
"""A second witness comes within 36 hours, and whatever restarts a window counts for its whole day."""


@st.composite
def cases(draw: st.DrawFn, week: Week | None = None) -> tuple[Week, Story, RuleSet]:
    chosen = draw(weeks) if week is None else week
    rules = draw(rule_sets())
    return chosen, draw(lived(draw(stories(chosen)), rules, chosen.end_at)), rules


@nasty
@given(cases(), st.randoms(use_true_random=False))
def test_neither_order_nor_duplicates_change_anything(case: tuple[Week, Story, RuleSet], random: Any) -> None:
    week, told, rules = case
    twice = {
        name: random.sample([*records, *records], 2 * len(records))
        for name in ("readings", "answers", "buttons", "events", "contacts", "agreed", "asked", "closings")
        for records in [list(getattr(told, name))]
    }
    assert episodes(rules, replace(told, **twice), week.end_at) == episodes(rules, told, week.end_at)


@nasty
@given(st.data(), cases())
def test_looking_more_often_changes_nothing(data: st.DataObject, case: tuple[Week, Story, RuleSet]) -> None:
    week, told, rules = case
    ticks = data.draw(st.lists(instants(week), min_size=1, max_size=12))
    assert episodes(rules, told, week.end_at, ticks) == episodes(rules, told, week.end_at)


@nasty
@given(st.data(), cases())
def test_what_comes_days_later_changes_nothing_before(data: st.DataObject, case: tuple[Week, Story, RuleSet]) -> None:
    week, told, rules = case
    t = data.draw(instants(week))
    early = replace(until(told, t + SETTLED), contacts=told.contacts)
    assert episodes(rules, early, t) == as_of(episodes(rules, told, week.end_at), t)


@nasty
@given(st.data(), weeks, conditions())
def test_a_condition_is_told_of_what_was_measured_by_then_or_soon_after(
    data: st.DataObject, week: Week, condition: Any
) -> None:
    told, t = data.draw(stories(week)), data.draw(instants(week))
    made = rule("first", condition, settings={"limit": SETTING})
    rules = rule_set(made)
    early = replace(until(told, t + SETTLED), contacts=told.contacts)
    assert truth(rules, made, condition, early, t) == truth(rules, made, condition, told, t)


@nasty
@given(cases(MAY), st.integers(1, 8))
def test_whole_weeks_shift_everything_alike(case: tuple[Week, Story, RuleSet], count: int) -> None:
    week, told, rules = case
    by = timedelta(weeks=count)
    found = episodes(rules, shifted(told, by), week.end_at + by)
    expected = {name: [later(each, by) for each in lives] for name, lives in episodes(rules, told, week.end_at).items()}
    assert found == expected


@nasty
@given(cases())
def test_a_correction_is_as_if_the_first_had_never_been(case: tuple[Week, Story, RuleSet]) -> None:
    week, told, rules = case
    standing = [each for each in told.readings if each.number not in told.withdrawn]
    only = replace(told, readings=standing, withdrawn=frozenset())
    assert episodes(rules, told, week.end_at) == episodes(rules, only, week.end_at)
    corrected = [each._replace(number=each.number + 5_000, value=each.value + 100) for each in standing]
    both = replace(told, readings=[*standing, *corrected], withdrawn=numbers(standing))
    assert episodes(rules, both, week.end_at) == episodes(rules, replace(only, readings=corrected), week.end_at)


def numbers(readings: list[Reading]) -> frozenset[int]:
    return frozenset(each.number for each in readings)


def as_of(told: dict[str, list[Episode]], t: datetime) -> dict[str, list[Episode]]:
    """Forget of episodes what came after an instant."""
    return {name: [_as_of(each, t) for each in lives if each.start_at <= t] for name, lives in told.items()}


def _as_of(episode: Episode, t: datetime) -> Episode:
    phases = [(state, at) for state, at in episode.phases if at <= t]
    is_over = episode.end_at is not None and episode.end_at <= t
    return replace(
        episode,
        phases=phases,
        end_at=episode.end_at if is_over else None,
        ends_by=episode.ends_by if is_over else None,
    )


def later(episode: Episode, by: timedelta) -> Episode:
    """Tell an episode so much later."""
    phases = [(state, at + by) for state, at in episode.phases]
    end_at = None if episode.end_at is None else episode.end_at + by
    return replace(episode, start_at=episode.start_at + by, phases=phases, end_at=end_at)
