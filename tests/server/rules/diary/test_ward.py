"""Diaries that are played together go as each goes alone, line by line, in the live engine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from one_by_one import one_by_one
from shipped_diaries import shipped_cases, shipped_rules, shipped_scripts

from server.rules.diary.mutant import mutants
from server.rules.diary.script import scripts_of
from server.rules.diary.ward import play
from server.rules.language.rule import Rule
from server.rules.transition import Transition

SOME = ("weight-gain-2kg-3-days", "weight-gain-overnight", "irregular-pulse", "worried", "hub-offline", "weight-creep")
"""Rules that ask, wait, hold each other back, are closed, fall silent and hear late and corrected readings."""


def told(said: Iterable[Transition]) -> list[tuple[object, ...]]:
    """Write down everything of what was said, in one order."""
    return sorted(
        (each.at, each.rule, each.episode, each.number, each.from_state.value, each.to_state.value, each.cause.value,
         each.measured_at, each.is_late, each.arrivals, sorted(each.say.items()), sorted(map(str, each.facts.items())))
        for each in said
    )  # fmt: skip


def both(rule: Rule) -> None:
    """Play the diaries of a rule both ways."""
    for bed in play(shipped_scripts(rule.name), rule, shipped_rules()):
        assert told(bed.said) == told(one_by_one(bed.script.case, rule, shipped_rules())), bed.script.case.name


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.parametrize("name", SOME)
def test_together_is_as_alone(name: str) -> None:
    both(shipped_rules().rules[name])


@pytest.mark.slow
@pytest.mark.timeout(120)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SOME[:3]), st.integers(0, 999), st.integers(0, 999), st.booleans())
def test_what_is_expected_only_saves_work(name: str, which: int, slip: int, hinted: bool) -> None:
    """The arrows of a diary say where a change may be met, and nothing more: also a slipped rule goes as alone."""
    slips = [mutant.rule for mutant in mutants(shipped_rules().rules[name])]
    rule, cases = slips[slip % len(slips)], shipped_cases(name)
    case = cases[which % len(cases)]
    case = case if hinted else replace(case, expected=())
    (bed,) = play(scripts_of([case], shipped_rules().signals), rule, shipped_rules())
    assert told(bed.said) == told(one_by_one(case, rule, shipped_rules()))


@pytest.mark.long
@pytest.mark.parametrize("name", shipped_rules().rules)
def test_the_whole_folder_goes_together_as_alone(name: str) -> None:
    both(shipped_rules().rules[name])
