"""Proves that two rules always do the same, by a few laws; what no law covers counts as different."""

from __future__ import annotations

from dataclasses import replace

from server.rules.language.combination import Condition, Gathering, Group, Points, Score, Sequence
from server.rules.language.condition import Limit
from server.rules.language.quantity import FromSetting, SettingName
from server.rules.language.repeat import Basis, DaysInARow
from server.rules.language.rule import Rule
from server.rules.language.signal import Signals


def are_equal(one: Rule, other: Rule, signals: Signals) -> bool:
    """Tell whether the laws make the same rule of both."""
    return _plain_rule(one, signals) == _plain_rule(other, signals)


def _plain_rule(rule: Rule, signals: Signals) -> Rule:
    return replace(
        rule,
        raise_when=_plain(rule.raise_when, signals),
        unless=None if rule.unless is None else _plain(rule.unless, signals),
        clear_when=None if rule.clear_when is None else _plain(rule.clear_when, signals),
    )


def _plain(condition: Condition, signals: Signals) -> Condition:
    """Write a condition in the plainest of the forms that mean the same."""
    match condition:
        case Group():
            return _plain_group(condition, signals)
        case Sequence():
            return replace(condition, steps=tuple(_plain(step, signals) for step in condition.steps))
        case Score():
            lines = tuple(Points(points=each.points, when=_plain(each.when, signals)) for each in condition.lines)
            return replace(condition, lines=lines)
        case Limit():
            return _plain_limit(condition, signals)
        case _:
            return condition


def _plain_group(group: Group, signals: Signals) -> Condition:
    """Open a group of one; all of n is n of n, any of n is one of n."""
    parts = tuple(_plain(part, signals) for part in group.parts)
    is_single = group.within is None and group.for_days is None and len(parts) == 1
    if is_single and (group.gathering in {Gathering.ALL, Gathering.ANY} or group.least == 1):
        return parts[0]
    least = {Gathering.ALL: len(parts), Gathering.ANY: 1}.get(group.gathering, group.least)
    if group.gathering is Gathering.NONE:
        return replace(group, parts=parts)
    return replace(group, gathering=Gathering.AT_LEAST, least=least, parts=parts)


def _plain_limit(limit: Limit, signals: Signals) -> Limit:
    """One day in a row is the day itself, where days are what is looked at; a setting from itself is the setting."""
    looked_at = signals.measures[limit.measure].basis
    on = None if limit.on == DaysInARow(count=1) and (looked_at is Basis.DAY or limit.using) else limit.on
    amount = limit.amount
    if isinstance(amount, FromSetting) and not amount.is_half and (amount.plus is None or not amount.plus.thousandths):
        amount = SettingName(amount.name)
    return replace(limit, on=on, amount=amount)
