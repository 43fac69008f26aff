"""What rules in shadow would have raised, beside what nurses were shown of the same patients and how they closed it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from server.alerts.outcome import OutcomeCause
from server.rules.language.order import RANK, SEEN, is_clinical
from server.rules.language.rule import Rule, Status
from server.rules.transition import Severity
from vitals.identity import PatientId

NEAR: Final = timedelta(days=7)
"""A shown alert so near is about the same thing, as scores gather alerts to episodes."""
REPORTED: Final = frozenset({Status.SHADOW, Status.PILOT})
_DAY: Final = timedelta(days=1)


class Verdict(StrEnum):
    """What a nurse's closing says of an alert, by its cause (decision H1)."""

    TRUE = "true"
    """The patient was ill: heart failure, or something else."""
    EXPECTED = "expected"
    FALSE = "false"
    """Technique, another person, a wrong limit, or technical."""
    OPEN = "open"
    """Nobody has closed it, or it ended by itself."""


VERDICTS: Final[Mapping[OutcomeCause, Verdict]] = {
    OutcomeCause.HEART_FAILURE: Verdict.TRUE,
    OutcomeCause.OTHER_DISEASE: Verdict.TRUE,
    OutcomeCause.EXPECTED: Verdict.EXPECTED,
    OutcomeCause.TECHNIQUE: Verdict.FALSE,
    OutcomeCause.WRONG_PERSON: Verdict.FALSE,
    OutcomeCause.WRONG_LIMIT: Verdict.FALSE,
    OutcomeCause.TECHNICAL: Verdict.FALSE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Raise:
    """An episode as it was first raised. ``is_shown``: nurses saw it; ``cause`` is how it was closed, None if not.

    ``is_withdrawn``: the values that raised it turned out to be none of the patient's.
    """

    episode: str
    patient: PatientId
    rule: str
    severity: Severity
    at: datetime
    is_shown: bool
    is_withdrawn: bool = False
    cause: OutcomeCause | None = None

    @property
    def verdict(self) -> Verdict:
        """Say what became of it."""
        return Verdict.OPEN if self.cause is None else VERDICTS[self.cause]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """What a rule raised: how often, of whom (``by_patient``), and per 100 patients a day. Withdrawn ones count apart.

    ``verdicts`` are of its own alerts that nurses saw. Of a shadow, ``earlier_days`` and ``later_days`` say how long
    before or after the nearest alert that nurses saw of the patient each raise came; ``alone`` counts those without
    one, ``beside`` how those alerts were closed.
    """

    rule: str
    status: Status
    severity: Severity
    raised: int
    withdrawn: int
    shown: int
    by_patient: Mapping[PatientId, int]
    per_100_a_day: float
    verdicts: Mapping[Verdict, int] = field(default_factory=dict)
    earlier_days: Sequence[float] = ()
    later_days: Sequence[float] = ()
    alone: int = 0
    beside: Mapping[Verdict, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowReport:
    """The rules in shadow (and tried out), and those that nurses see, in (``since``, ``until``]."""

    since: datetime
    until: datetime
    patients: int
    patient_days: float
    shadows: tuple[RuleLine, ...]
    live: tuple[RuleLine, ...]


def shadow_report(
    raises: Iterable[Raise],
    rules: Mapping[str, Rule],
    followed_from: Mapping[PatientId, datetime],
    since: datetime,
    until: datetime,
) -> ShadowReport:
    """Lay them beside each other; ``raises`` reach ``NEAR`` before and after, ``followed_from`` is when each began."""
    everything = [*raises]
    within = [each for each in everything if since < each.at <= until]
    days = sum((max(until - max(since, begins), timedelta()) for begins in followed_from.values()), timedelta()) / _DAY
    shown = [each for each in everything if each.is_shown and not each.is_withdrawn and _is_clinical(each, rules)]
    by_rule: dict[str, list[Raise]] = {name: [] for name, rule in rules.items() if rule.status in REPORTED | SEEN}
    for each in within:
        if each.rule in by_rule:
            by_rule[each.rule].append(each)
    lines = [_line(rules[name], mine, shown, days) for name, mine in by_rule.items()]
    lines.sort(key=lambda line: (-RANK[line.severity], -line.raised, line.rule))
    return ShadowReport(
        since=since,
        until=until,
        patients=len(followed_from),
        patient_days=days,
        shadows=tuple(line for line in lines if line.status in REPORTED),
        live=tuple(line for line in lines if line.status is Status.LIVE and line.raised),
    )


def _is_clinical(each: Raise, rules: Mapping[str, Rule]) -> bool:
    return each.rule in rules and is_clinical(rules[each.rule])


def _line(rule: Rule, mine: Sequence[Raise], shown: Sequence[Raise], days: float) -> RuleLine:
    stands = [each for each in mine if not each.is_withdrawn]
    nearest = [_nearest(each, shown) for each in stands] if rule.status in REPORTED else []
    apart = [(one.at - each.at) / _DAY for each, one in zip(stands, nearest, strict=False) if one is not None]
    beside = {one.episode: one.verdict for one in nearest if one is not None}
    return RuleLine(
        rule=rule.name,
        status=rule.status,
        severity=rule.severity,
        raised=len(stands),
        withdrawn=len(mine) - len(stands),
        shown=sum(each.is_shown for each in stands),
        by_patient=dict(Counter(each.patient for each in stands).most_common()),
        per_100_a_day=100 * len(stands) / days if days else 0.0,
        verdicts=Counter(each.verdict for each in stands if each.is_shown),
        earlier_days=tuple(each for each in apart if each > 0),
        later_days=tuple(-each for each in apart if each <= 0),
        alone=len(nearest) - len(apart),
        beside=Counter(beside.values()),
    )


def _nearest(each: Raise, shown: Sequence[Raise]) -> Raise | None:
    """Find the alert that nurses saw nearest to a raise, of the same patient and by another rule."""
    near = [
        one for one in shown if one.patient == each.patient and one.rule != each.rule and abs(one.at - each.at) <= NEAR
    ]
    return min(near, key=lambda one: (abs(one.at - each.at), one.episode), default=None)
