"""Proves that two rules always do the same, by a few laws; what no law covers counts as different."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from server.rules.language.combination import Condition, Gathering, Group, Points, Score, Sequence
from server.rules.language.condition import Limit
from server.rules.language.quantity import FromSetting, Period, SettingName
from server.rules.language.repeat import Basis, DaysInARow, OfTheLast
from server.rules.language.rule import Rule
from server.rules.language.signal import Signals

_OWN: Final = "own "
"""``needs: [own floor]``: the rule is for those alone who have a value of their own."""


def are_equal(one: Rule, other: Rule, signals: Signals) -> bool:
    """Tell whether the laws make the same rule of both."""
    return _plain_rule(one, signals) == _plain_rule(other, signals)


def _plain_rule(rule: Rule, signals: Signals) -> Rule:
    """Write a rule in the plainest form; where an own value is needed, the rule's value is never used."""
    own = {need.removeprefix(_OWN) for need in rule.patients.needs if need.startswith(_OWN)}
    settings = {
        name: replace(setting, value=setting.allowed[0]) if name in own else setting
        for name, setting in rule.settings.items()
    }
    return replace(
        rule,
        settings=settings,
        raise_when=_plain(rule.raise_when, signals),
        unless=None if rule.unless is None else _plain(rule.unless, signals),
        clear_when=None if rule.clear_when is None else _twinned(_plain(rule.clear_when, signals)),
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


def _twinned(clear_when: Condition) -> Condition:
    """Give twins of one end the shorter of their windows.

    Parts of ``all_of`` that ask the last n of n of the same readings are all yes only if n readings lie in the shortest
    window, and then they are the same n; and of an end only its yes counts.
    """
    if not isinstance(clear_when, Group) or clear_when.gathering is not Gathering.AT_LEAST:
        return clear_when
    if clear_when.least != len(clear_when.parts) or clear_when.within is not None or clear_when.for_days is not None:
        return clear_when
    windows: dict[object, Period] = {}
    for part in clear_when.parts:
        kind = _last_of_all(part)
        if kind is not None and isinstance(part, Limit) and isinstance(part.on, OfTheLast):
            known = windows.get(kind, part.on.within)
            windows[kind] = min(known, part.on.within, key=lambda period: period.count)
    parts = tuple(_within(part, windows) for part in clear_when.parts)
    return replace(clear_when, parts=parts)


def _last_of_all(part: Condition) -> object:
    """Name the readings that a part asks all the last n of; None if it does not."""
    if not isinstance(part, Limit) or not isinstance(part.on, OfTheLast) or part.on.count != part.on.among:
        return None
    return part.measure, part.skips, part.is_one_sitting, part.on.count, part.on.basis, part.on.within.unit


def _within(part: Condition, windows: Mapping[object, Period]) -> Condition:
    kind = _last_of_all(part)
    if kind is None or not isinstance(part, Limit) or not isinstance(part.on, OfTheLast):
        return part
    return replace(part, on=replace(part.on, within=windows[kind]))


def _plain_limit(limit: Limit, signals: Signals) -> Limit:
    """One day in a row is the day itself, where days are what is looked at; a setting from itself is the setting."""
    looked_at = signals.measures[limit.measure].basis
    on = None if limit.on == DaysInARow(count=1) and (looked_at is Basis.DAY or limit.using) else limit.on
    amount = limit.amount
    if isinstance(amount, FromSetting) and not amount.is_half and (amount.plus is None or not amount.plus.thousandths):
        amount = SettingName(amount.name)
    return replace(limit, on=on, amount=amount)
