"""What must hold of any rules and any patient (P1 to P16): on what it is tried, and how often.

In every run few cases are tried, always the same; ``make test-long`` sets ``PROPERTY_EXAMPLES`` and tries so many
others.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final, NamedTuple

import pytest
from engine_at_work import JOINED_BEFORE, AtWork
from engine_story import joined, records_of
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from oracle.story import Story
from rules_at_random import rule_sets
from shipped_rules import shipped_rules
from stories_of_patients import Week, stories, weeks

from server.rules.diary.closure import with_what_it_reads
from server.rules.judging.walk import Told
from server.rules.language.rule_set import RuleSet
from server.rules.record import Agreed, EngineRecord, Event

MANY: Final = int(os.environ.get("PROPERTY_EXAMPLES", "0"))
SHIPPED: Final = st.sampled_from([*shipped_rules().rules.values()]).map(
    lambda rule: with_what_it_reads(rule, shipped_rules())
)
"""One of the shipped rules, with those that it reads."""


class Case(NamedTuple):
    """Rules and a patient."""

    week: Week
    told: Story
    rules: RuleSet

    def heard(self) -> list[tuple[datetime, EngineRecord]]:
        """List the records by when they are received, before the week is over.

        What replaces another is told once: of two, the later one counts, and order is what they are about.
        """
        kept: dict[object, tuple[datetime, EngineRecord]] = {}
        for at, record in records_of(self.told):
            if at <= self.week.end_at:
                kept[_place(record)] = (at, record)
        return sorted(kept.values(), key=lambda each: each[0])


def _place(record: EngineRecord) -> object:
    match record:
        case Event():
            return record.number
        case Agreed():
            return record.what, record.from_at
        case _:
            return record


def holds(few: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Try so many cases in every run, the same ones; more and others in the long run."""

    timeout = pytest.mark.timeout(86_400 if MANY else 300)

    def decorated(test: Callable[..., None]) -> Callable[..., None]:
        tried = settings(
            deadline=None,
            suppress_health_check=list(HealthCheck),
            max_examples=MANY or few,
            derandomize=not MANY,
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
        )(test)
        marked: Callable[..., None] = pytest.mark.slow(pytest.mark.properties(timeout(tried)))
        return marked

    return decorated


@st.composite
def cases(draw: st.DrawFn, week: Week | None = None, rules: st.SearchStrategy[RuleSet] | None = None) -> Case:
    """Choose rules, shipped ones or any, and a patient of whom something may be so."""
    chosen, made = draw(weeks) if week is None else week, draw(SHIPPED | rule_sets() if rules is None else rules)
    told, names = draw(stories(chosen)), st.sampled_from(list(made.rules))
    closings = [each._replace(rule=draw(names)) for each in told.closings]
    return Case(chosen, replace(told, closings=closings), made)


def new_work(case: Case, *, asks: bool = False) -> AtWork:
    """Begin with an engine that asks nobody, for the story tells who was asked; or with one that may ask."""
    work = AtWork(case.rules, asks)
    work.hear(joined(case.told), case.week.end_at - JOINED_BEFORE)
    return work


def as_measured(work: AtWork) -> dict[str, list[Told]]:
    """Give what is true now of each rule: its episodes, but not who covered whom on the way (rule 29)."""
    return {
        rule: [replace(each.told, covered_until_s=None) for each in work.published(rule)] for rule in work.rules.rules
    }


def told_all(case: Case) -> AtWork:
    """Tell a whole case in the order in which it is received, to the evening of its week."""
    work = new_work(case)
    for at, record in case.heard():
        work.hear(record, at)
    work.wait(case.week.end_at)
    return work
