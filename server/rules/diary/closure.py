"""The part of a rule set that one rule's diaries are played with: the rule, and whatever it reads."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import replace

from server.rules.diary.book import Hub
from server.rules.judging.needs import HUB
from server.rules.language.combination import Condition, Gathering, Group, Score, Sequence
from server.rules.language.condition import (
    ANY_CLINICAL_RULE,
    Answered,
    Arrives,
    Averages,
    Change,
    Drift,
    Flagged,
    Happened,
    Level,
    Limit,
    Missing,
    OtherAlert,
    Pressed,
    Sign,
    Silent,
    Trend,
    Worsens,
)
from server.rules.language.rule import Kind, Rule, Status
from server.rules.language.rule_set import RuleSet
from server.rules.language.signal import Signals


def with_what_it_reads(rule: Rule, rule_set: RuleSet) -> RuleSet:
    """Give the rules that a rule's truth hangs on, in the set's order, the rule itself as it is given.

    It is played as if it were live, whatever its status: a diary tests what it would do.
    """
    wanted: set[str] = set()
    waiting = [rule]
    while waiting:
        each = waiting.pop()
        wanted.add(each.name)
        waiting += [rule_set.rules[name] for name in _read_by(each, rule_set) if name not in wanted]
    rules = {
        name: replace(rule, status=Status.LIVE) if name == rule.name else known
        for name, known in rule_set.rules.items()
        if name in wanted
    }
    return replace(rule_set, rules=rules)


def that_may_be_so(rule_set: RuleSet, rule: Rule, told: Set[str]) -> RuleSet:
    """Leave out those rules, but the one whose diaries are played, that cannot be so by what all of these tell.

    ``told`` names what is told anywhere: series and kinds of events, as a chart does.
    """
    rules = {
        name: each
        for name, each in rule_set.rules.items()
        if name == rule.name or _may_be(each.raise_when, told, rule_set.signals)
    }
    return replace(rule_set, rules=rules)


def _may_be(condition: Condition, told: Set[str], signals: Signals) -> bool:
    """Tell whether a condition may ever be yes: of what nothing is told, nothing is so, but for silence itself."""
    match condition:
        case Group(parts=parts, least=least, gathering=gathering):
            needed = {Gathering.ALL: len(parts), Gathering.ANY: 1, Gathering.NONE: 0}.get(gathering, least or 1)
            return sum(_may_be(part, told, signals) for part in parts) >= needed
        case Sequence(steps=steps):
            return all(_may_be(step, told, signals) for step in steps)
        case Score() | Missing() | Silent() | Arrives() | OtherAlert():
            return True
        case _:
            return not told.isdisjoint(_tellers(condition, signals))


def _tellers(sign: Sign, signals: Signals) -> Set[str]:
    """Name the series and events that a sign hangs on."""
    match sign:
        case Limit() | Change() | Trend() | Averages() | Drift() | Flagged():
            return {signals.measures[sign.measure].vital.value.name}
        case Answered() | Worsens() | Level():
            return {f"symptom.{sign.question}"}
        case Pressed():
            return {f"button.{sign.kind}"}
        case Happened():
            return {*sign.kinds}
        case _:
            return frozenset()


def hub_of(rule: Rule, rule_set: RuleSet) -> Hub:
    """Tell how often the hub must be heard: hourly for a rule of silence, at noon if only rules it reads are."""
    if any(_asks_the_hub(sign, rule_set.signals) for sign in signs(rule)):
        return Hub.EACH_HOUR
    others = (sign for each in rule_set.rules.values() for sign in signs(each))
    return Hub.EACH_NOON if any(_asks_the_hub(sign, rule_set.signals) for sign in others) else Hub.UNHEARD


def _asks_the_hub(sign: Sign, signals: Signals) -> bool:
    """Tell whether a sign hangs on when the hub was heard; that nothing came of anything is so, heard or not."""
    match sign:
        case Missing(measure=measure):
            return measure in signals.measures
        case Arrives(measure=measure):
            return measure == HUB
        case _:
            return isinstance(sign, Silent)


def signs(rule: Rule) -> Iterator[Sign]:
    """List every sign of a rule."""
    for condition in (rule.raise_when, rule.unless, rule.clear_when):
        if condition is not None:
            yield from _signs(condition)


def _signs(condition: Condition) -> Iterator[Sign]:
    match condition:
        case Group(parts=parts) | Sequence(steps=parts):
            for part in parts:
                yield from _signs(part)
        case Score(lines=lines):
            for line in lines:
                yield from _signs(line.when)
        case _:
            yield condition


def _read_by(rule: Rule, rule_set: RuleSet) -> Iterator[str]:
    """Name the rules that a rule looks at; any clinical rule is every live one of a sign or an absence but itself."""
    yield from (name for name in rule.quiet_while if name in rule_set.rules)
    for sign in signs(rule):
        if not isinstance(sign, OtherAlert):
            continue
        for name in sign.rules:
            if name == ANY_CLINICAL_RULE:
                yield from (each.name for each in rule_set.rules.values() if _is_clinical(each) and each is not rule)
            elif name in rule_set.rules:
                yield name


def _is_clinical(rule: Rule) -> bool:
    return rule.status in {Status.LIVE, Status.PILOT} and rule.kind in {Kind.SIGN, Kind.ABSENCE}
