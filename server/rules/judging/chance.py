"""Whether there is anything at all of some patients that a condition could be so because of.

*Perhaps* may be answered too often, never too seldom: what has no chance is *yes* nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from server.rules.judging.amounts import THOUSAND, usual_thousandths
from server.rules.judging.frame import Frame
from server.rules.judging.reachable import series_of
from server.rules.judging.scene import Active
from server.rules.language.combination import Condition, Gathering, Group, Score, Sequence
from server.rules.language.condition import ANY_CLINICAL_RULE, Happened, OtherAlert
from server.rules.language.rule import Rule


def may_be(condition: Condition, rule: Rule, frame: Frame, others: Mapping[str, Active]) -> bool:
    """Tell whether there is anything at all that a condition could be so because of."""
    match condition:
        case Group() | Sequence() | Score():
            return _gathered(condition, rule, frame, lambda part: may_be(part, rule, frame, others))
        case OtherAlert():
            names = others if ANY_CLINICAL_RULE in condition.rules else condition.rules
            return any(any(times) for name in names for times in others.get(name, ()))
        case Happened():
            return any(kind in condition.kinds for chart in frame.people for kind, _, _ in chart.events.values())
        case _:
            series = series_of(condition, frame.rule_set.signals)
            return series is None or len(frame.raw(series).who) > 0


def _gathered(condition: Group | Sequence | Score, rule: Rule, frame: Frame, may: Callable[[Condition], bool]) -> bool:
    """Tell whether enough of the parts have a chance."""
    match condition:
        case Group():
            return _groups(condition, may)
        case Sequence():
            return all(map(may, condition.steps))
        case Score():
            needed = usual_thousandths(condition.amount, rule, frame)
            if needed is None or not condition.comparison.is_upwards:
                return True
            return _reaches(-(-needed // THOUSAND), [(line.points, line.when) for line in condition.lines], may)


def _groups(group: Group, may: Callable[[Condition], bool]) -> bool:
    """Tell whether enough of the parts have a chance."""
    match group.gathering:
        case Gathering.NONE:
            return True
        case Gathering.ALL:
            return all(map(may, group.parts))
        case Gathering.ANY:
            return any(map(may, group.parts))
        case Gathering.AT_LEAST:
            return _reaches(group.least or len(group.parts), [(1, part) for part in group.parts], may)


def _reaches(needed: int, lines: list[tuple[int, Condition]], may: Callable[[Condition], bool]) -> bool:
    """Tell whether the lines that have a chance add up to so much; asks no longer than it must."""
    most = sum(points for points, _ in lines)
    for points, part in lines:
        if most < needed:
            return False
        if not may(part):
            most -= points
    return most >= needed
