"""What every alert keeps to, whoever the patient is: what may hide it, how it may end, and what it says."""

from __future__ import annotations

import re
from typing import Final

from engine_story import PATIENT
from hypothesis import given
from hypothesis import strategies as st
from patient_year import PatientYear
from properties import Case, cases, holds, new_work
from shipped_rules import shipped_rules

from server.rules.judging.live import Live
from server.rules.judging.walk import Ending
from server.rules.language.rule_set import RuleSet
from server.rules.transition import EpisodeState, Severity, Transition
from vitals.identity import PatientId

RANK: Final = {severity: rank for rank, severity in enumerate(reversed(Severity))}
ACTIVE: Final = {EpisodeState.RAISED, EpisodeState.INHIBITED}
NAME: Final = re.compile(r"\{\w+\}")
DAYS: Final = 60
numbers = st.integers(0, 1_000_000)


def lived(number: int) -> tuple[PatientYear, Live, list[Transition]]:
    """Tell some months of a patient in a few steps: what a year brings is there, and what comes late too."""
    year, live = PatientYear(number, days=DAYS), Live(shipped_rules())
    said, told = live.step([year.joined], year.at(0, 0)), 0
    for day in (30, DAYS, DAYS + 10):
        new = [record for at, record in year.heard[told:] if at <= year.at(day, 0)]
        told += len(new)
        said += live.step(new, year.at(day, 0))
    return year, live, said


def hidden_unjustly(rules: RuleSet, live: Live, patient: PatientId) -> list[str]:
    """List inhibited episodes before which no alert stands that is as bad."""
    hidden = [
        rule
        for rule in rules.rules.values()
        if any(each.state is EpisodeState.INHIBITED for each in live.episodes(patient, rule.name))
    ]
    return [
        rule.name
        for rule in hidden
        if not any(
            each.state in ACTIVE
            for name in rule.quiet_while
            if name in rules.rules and RANK[rules.rules[name].severity] >= RANK[rule.severity]
            for each in live.episodes(patient, name)
        )
    ]


@holds(8)
@given(cases())
def test_p14_nothing_is_hidden_but_by_what_is_as_bad(case: Case) -> None:
    work = new_work(case)
    for at, record in case.heard():
        work.hear(record, at)
        assert hidden_unjustly(case.rules, work.live, PATIENT) == []


@holds(4)
@given(numbers)
def test_p14_no_shipped_rule_is_hidden_but_by_what_is_as_bad(number: int) -> None:
    year, live, _ = lived(number)
    assert hidden_unjustly(shipped_rules(), live, year.patient) == []


@holds(4)
@given(numbers)
def test_p15_no_shipped_rule_ends_on_what_raised_it(number: int) -> None:
    year, live, _ = lived(number)
    assert ends_as_it_begins(live, year.patient) == []


@holds(4)
@given(numbers)
def test_p16_every_alert_speaks_both_languages_with_all_its_numbers(number: int) -> None:
    _, _, said = lived(number)
    told = [each for each in said if each.to_state is not EpisodeState.WITHDRAWN]  # what never was so says nothing
    assert [each for each in told if not speaks(each)] == []
    assert told


def ends_as_it_begins(live: Live, patient: PatientId) -> list[str]:
    """List episodes that their own condition ended on the input that raised them (P15, corrected by decision D3)."""
    return [
        each.name
        for rule in shipped_rules().rules
        for each in live.episodes(patient, rule)
        if each.told.ending is Ending.CLEARED and each.told.end_s == each.told.raised_s
    ]


def speaks(transition: Transition) -> bool:
    """Tell whether it says something in both languages, with every number filled in."""
    texts = transition.say
    return set(texts) == {"sv", "en"} and all(text.strip() and not NAME.search(text) for text in texts.values())
