"""In which order the rules of a backtest are judged, where whole years of many patients are judged at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from server.rules.judging.plan import Plan
from server.rules.knowledge import NEWLY_HOME
from server.rules.language.rule import Rule, Status
from server.rules.transition import Severity


def is_of_newly_home(rule: Rule) -> bool:
    """Tell whether a rule is for some days of a patient only: the groups of a year are not one."""
    return NEWLY_HOME in {*rule.patients.groups, *rule.patients.excluded}


def may_ask(rule: Rule) -> bool:
    """Tell whether patients are asked for a second look by a rule."""
    return rule.confirm is not None and rule.severity is not Severity.HIGH and rule.status is Status.LIVE


@lru_cache(maxsize=4)
def layers(plan: Plan) -> list[list[Rule]]:
    """Divide rules so that none stands in one layer with one that it reads and whose episodes are changed at the end.

    Those are rules that ask, and rules for some days only: what the rest is told of them is what was left of them.
    """
    place: dict[str, int] = {}
    for rule in plan.rules:
        read = [other for other in plan.rules if other.name in place and other.name in plan.reads(rule)]
        after = (place[other.name] + (is_of_newly_home(other) or may_ask(other)) for other in read)
        place[rule.name] = max(after, default=0)
    divided: list[list[Rule]] = [[] for _ in range(max(place.values(), default=0) + 1)]
    for rule in plan.rules:
        divided[place[rule.name]].append(rule)
    return divided


def names(rules: Sequence[Rule]) -> set[str]:
    """Name rules."""
    return {rule.name for rule in rules}
