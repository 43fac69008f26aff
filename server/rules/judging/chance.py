"""Whether a condition can be so at all: most patients are well, and most conditions are seen to be *no* cheaply.

Both questions may be answered *perhaps* too often, never too seldom: what has no chance is *yes* nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from server.rules.judging.amounts import THOUSAND, usual_thousandths
from server.rules.judging.frame import Frame
from server.rules.judging.scene import Active, Scene
from server.rules.judging.truth import YES, Bools
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
            return gathered(condition, _points(rule, frame), lambda part: may_be(part, rule, frame, others))
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


def has_chance(condition: Condition, scene: Scene, at: Bools) -> bool:
    """Tell whether a condition may be so at one of these looks; as little is judged as shows that it is not."""
    match condition:
        case Group(gathering=Gathering.NONE):
            return True
        case Group(gathering=Gathering.ALL, within=None):
            return _all_have(condition, scene, at)
        case Group(within=None):
            return gathered(condition, _points(scene.rule, scene.frame), lambda part: has_chance(part, scene, at))
        case Group() | Sequence() | Score():
            anywhere = at | True  # what was so before may count
            return gathered(condition, _points(scene.rule, scene.frame), lambda part: has_chance(part, scene, anywhere))
        case _:
            return bool((scene.judge(condition, scene)[at] == YES).any())


def _all_have(condition: Group, scene: Scene, at: Bools) -> bool:
    """Tell whether there is a look at which no part is seen not to be so."""
    for part in condition.parts:
        if not has_chance(part, scene, at):
            return False
        if not isinstance(part, Group | Sequence | Score):
            at = at & (scene.judge(part, scene) == YES)
    return bool(at.any())


def _points(rule: Rule, frame: Frame) -> Callable[[Score], int | None]:
    """Say how the limit of a score is found: in thousandths of a point, None if it is not one for all patients."""
    return lambda score: usual_thousandths(score.amount, rule, frame)


def gathered(
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
