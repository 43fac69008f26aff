"""Judges patients as measured: everything that ever came is known, and each alert stands where the values put it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

from server.rules.backtest.asking import Ask, Asker, ask_of, unanswered
from server.rules.backtest.case import Case
from server.rules.backtest.episode import Ending, Episode, class_of
from server.rules.backtest.happenings import day_begins_s
from server.rules.backtest.layers import is_of_newly_home, layers, may_ask, names
from server.rules.judging.block import Block, Turn
from server.rules.judging.chart import Chart
from server.rules.judging.plan import Plan
from server.rules.judging.walk import FOREVER, Told
from server.rules.knowledge import NEWLY_HOME
from server.rules.language.order import SEEN
from server.rules.language.rule import Rule
from server.rules.language.rule_set import RuleSet
from server.rules.local_day import local_day

DAYS_AT_ONCE: Final = 1_500
"""So many patient-days stand in arrays at one time: more takes memory and no less time."""
Times = list[tuple[int, int | None]]


@dataclass(slots=True)
class _Person:
    """A patient while being judged; ``told`` are the episodes found, ``active`` when they were so, by rule."""

    case: Case
    chart: Chart
    told: dict[str, list[Told]] = field(default_factory=dict)
    active: dict[str, Times] = field(default_factory=dict)
    unanswered: dict[str, list[Ask]] = field(default_factory=dict)
    blocks: dict[str, tuple[Block, int]] = field(default_factory=dict)

    def turn(self) -> Turn:
        """Judge the patient from the first day to the last."""
        first = local_day(datetime.fromtimestamp(self.case.first_s, UTC), self.case.zone)
        return Turn(chart=self.chart, first_day=first, to_s=self.case.end_s, active=self.active)

    def ask(self, rule: str, asks: Sequence[Ask]) -> None:
        """Let the patient have been asked this by a rule."""
        self.chart.asked = sorted([each for each in self.chart.asked if each[2] != rule] + [*asks])

    def take(self, rules: Sequence[Rule], block: Block, place: int) -> None:
        """Keep what a block found, of a rule for some days only what lies in them."""
        for rule in rules:
            asks = self.unanswered.get(rule.name, ())
            found = [unanswered(each, ask_of(asks, each), self.case.end_s) for each in block.told[rule.name][place]]
            if is_of_newly_home(rule) and NEWLY_HOME not in self.case.groups:
                spans = [[day_begins_s(day, self.case.zone) for day in span] for span in self.case.newly_home]
                found = [
                    part for each in found for begins_s, ends_s in spans for part in _within(each, begins_s, ends_s)
                ]
            self.told[rule.name] = found
            self.active[rule.name] = [(each.raised_s, each.end_s) for each in found if each.raised_s is not None]
            self.blocks[rule.name] = (block, place)


def judge_measured(
    cases: Sequence[Case],
    rules: RuleSet,
    codes: Mapping[str, int],
    *,
    explain: bool = True,
    progress: Callable[[int], None] = lambda _patients: None,
) -> Iterator[Episode]:
    """Judge patients by all rules that nurses see; gives the episodes patient by patient, in order of time.

    ``progress`` is told how many patients are done. Whoever is asked to measure again (by a rule that confirms) is
    asked as live; nobody answered but by what the log holds.
    """
    plan = Plan(rules)
    done = 0
    for part in parts(cases):
        people = [
            _Person(case, case.chart(frozenset({NEWLY_HOME}) if case.newly_home else frozenset())) for case in part
        ]
        _judge(people, plan, codes)
        for person in people:
            yield from _episodes(person, plan, explain=explain)
        done += len(part)
        progress(done)


def parts(cases: Sequence[Case]) -> Iterator[list[Case]]:
    """Divide patients into such as stand in arrays together: of about the same days, and not too many."""
    part: list[Case] = []
    for case in sorted(cases, key=lambda each: (each.first_s // (28 * 86_400), each.place)):
        whole = [*part, case]
        span_s = max(each.end_s for each in whole) - min(each.first_s for each in whole)
        if part and span_s // 86_400 * len(whole) > DAYS_AT_ONCE:
            yield part
            part = []
        part.append(case)
    if part:
        yield part


def _judge(people: Sequence[_Person], plan: Plan, codes: Mapping[str, int]) -> None:
    """Judge layer by layer."""
    for rules in layers(plan):
        block = Block(plan, rules, [person.turn() for person in people], codes)
        again: set[int] = set()
        for rule in filter(may_ask, rules):
            again |= _ask(rule, rules, block, people, plan, codes)
        for who, person in enumerate(people):
            if who not in again:
                person.take(rules, block, who)
        asked = [people[who] for who in sorted(again)]
        if asked:
            second = Block(plan, rules, [person.turn() for person in asked], codes)
            for place, person in enumerate(asked):
                person.take(rules, second, place)


def _ask(
    rule: Rule, rules: Sequence[Rule], block: Block, people: Sequence[_Person], plan: Plan, codes: Mapping[str, int]
) -> set[int]:
    """Ask patients for a second look; gives those of whom more is otherwise by it than when they are raised."""
    asker = Asker(rule, block, plan.rule_set.signals)
    trying: dict[int, list[Ask]] = {}
    for who, told in enumerate(block.told[rule.name]):
        asks = asker.asks(people[who].case, told)
        if not asks:
            continue
        if asker.is_plain(people[who].case, asks, told):
            people[who].unanswered[rule.name] = asks
        else:
            trying[who] = asks
    found = {*trying}
    reads = [rule] if not plan.reads(rule) & names(rules) else rules
    while trying:
        for who, asks in trying.items():
            people[who].ask(rule.name, asks)
        tried = Block(plan, reads, [people[who].turn() for who in trying], codes)
        wanted = {
            who: asker.asks(people[who].case, told) for who, told in zip(trying, tried.told[rule.name], strict=True)
        }
        trying = {who: asks for who, asks in wanted.items() if asks != trying[who]}
    return found


def _within(told: Told, begins_s: int, ends_s: int) -> Iterator[Told]:
    """Give the part of an episode that lies in a span, if any of it is raised there."""
    if told.raised_s is None or told.raised_s >= ends_s or (told.end_s is not None and told.end_s <= begins_s):
        return
    end_s = ends_s if told.end_s is None else min(told.end_s, ends_s)
    yield replace(told, raised_s=max(told.raised_s, begins_s), end_s=end_s)


def _episodes(person: _Person, plan: Plan, *, explain: bool) -> Iterator[Episode]:
    found = [
        (raised_s, rule, each)
        for rule in plan.rules
        if rule.status in SEEN
        for each in person.told[rule.name]
        if (raised_s := shown_s(each)) is not None and raised_s <= person.case.end_s
    ]
    for raised_s, rule, told in sorted(found, key=lambda each: (each[0], each[1].name)):
        episode = _episode(person.case.name, rule, told, raised_s)
        block, place = person.blocks[rule.name]
        yield replace(episode, explanation=block.facts(rule, place, told).say) if explain else episode


def shown_s(told: Told) -> int | None:
    """Give the instant at which an episode came before nurses; None if it never did."""
    if told.raised_s is None or told.covered_until_s == FOREVER:
        return None
    return told.raised_s if told.covered_until_s is None else told.covered_until_s


def _episode(name: str, rule: Rule, told: Told, raised_s: int) -> Episode:
    return Episode(
        patient=name,
        rule=rule.name,
        severity=rule.severity,
        alert_class=class_of(rule),
        raised_s=raised_s,
        ended_s=told.end_s,
        ending=None if told.end_s is None else Ending.CLEARED,
    )
