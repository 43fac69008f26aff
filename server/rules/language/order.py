"""What rules say of each other: which there are, who may hold back whom, and in which order they are judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from server.rules.language.combination import Condition, Group, Score, Sequence
from server.rules.language.condition import ANY_CLINICAL_RULE, OtherAlert
from server.rules.language.finding import Place
from server.rules.language.phrase import closest
from server.rules.language.rule import Kind, Rule, Status
from server.rules.language.rule_reader import Draft
from server.rules.transition import Severity

RANK: Final[Mapping[Severity, int]] = {
    Severity.HIGH: 4,
    Severity.MEDIUM: 3,
    Severity.LOW: 2,
    Severity.INFO: 1,
    Severity.TECHNICAL: 1,
}
"""How severe, the worst the highest."""
SEEN: Final = frozenset({Status.PILOT, Status.LIVE})
_AUDIENCE: Final[Mapping[Status, int]] = {Status.LIVE: 2, Status.PILOT: 1}
"""Who sees a rule's alerts: everybody's nurses, some units', or (what is not here) nobody."""
CLINICAL: Final = frozenset({Kind.SIGN, Kind.ABSENCE})


def signs_of(condition: Condition | None) -> Iterator[Condition]:
    """List the signs of a condition, however deep they stand."""
    match condition:
        case None:
            return
        case Group(parts=parts) | Sequence(steps=parts):
            for part in parts:
                yield from signs_of(part)
        case Score(lines=lines):
            for line in lines:
                yield from signs_of(line.when)
        case _:
            yield condition


def reads(rule: Rule, rules: Mapping[str, Rule]) -> set[str]:
    """Name the rules that must be judged before this one."""
    named = {*rule.quiet_while}
    for condition in (rule.raise_when, rule.unless, rule.clear_when):
        for sign in signs_of(condition):
            if isinstance(sign, OtherAlert):
                named |= {*sign.rules} - {ANY_CLINICAL_RULE}
                if ANY_CLINICAL_RULE in sign.rules:
                    named |= {name for name, other in rules.items() if is_clinical(other)}
    return named & {*rules}


def is_clinical(rule: Rule) -> bool:
    """Tell whether *any clinical rule* means it: one that nurses see, neither technical nor good news."""
    return rule.status in SEEN and rule.kind in CLINICAL


def in_order(rules: Mapping[str, Rule]) -> dict[str, Rule]:
    """Put each rule after those that it reads; the names decide the rest.

    >>> in_order({})
    {}
    """
    ordered: dict[str, Rule] = {}

    def take(name: str) -> None:
        if name not in ordered:
            for other in sorted(reads(rules[name], rules)):
                take(other)
            ordered[name] = rules[name]

    for name in sorted(rules):
        take(name)
    return ordered


def check_order(drafts: Mapping[str, Draft], *, are_all_read: bool) -> None:
    """Note what rules say of each other that cannot be; a name is unknown only if every file could be read."""
    rules = {name: draft.rule for name, draft in drafts.items()}
    for name, draft in drafts.items():
        for use in draft.scope.uses:
            other = rules.get(use.rule)
            if other is not None:
                _check_pair(draft, other, use.place, is_quieting=use.is_quieting)
            elif are_all_read or closest(use.rule, rules):
                draft.scope.findings.add("E402", use.place, word=use.rule, close=closest(use.rule, rules))
        circle = _circle(name, rules)
        if circle:
            place = next((use.place for use in draft.scope.uses if use.rule == circle[1]), draft.block.at("rule"))
            draft.scope.findings.add("E506", place, word=" → ".join(circle))


def _check_pair(draft: Draft, other: Rule, place: Place, *, is_quieting: bool) -> None:
    rule, findings = draft.rule, draft.scope.findings
    if _AUDIENCE.get(other.status, 0) < _AUDIENCE.get(rule.status, 0):
        findings.add("E508", place, word=other.name, status=rule.status, other=other.status)
    if is_quieting and RANK[other.severity] < RANK[rule.severity]:
        findings.add("E507", place, word=rule.name, other=other.name, low=other.severity, high=rule.severity)


def _circle(name: str, rules: Mapping[str, Rule]) -> list[str]:
    """Find the shortest way from a rule back to itself."""
    ways = [[name]]
    seen: set[str] = set()
    while ways:
        way = ways.pop(0)
        for other in sorted(reads(rules[way[-1]], rules)):
            if other == name:
                return [*way, name]
            if other not in seen:
                seen.add(other)
                ways.append([*way, other])
    return []
