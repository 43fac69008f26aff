"""The effect: what a change of rules would do to today's patients, and what of it waits for a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from server.rules.activation.change import Changed
from server.rules.activation.ruling import Ruling
from server.rules.judging.publishing import Published
from server.rules.language.order import SEEN
from server.rules.transition import EpisodeState, Severity, Transition
from vitals.identity import PatientId

MOST_PERCENT: Final = 5
"""More patients than that are not touched without a person's word."""


class Guard(StrEnum):
    """Why a change waits for a person."""

    MANY = "many"
    """It touches more than one patient in twenty."""
    HIGH_CLEARED = "high_cleared"
    """An alert of high severity would end by it."""
    RETIRES = "retires"
    """A rule that nurses saw would run no more."""
    BEYOND = "beyond"
    """An open alert began before anything that the new logic looks at: it stays, and somebody must look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What becomes of one rule's alerts, by patients: raised, asked first, cleared, and kept for a nurse to look at."""

    rule: str
    severity: Severity
    raised: tuple[PatientId, ...] = ()
    asked: tuple[PatientId, ...] = ()
    cleared: tuple[PatientId, ...] = ()
    kept: tuple[PatientId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a change does: a line for each rule of which anything changes, the worst first; of how many patients."""

    lines: tuple[Line, ...]
    patients: int
    retired: tuple[str, ...] = ()

    @property
    def raised(self) -> int:
        """Count the alerts that would be raised."""
        return sum(len(line.raised) for line in self.lines)

    @property
    def cleared(self) -> int:
        """Count the alerts that would be cleared."""
        return sum(len(line.cleared) for line in self.lines)

    @property
    def raised_high(self) -> int:
        """Count those raised that are of high severity."""
        return sum(len(line.raised) for line in self.lines if line.severity is Severity.HIGH)

    @property
    def touched(self) -> frozenset[PatientId]:
        """Name the patients of whom an alert is raised, asked about or cleared."""
        return frozenset(who for line in self.lines for who in (*line.raised, *line.asked, *line.cleared))

    @property
    def waits_for(self) -> tuple[Guard, ...]:
        """Tell why a person must say yes to it; nothing: it may go on by itself."""
        found = {
            Guard.MANY: 100 * len(self.touched) > MOST_PERCENT * self.patients,
            Guard.HIGH_CLEARED: any(line.cleared for line in self.lines if line.severity is Severity.HIGH),
            Guard.RETIRES: bool(self.retired),
            Guard.BEYOND: any(line.kept for line in self.lines),
        }
        return tuple(guard for guard, is_so in found.items() if is_so)


def effect_of(changed: Changed, before: Ruling, after: Ruling, patients: int) -> Effect:
    """Sum up a change for people: only what they are shown counts; what merely begins anew is neither."""
    rules = {**before.rule_set.rules, **after.rule_set.rules}
    ended = [each for each in changed.shown if each.to_state is EpisodeState.RULE_CHANGED]
    cleared = _by_rule(each for each in ended if each.from_state is EpisodeState.RAISED)
    raised = _by_rule(each for each in changed.shown if each.to_state is EpisodeState.RAISED)
    asked = _by_rule(each for each in changed.shown if each.to_state is EpisodeState.ASKING)
    kept = _by_rule(each for each in changed.beyond)
    names = {*cleared, *raised, *asked, *kept}
    lines = [
        Line(
            rule=name,
            severity=rules[name].severity,
            raised=raised.get(name, ()),
            asked=asked.get(name, ()),
            cleared=cleared.get(name, ()),
            kept=kept.get(name, ()),
        )
        for name in names
    ]
    rank = {severity: place for place, severity in enumerate(Severity)}
    return Effect(
        lines=tuple(sorted(lines, key=lambda line: (rank[line.severity], line.rule))),
        patients=patients,
        retired=tuple(sorted(_seen(before) - _seen(after))),
    )


def _by_rule(things: Iterable[Transition | Published]) -> dict[str, tuple[PatientId, ...]]:
    found: dict[str, list[PatientId]] = {}
    for each in things:
        found.setdefault(each.rule, []).append(each.patient)
    return {rule: tuple(sorted(who)) for rule, who in found.items()}


def _seen(ruling: Ruling) -> set[str]:
    return {name for name, rule in ruling.rule_set.rules.items() if rule.status in SEEN}
