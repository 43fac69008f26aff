"""Judges patients as measured: everything that ever came is known, and each alert stands where the values put it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from server.rules.backtest.asking import Ask
from server.rules.backtest.case import Case
from server.rules.backtest.episode import Ending, Episode, class_of
from server.rules.backtest.people import PATIENTS_AT_ONCE, Person, judge_people, shown_s, together
from server.rules.judging.plan import Plan
from server.rules.knowledge import NEWLY_HOME
from server.rules.language.order import SEEN
from server.rules.language.rule_set import RuleSet
from server.rules.local_day import local_day


def judge_measured(
    cases: Sequence[Case],
    rules: RuleSet,
    codes: Mapping[str, int],
    *,
    explain: bool = True,
    progress: Callable[[int], None] = lambda _patients: None,
    asked: Callable[[str, Sequence[Ask]], None] = lambda _patient, _asks: None,
) -> Iterator[Episode]:
    """Judge patients by all rules that nurses see; gives the episodes patient by patient.

    ``progress`` is told how many patients are done. Whoever is asked to measure again (by a rule that confirms) is
    asked as live; nobody answers but by what the log holds. ``asked`` is told what a patient was asked, where that
    changed more than when an alert was raised.
    """
    plan, done = Plan(rules), 0
    for start in range(0, len(cases), PATIENTS_AT_ONCE):
        for people in together([_person(case) for case in cases[start : start + PATIENTS_AT_ONCE]]):
            judge_people(people, plan, codes)
            for person in people:
                yield from _episodes(person, plan, explain=explain)
                asked(person.case.name, person.chart.asked)
                person.forget()
            done += len(people)
            progress(done)


def _person(case: Case) -> Person:
    groups = frozenset({NEWLY_HOME}) if case.newly_home else frozenset[str]()
    first = local_day(datetime.fromtimestamp(case.first_s, UTC), case.zone)
    return Person(case=case, chart=case.chart(groups), first_day=first, to_s=case.end_s)


def _episodes(person: Person, plan: Plan, *, explain: bool) -> Iterator[Episode]:
    for rule in plan.rules:
        if rule.status not in SEEN:
            continue
        for told in person.told[rule.name]:
            raised_s = shown_s(told)
            if raised_s is not None and raised_s <= person.case.end_s:
                yield Episode(
                    patient=person.case.name,
                    rule=rule.name,
                    severity=rule.severity,
                    alert_class=class_of(rule),
                    raised_s=raised_s,
                    ended_s=told.end_s,
                    ending=None if told.end_s is None else Ending.CLEARED,
                    explanation=person.says(rule, told) if explain else {},
                )
