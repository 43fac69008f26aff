"""Events, buttons and other alerts: what happened, and when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from server.rules.judging.scene import Scene
from server.rules.judging.truth import NO, YES, Bools, Ints, Truth
from server.rules.language.condition import ANY_CLINICAL_RULE, Happened, OtherAlert, Pressed
from server.rules.language.order import is_clinical
from server.rules.language.quantity import Period, PeriodUnit


def happened(scene: Scene, condition: Happened) -> Truth:
    """Tell whether an event began in the period, or goes on."""
    found = np.zeros(len(scene.looks.who), np.bool_)
    for who, chart in enumerate(scene.frame.people):
        for kind, from_s, until_s in chart.events.values():
            if kind not in condition.kinds:
                continue
            if condition.within is None:
                _mark(scene, found, who, from_s, until_s)
            else:
                _mark(scene, found, who, from_s, leaves_s(scene, from_s, condition.within))
    return _sure(found)


def pressed(scene: Scene, condition: Pressed) -> Truth:
    """Tell whether a button was pressed in the period."""
    column, looks = scene.frame.raw(f"button.{condition.kind}"), scene.looks
    end = looks.ends_in(column)
    if condition.within.is_calendar:
        since_s = scene.frame.starts_s[np.maximum(looks.day - condition.within.days, 0)]
        first = column.at_or_after(looks.row, since_s)
    else:
        first = column.until(looks.row, looks.at_s - condition.within.seconds)
    return _sure(end > first)


def other_alert(scene: Scene, condition: OtherAlert) -> Truth:
    """Tell whether an episode of another rule is or was active."""
    found = np.zeros(len(scene.looks.who), np.bool_)
    for who, from_s, until_s in times_of_others(scene, condition):
        _mark(scene, found, who, from_s, until_s)
    return _sure(found)


def times_of_others(scene: Scene, condition: OtherAlert) -> Iterator[tuple[int, int, int | None]]:
    """Give when episodes of the named rules count: the patient, from when, and until when, None if they go on."""
    for rule in named_rules(scene, condition.rules):
        for who, times in enumerate(scene.others.get(rule, ())):
            for from_s, until_s in times:
                if condition.within_days is None or until_s is None:
                    yield who, from_s, until_s
                else:
                    yield who, from_s, leaves_s(scene, until_s - 1, Period(condition.within_days, PeriodUnit.DAYS))


def named_rules(scene: Scene, rules: Iterable[str]) -> set[str]:
    """Give the rules by name, all that are about the patient's health where any is meant."""
    named = set(rules)
    if ANY_CLINICAL_RULE in named:
        clinical = {each.name for each in scene.frame.rule_set.rules.values() if is_clinical(each)}
        named = (named - {ANY_CLINICAL_RULE}) | (clinical - {scene.rule.name})
    return named


def leaves_s(scene: Scene, at_s: int, within: Period) -> int:
    """Give the instant at which something of this instant has left the period."""
    if not within.is_calendar:
        return at_s + within.seconds
    day = int(scene.frame.day_of(np.array(at_s))) + within.days + 1
    starts_s = scene.frame.starts_s
    return int(starts_s[day]) if 0 <= day < len(starts_s) else int(starts_s[-1] if day > 0 else starts_s[0])


def _mark(scene: Scene, found: Bools, who: int, from_s: int, until_s: int | None) -> None:
    """Mark the looks of a patient in [from, until)."""
    first, last = scene.looks.begins[who], scene.looks.begins[who + 1]
    at_s: Ints = scene.looks.at_s[first:last]
    start = first + at_s.searchsorted(from_s)
    end = last if until_s is None else first + at_s.searchsorted(until_s)
    found[start:end] = True


def _sure(found: Bools) -> Truth:
    return np.where(found, np.int8(YES), np.int8(NO)).astype(np.int8)
