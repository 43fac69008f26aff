"""Whether there is anything at all of some patients that a condition could be so because of.

*Perhaps* may be answered too often, never too seldom: what has no chance is *yes* nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from server.rules.judging.amounts import THOUSAND, usual_thousandths
from server.rules.judging.frame import Frame
from server.rules.judging.scene import Active
from server.rules.language.combination import Condition, Gathering, Group, Score, Sequence
from server.rules.language.condition import (
    ANY_CLINICAL_RULE,
    Answered,
    Averages,
    Change,
    Comparison,
    Drift,
    Flagged,
    Happened,
    Level,
    Limit,
    OtherAlert,
    Pressed,
    Trend,
    Worsens,
)
from server.rules.language.rule import Rule


def may_be(condition: Condition, rule: Rule, frame: Frame, others: Mapping[str, Active]) -> bool:
    """Tell whether there is anything at all that a condition could be so because of."""
    match condition:
        case Group() | Sequence() | Score():
            return _gathered(condition, _points(rule, frame), lambda part: may_be(part, rule, frame, others))
        case Limit() | Change() | Trend() | Averages() | Drift() | Flagged():
            return _has(frame, frame.rule_set.signals.measures[condition.measure].vital.value.name)
        case Answered() | Worsens() | Level():
            return _has(frame, f"symptom.{condition.question}")
        case OtherAlert():
            names = others if ANY_CLINICAL_RULE in condition.rules else condition.rules
            return any(any(times) for name in names for times in others.get(name, ()))
        case Pressed() | Happened():
            return _happened(condition, frame)
        case _:
            return True


def _happened(condition: Pressed | Happened, frame: Frame) -> bool:
    """Tell whether any patient has pressed the button, or had such an event."""
    if isinstance(condition, Pressed):
        return _has(frame, f"button.{condition.kind}")
    return any(kind in condition.kinds for chart in frame.people for kind, _, _ in chart.events.values())


def _points(rule: Rule, frame: Frame) -> Callable[[Score], int | None]:
    """Say how the limit of a score is found: in thousandths of a point, None if it is not one for all patients."""
    return lambda score: usual_thousandths(score.amount, rule, frame)


def _gathered(
    condition: Group | Sequence | Score, points: Callable[[Score], int | None], may: Callable[[Condition], bool]
) -> bool:
    """Tell whether enough of the parts have a chance; ``points`` gives the least limit of a score, in thousandths."""
    match condition:
        case Group(gathering=Gathering.NONE):
            return True
        case Group(gathering=Gathering.ANY):
            return any(may(part) for part in condition.parts)
        case Group(gathering=Gathering.AT_LEAST):
            return _reaches(condition.least or len(condition.parts), [(1, part) for part in condition.parts], may)
        case Group():
            return all(may(part) for part in condition.parts)
        case Sequence():
            return all(may(step) for step in condition.steps)
        case Score():
            return _scores(condition, points(condition), may)


def _scores(condition: Score, needed: int | None, may: Callable[[Condition], bool]) -> bool:
    """Tell whether the lines that have a chance make points enough, where there must be many."""
    if needed is None or condition.comparison not in {Comparison.AT_LEAST, Comparison.MORE_THAN}:
        return True
    return _reaches(-(-needed // THOUSAND), [(line.points, line.when) for line in condition.lines], may)


def _reaches(needed: int, lines: list[tuple[int, Condition]], may: Callable[[Condition], bool]) -> bool:
    """Tell whether the lines that have a chance add up to so much; asks no longer than it must."""
    most = sum(points for points, _ in lines)
    for points, part in lines:
        if most < needed:
            return False
        if not may(part):
            most -= points
    return most >= needed


def _has(frame: Frame, name: str) -> bool:
    return len(frame.raw(name).who) > 0
