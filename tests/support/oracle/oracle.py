"""The oracle's two answers: what is true at an instant, and which episodes there were."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from oracle.case import Case, Episode
from oracle.days import Diary
from oracle.episode import Machine
from oracle.happenings import named_rules
from oracle.judging import Judging
from oracle.story import Story
from oracle.truth import Truth
from oracle.worsening import parts_of
from server.rules.language.combination import Condition
from server.rules.language.condition import OtherAlert
from server.rules.language.rule import Rule
from server.rules.language.rule_set import RuleSet

EVERYONE = "everyone"


def truth(rule_set: RuleSet, rule: Rule, condition: Condition, story: Story, t: datetime) -> Truth:
    """Tell a condition of a rule at an instant: yes, no or cannot tell (rules 4 to 25), outside of any episode."""
    alerts = {} if not _reads_alerts(condition) else episodes(rule_set, story, t)
    case = Case(rule_set, rule, Diary(story.standing()), alerts)
    return Judging(case, t).truth(condition, t)


def episodes(
    rule_set: RuleSet, story: Story, now: datetime, ticks: Sequence[datetime] = ()
) -> dict[str, list[Episode]]:
    """Tell the episodes of every rule as measured, up to now, by rule name (rules 26 to 30).

    ``ticks`` are instants to look at besides those at which something can change: they must change nothing (P3).
    """
    diary = Diary(story.standing())
    told: dict[str, list[Episode]] = {}
    for name in _in_order(rule_set):
        rule = rule_set.rules[name]
        told[name] = Machine(Case(rule_set, rule, diary, told), now, ticks).run() if is_for(rule, story) else []
    return told


def is_for(rule: Rule, story: Story) -> bool:
    """Tell whether a patient is of the rule's groups and of none that is excluded."""
    groups = story.groups | {EVERYONE}
    return bool(groups & set(rule.patients.groups)) and not story.groups & set(rule.patients.excluded)


def _in_order(rule_set: RuleSet) -> list[str]:
    """Order the rules, each after those that it reads; raises ValueError for a circle (rule 30)."""
    ordered: list[str] = []

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            raise ValueError(f"a circle: {' > '.join((*path, name))}")
        if name in ordered:
            return
        for other in read_by(rule_set, rule_set.rules[name]):
            visit(other, (*path, name))
        ordered.append(name)

    for name in rule_set.rules:
        visit(name, ())
    return ordered


def read_by(rule_set: RuleSet, rule: Rule) -> list[str]:
    """List the rules of the set whose episodes a rule looks at."""
    named = list(rule.quiet_while)
    for condition in (rule.raise_when, rule.unless, rule.clear_when):
        for sign in [] if condition is None else parts_of(condition):
            named += named_rules(rule_set, sign) if isinstance(sign, OtherAlert) else []
    return [name for name in dict.fromkeys(named) if name in rule_set.rules]


def _reads_alerts(condition: Condition) -> bool:
    return any(isinstance(sign, OtherAlert) for sign in parts_of(condition))
