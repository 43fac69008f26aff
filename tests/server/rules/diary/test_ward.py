"""Diaries that are played together go as each goes alone, line by line, in the live engine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from one_by_one import one_by_one
from shipped_diaries import shipped_cases, shipped_rules, shipped_scripts

from server.rules.diary.closure import hub_of, with_what_it_reads
from server.rules.diary.file import read_diaries
from server.rules.diary.mutant import mutants
from server.rules.diary.script import scripts_of
from server.rules.diary.vocabulary import words_of_rule
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


def test_a_gain_begins_with_the_weight_that_another_bears_out_a_day_later() -> None:
    """As alone, and as a server says it: the first of the two is when it was measured."""
    rules = shipped_rules()
    rule = rules.rules["weight-over-reference"]
    diary = """
test: weight-over-reference
patient: {reference_weight: 80 kg}
cases:
  - name: one
    diary: |
      2026-03-02..2026-03-06 07:00  weight 80.0 kg
      2026-03-07 07:00  weight 83.5 kg
      2026-03-08 20:00  weight 89.6 kg
      2026-03-09 07:00  weight 89.8 kg
"""
    (case,) = read_diaries(diary.encode(), words_of_rule(rule, rules), hub_of(rule, with_what_it_reads(rule, rules)))
    (bed,) = play(scripts_of([case], rules.signals), rule, rules)
    assert told(bed.said) == told(one_by_one(case, rule, rules))
    assert {each.measured_at.day for each in bed.said if each.rule == rule.name} == {8}


LINES = (
    "weight 80.0 kg", "weight 80.1 kg", "weight 81.9 kg", "weight 82.2 kg", "weight 78.4 kg", "systolic 128 mmHg",
    "systolic 86 mmHg", "systolic 184 mmHg", "pulse 72 bpm", "pulse 126 bpm", "pulse 76 bpm [irregular_pulse]",
    "spo2 95 %", "spo2 88 %", "answers as usual", "answers dizziness often", "answers breathlessness at_rest",
    "presses worried", "hub silent", "hub heard", "closes", "event travelling until 2026-03-20 08:00",
    "agrees reference_weight 79 kg", "weight 82.3 kg, systolic 88 mmHg",
)  # fmt: skip
"""What is told in a diary that nobody would write."""
TIMES = ("00:30", "02:58", "03:04", "07:00", "07:00", "07:05", "08:00", "12:00", "12:30", "19:00", "23:58")
MINGLED = (*SOME, "very-low-pressure", "oxygen-low", "missing-weight", "weight-over-reference")


@pytest.mark.slow
@pytest.mark.timeout(120)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(MINGLED),
    st.lists(
        st.tuples(st.integers(2, 16), st.sampled_from(TIMES), st.sampled_from(LINES), st.integers(0, 40)),
        min_size=1, max_size=24,
    ),
)  # fmt: skip
def test_whatever_a_diary_tells_it_goes_as_alone(name: str, told_of: list[tuple[int, str, str, int]]) -> None:
    """Late, torn, over night, closed and asked: what a passage foresees is what happens, or it is looked at anew."""
    rule, rules = shipped_rules().rules[name], shipped_rules()
    late = {30: "  arrives 2026-03-17 09:00", 31: "  arrives 2026-03-18 09:00"}
    prompt = {"closes", "hub silent", "hub heard"}
    lines = [
        f"      2026-03-{day:02} {at}  {said}{'' if said in prompt else late.get(chance, '')}"
        for day, at, said, chance in sorted(told_of)
    ]
    patient = "patient: {groups: [heart-failure, other-disease], reference_weight: 80 kg}"
    diary = "\n".join([f"test: {name}", patient, "cases:", "  - name: one", "    diary: |", *lines, ""])
    cases = read_diaries(diary.encode(), words_of_rule(rule, rules), hub_of(rule, with_what_it_reads(rule, rules)))
    if not cases[0].arrivals:
        return
    (bed,) = play(scripts_of(cases, rules.signals), rule, rules)
    assert told(bed.said) == told(one_by_one(cases[0], rule, rules)), diary


@pytest.mark.long
@pytest.mark.parametrize("name", shipped_rules().rules)
def test_the_whole_folder_goes_together_as_alone(name: str) -> None:
    both(shipped_rules().rules[name])
