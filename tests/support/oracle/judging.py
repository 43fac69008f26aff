"""Whoever can tell any condition at any instant, remembering what was told (rule 1)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from oracle import answers, changes, combinations, happenings, signs
from oracle.calendar_days import DAY
from oracle.case import Case
from oracle.truth import Truth
from server.rules.language.combination import Condition, Group, Score
from server.rules.language.combination import Sequence as Steps
from server.rules.language.condition import (
    Answered,
    Arrives,
    Averages,
    Change,
    Drift,
    Flagged,
    Happened,
    Level,
    Limit,
    Missing,
    OtherAlert,
    Pressed,
    Sign,
    Silent,
    Trend,
    Worsens,
)
from server.rules.language.quantity import Period
from server.rules.language.repeat import CloseTogether, OfTheLast


class Judging:
    """Tells the conditions of one rule for one patient, up to an instant."""

    def __init__(self, case: Case, until_at: datetime, ticks: Iterable[datetime] = ()) -> None:
        self.case: Final = case
        self._until_at = until_at
        self._ticks = frozenset(ticks)
        self._told: dict[tuple[int, datetime], Truth] = {}
        self._changes: dict[int, list[datetime]] = {}
        self._kept_alive: list[Condition] = []

    def truth(self, condition: Condition, t: datetime) -> Truth:
        """Tell a condition at an instant."""
        key = (id(condition), t)
        if key not in self._told:
            self._kept_alive.append(condition)
            self._told[key] = self._combination(condition, t)
        return self._told[key]

    def _combination(self, condition: Condition, t: datetime) -> Truth:
        if isinstance(condition, Group):
            return combinations.group(self, condition, t)
        if isinstance(condition, Steps):
            return combinations.sequence(self, condition, t)
        if isinstance(condition, Score):
            return combinations.score(self, condition, t)
        return tell(self.case, condition, t)

    def instants(self, condition: Condition) -> list[datetime]:
        """List in order every instant at which a condition may change; too many do no harm."""
        if id(condition) not in self._changes:
            self._kept_alive.append(condition)
            self._changes[id(condition)] = sorted(
                at for at in self._all(condition) | self._ticks if at <= self._until_at
            )
        return self._changes[id(condition)]

    def _all(self, condition: Condition) -> set[datetime]:
        if isinstance(condition, Steps):
            found = {at for step in condition.steps for at in self.instants(step)}
            return found | _later(found, condition.within)
        if isinstance(condition, Score):
            found = {at for line in condition.lines for at in self.instants(line.when)}
            return found | _later(found, condition.look_back)
        if isinstance(condition, Group):
            found = {at for part in condition.parts for at in self.instants(part)}
            return found if condition.within is None else found | _later(found, condition.within)
        return self._of_sign(condition)

    def _of_sign(self, sign: Sign) -> set[datetime]:
        """Every record and the end of every period after it, three o'clock, hours that are due, and other alerts."""
        records = self.case.story.instants() | {each.at for each in self.case.story.unsettled}
        found = set(records)
        for period in periods_of(self.case, sign):
            found |= _later(records, period)
        if isinstance(sign, OtherAlert):
            for name in happenings.named_rules(self.case.rule_set, sign):
                for episode in self.case.alerts.get(name, ()):
                    found |= episode.instants()
        return found | self.marks(sign.due_minute if isinstance(sign, Missing) else 0)

    def marks(self, due_minute: int) -> set[datetime]:
        """Give the start of every local day, and a minute of it."""
        days = self.case.days
        first = self.starts_at()
        day, found = days.day_of(first), {first}
        while (start_at := days.start_of(day)) <= self._until_at:
            found |= {start_at, days.at_minute(day, due_minute)}
            day += DAY
        return {at for at in found if at >= first}

    def starts_at(self) -> datetime:
        """Give the instant from which on the patient is looked at: the first record, or the plan's first day."""
        return min(self.case.story.instants() | {self.case.days.start_of(self.case.story.plan_from)})


def _later(instants: set[datetime], period: Period) -> set[datetime]:
    """Give the ends of elapsed periods; those of local days end at three."""
    return set() if period.is_calendar else {at + timedelta(seconds=period.seconds) for at in instants}


def periods_of(case: Case, sign: Sign) -> list[Period]:
    """List the elapsed or local periods after which a record no longer counts for a sign."""
    found: list[Period] = []
    if isinstance(sign, Limit | Flagged):
        found.append(case.measure(sign.measure).counts_for)
    if isinstance(sign, Answered | Level | Worsens):
        found.append(answers.COUNTS_FOR)
    if isinstance(sign, Limit | Flagged | Answered | Level) and isinstance(sign.on, OfTheLast | CloseTogether):
        found.append(sign.on.within)
    if isinstance(sign, Happened | Pressed) and sign.within is not None:
        found.append(sign.within)
    if isinstance(sign, Silent):
        found.append(sign.period)
    return found


def tell(case: Case, sign: Sign, t: datetime) -> Truth:
    """Tell one sign at an instant."""
    return _TELLERS[type(sign)](case, sign, t)


_TELLERS: Final[Mapping[type, Callable[[Case, Any, datetime], Truth]]] = {
    Limit: signs.limit,
    Flagged: signs.flagged,
    Change: changes.change,
    Trend: changes.trend,
    Averages: changes.averages,
    Drift: changes.drift,
    Answered: answers.answered,
    Worsens: answers.worsens,
    Level: answers.level,
    Missing: happenings.missing,
    Silent: happenings.silent,
    Arrives: happenings.arrives,
    Happened: happenings.happened,
    Pressed: happenings.pressed,
    OtherAlert: happenings.other_alert,
}
