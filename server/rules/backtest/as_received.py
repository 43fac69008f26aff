"""Judges patients as received: what a nurse would have seen, when; late data raises late, and withdraws."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from server.rules.backtest.asking import Ask
from server.rules.backtest.case import Case
from server.rules.backtest.episode import Episode
from server.rules.backtest.instants import DAY_S
from server.rules.backtest.knowing import moments
from server.rules.backtest.people import PATIENTS_AT_ONCE, Person, judge_people, together
from server.rules.backtest.stay import Stay
from server.rules.judging.plan import Plan
from server.rules.language.rule_set import RuleSet

WEEKS_S: Final = 112 * DAY_S
"""Moments nearer to each other than this are judged at once: most of the days looked back on are the same."""


def judge_received(
    cases: Sequence[Case],
    rules: RuleSet,
    codes: Mapping[str, int],
    *,
    explain: bool = True,
    progress: Callable[[int], None] = lambda _patients: None,
    asked: Callable[[str, Sequence[Ask]], None] = lambda _patient, _asks: None,
) -> Iterator[Episode]:
    """Judge patients by all rules that nurses see; gives the episodes that nurses saw.

    Whenever something came late, the engine looks again with what was known then, and what was published is brought
    to what it finds by live's own table of moves. ``progress`` is told how many patients are done; ``asked`` as in
    ``judge_measured``.
    """
    plan, done = Plan(rules), 0
    dues = sorted(plan.all_needs.dues)
    for start in range(0, len(cases), PATIENTS_AT_ONCE):
        some = cases[start : start + PATIENTS_AT_ONCE]
        stays = [Stay(case, moments(case, rules.signals, dues), plan) for case in some]
        on_the_way = stays
        while on_the_way:
            turns = [(stay, stay.next_person()) for stay in _next(on_the_way)]
            whose = {id(person): stay for stay, person in turns}
            for people in together([person for _, person in turns]):
                _step(people, whose, plan, codes, explain=explain)
                for person in people:
                    asked(person.case.name, person.chart.asked)
            left = [stay for stay in on_the_way if stay.moments]
            done += len(on_the_way) - len(left)
            progress(done)
            on_the_way = left
        for stay in stays:
            yield from stay.seen


def _next(stays: Sequence[Stay]) -> list[Stay]:
    """Give those whose next moment lies in the first weeks in which anybody's does: they share their days."""
    weeks = [stay.moments[0].at_s // WEEKS_S for stay in stays]
    first = min(weeks)
    return [stay for stay, mine in zip(stays, weeks, strict=True) if mine == first]


def _step(
    people: Sequence[Person], whose: Mapping[int, Stay], plan: Plan, codes: Mapping[str, int], *, explain: bool
) -> None:
    """Judge some people up to their next moments, and tell what has changed."""
    judge_people(people, plan, codes)
    for person in people:
        whose[id(person)].hear(person, explain=explain)
        person.forget()
