"""A ruling: the rules that run, and who is shown what they say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from server.rules.activation.piece import Piece, pieces_of
from server.rules.judging.plan import AWAKE
from server.rules.language.order import reads
from server.rules.language.rule import Rule, Status
from server.rules.language.rule_set import RuleSet

NOBODY: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """Some rules at work; ``pilots`` says, by rule, in which units (short names) it is tried out."""

    rule_set: RuleSet
    pilots: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def awake(self) -> dict[str, Rule]:
        """Give the rules that are evaluated, seen or not."""
        return {name: rule for name, rule in self.rule_set.rules.items() if rule.status in AWAKE}

    def shows(self, rule: str, unit: str | None) -> bool:
        """Tell whether alerts of a rule are shown for a patient of a unit: all of a live one, none of a shadow."""
        found = self.rule_set.rules.get(rule)
        if found is None:
            return False
        return found.status is Status.LIVE or (found.status is Status.PILOT and unit in self.pilots.get(rule, NOBODY))


def changed_rules(before: Ruling, after: Ruling) -> frozenset[str]:
    """Name the rules that must be judged anew: new or other logic, other measures, other units, and their readers.

    What only says the same in other words is not among them.
    """
    was, now = before.awake, after.awake
    old, new = _pieces(before), _pieces(after)
    is_ground_moved = _ground(old) != _ground(new)
    changed = {
        name
        for name in now
        if name not in was
        or is_ground_moved
        or old[name].logic != new[name].logic
        or _audience(before, name) != _audience(after, name)
    }
    gone = {*was} - {*now}
    while True:
        readers = {name for name, rule in now.items() if reads_any(rule, before, after, changed | gone)} - changed
        if not readers:
            return frozenset(changed)
        changed |= readers


def reads_any(rule: Rule, before: Ruling, after: Ruling, others: set[str]) -> bool:
    """Tell whether a rule looks at any of these rules, or did."""
    was = before.rule_set.rules.get(rule.name)
    looked_at = set() if was is None else reads(was, before.rule_set.rules)
    return bool((looked_at | reads(rule, after.rule_set.rules)) & others)


def _pieces(ruling: Ruling) -> dict[str, Piece]:
    return pieces_of(ruling.rule_set, [f"{name}.yaml" for name in ruling.rule_set.rules])


def _ground(pieces: Mapping[str, Piece]) -> set[tuple[str, str]]:
    """Give what all rules lean on, by hashes; settings of profiles come to each patient as records."""
    return {(name, piece.logic) for name, piece in pieces.items() if name in {"signals.yaml", "symptoms.yaml"}}


def _audience(ruling: Ruling, name: str) -> tuple[Status, frozenset[str]]:
    status = ruling.rule_set.rules[name].status
    return status, (ruling.pilots.get(name, NOBODY) if status is Status.PILOT else NOBODY)
