"""A rule set in which one rule stands many times, once for every value of a setting, beside what depends on none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from server.rules.backtest.episode import AlertClass, class_of
from server.rules.backtest.layers import may_ask
from server.rules.language.condition import ANY_CLINICAL_RULE, OtherAlert
from server.rules.language.order import RANK, SEEN, in_order, is_clinical, reads
from server.rules.language.quantity import FromSetting, Quantity, SettingName
from server.rules.language.rule import Rule, Status
from server.rules.language.rule_set import RuleSet
from server.rules.transition import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Branched:
    """``rule_set`` judged once gives the episodes for every value.

    ``branches`` are the rules that a value changes: by the name that each has in ``rule_set``, its own name and the
    place of the value. All other rules are the same whatever the value is.
    """

    rule_set: RuleSet
    branches: Mapping[str, tuple[str, int]]


def branched(rules: RuleSet, rule: str, setting: str, values: Sequence[Quantity]) -> Branched:
    """Let a rule stand once for every value of a setting, and each rule that reads it once beside each of them.

    The rule is judged as if it were live, whatever its status. What neither is scored nor changes what is scored is
    left out. Settings stand as numbers: what two branches have in common is answered once.
    """
    live = as_live(rules, rule)
    kept = _needed(live, rule)
    swept = _readers(kept, rule)
    found = {name: each for name, each in kept.items() if name not in swept}
    branches: dict[str, tuple[str, int]] = {}
    for place, value in enumerate(values):
        named = {name: f"{name} [{value}]" for name in swept}
        for name in swept:
            tuned = with_value(kept[name], setting, value) if name == rule else kept[name]
            found[named[name]] = _branch(tuned, named, kept)
            branches[named[name]] = (name, place)
    return Branched(rule_set=replace(rules, rules=in_order(found)), branches=branches)


def alone(rules: RuleSet, rule: str, setting: str, value: Quantity) -> RuleSet:
    """Give the same rules with one value only."""
    kept = _needed(as_live(rules, rule), rule)
    return replace(rules, rules=in_order({**kept, rule: with_value(kept[rule], setting, value)}))


def kept_live(rules: RuleSet, rule: str) -> RuleSet:
    """Give the rules that judge one of them as if it were live, with its settings as they are."""
    return replace(rules, rules=in_order(_needed(as_live(rules, rule), rule)))


def as_live(rules: RuleSet, rule: str) -> Mapping[str, Rule]:
    """Give the rules, one of them as if nurses saw it."""
    return {**rules.rules, rule: replace(rules.rules[rule], status=Status.LIVE)}


def with_value(rule: Rule, setting: str, value: Quantity) -> Rule:
    """Give a rule with another value of a setting."""
    return replace(rule, settings={**rule.settings, setting: replace(rule.settings[setting], value=value)})


def is_scored(rule: Rule) -> bool:
    """Tell whether scores count a rule's alerts once nurses see them: signs of medium or high severity."""
    return class_of(rule) is AlertClass.SIGN and RANK[rule.severity] >= RANK[Severity.MEDIUM]


def _needed(rules: Mapping[str, Rule], rule: str) -> dict[str, Rule]:
    """Keep what is scored, what asks patients to measure again (which changes a day's value), and what those read."""
    kept: set[str] = set()
    todo = [
        name
        for name, each in rules.items()
        if name == rule or (each.status in SEEN and is_scored(each)) or may_ask(each)
    ]
    while todo:
        name = todo.pop()
        if name not in kept:
            kept.add(name)
            todo += reads(rules[name], rules)
    return {name: each for name, each in rules.items() if name in kept}


def _readers(rules: Mapping[str, Rule], rule: str) -> list[str]:
    """Name a rule and all that read it, or one that does."""
    found = {rule}
    while more := {name for name, each in rules.items() if name not in found and reads(each, rules) & found}:
        found |= more
    return [name for name in rules if name in found]


def _branch(rule: Rule, named: Mapping[str, str], rules: Mapping[str, Rule]) -> Rule:
    """Give a rule by its name in a branch, reading those of its own branch, with its settings as numbers."""
    clinical = [name for name, each in rules.items() if is_clinical(each) and name != rule.name]

    def other_names(said: Iterable[str]) -> tuple[str, ...]:
        meant = [name for each in said for name in (clinical if each == ANY_CLINICAL_RULE else [each])]
        return tuple(named.get(name, name) for name in meant)

    def told(part: object) -> object:
        match part:
            case OtherAlert():
                return replace(part, rules=other_names(part.rules))
            case SettingName():
                return rule.settings[part.name].value
            case FromSetting():
                return part.of(rule.settings[part.name].value)
            case tuple():
                return tuple(told(each) for each in part)
            case _ if is_dataclass(part) and not isinstance(part, type):
                changed = {each.name: told(getattr(part, each.name)) for each in fields(part)}
                return replace(part, **changed)
            case _:
                return part

    conditions: dict[str, Any] = {each: told(getattr(rule, each)) for each in ("raise_when", "unless", "clear_when")}
    return replace(rule, name=named[rule.name], quiet_while=other_names(rule.quiet_while), **conditions)
