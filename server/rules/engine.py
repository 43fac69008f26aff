"""The engine: records in, transitions out. It asks no clock and keeps no file; told the same, it says the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol, assert_never
from zoneinfo import ZoneInfo

import numpy as np

from server.rules.day_grid import HORIZON_DAYS, MISSING, DayGrid, PatientDays
from server.rules.episode import Change, Episode, Span, reconcile
from server.rules.history import History
from server.rules.local_day import local_day
from server.rules.missing_weight import MissingWeight
from server.rules.record import Contact, EngineRecord, Joined, Left, NurseClosed, Observed, Withdrawn
from server.rules.transition import Cause, EpisodeState, Severity, Transition
from server.rules.weight_gain import LIMIT_G, LOOK_BACK_DAYS, WeightGain, gain_g
from vitals.identity import PatientId
from vitals.vital import Vital

LATE_AFTER: Final = timedelta(hours=1)


class Rule(Protocol):
    """What a rule can do: tell the episodes of a patient's days, and word them."""

    @property
    def name(self) -> str:
        """The rule's id."""

    @property
    def version(self) -> str:
        """The version of its logic."""

    @property
    def severity(self) -> Severity:
        """How soon a person must look."""

    def spans(self, history: History) -> list[Span]:
        """Tell the episodes of the history's days, oldest first."""

    def facts(self, span: Span, history: History) -> Mapping[str, int | str]:
        """Give the numbers behind an episode."""

    def say(self, facts: Mapping[str, int | str]) -> Mapping[str, str]:
        """Say them in both languages."""

    def arrivals(self, span: Span, history: History) -> tuple[int, ...]:
        """Name the readings behind an episode."""


WEIGHT_GAIN: Final = WeightGain()
MISSING_WEIGHT: Final = MissingWeight()
RULES: Final[Mapping[str, Rule]] = {rule.name: rule for rule in (WEIGHT_GAIN, MISSING_WEIGHT)}


class Engine:
    """Judges all patients it is told of.

    What is true is computed anew from the day's values over the horizon whenever a record touches a patient, and
    compared with what was published: so records may come late, doubled or in any order and the end is the same. Most
    records change nothing; one vectorised look at the days they touch finds those.
    """

    def __init__(self) -> None:
        """Start with no patients."""
        self._grid = DayGrid()
        self._days: dict[PatientId, PatientDays] = {}
        self._episodes: dict[tuple[PatientId, str], list[Episode]] = {}

    def restore(self, episodes: Iterable[Episode]) -> None:
        """Take over stored episodes: those that are open, and those of the horizon."""
        for episode in sorted(episodes, key=lambda episode: episode.ordinal):
            self._episodes.setdefault((episode.patient, episode.rule), []).append(episode)

    def replay(self, records: Sequence[EngineRecord]) -> None:
        """Learn again what was known before a restart: nothing is judged, nothing is said."""
        for record in records:
            self._learn(record)

    def step(self, records: Sequence[EngineRecord], now: datetime) -> list[Transition]:
        """Learn these records and give what has changed by them; ``now`` is when the server learned them."""
        weighed: list[tuple[PatientId, int]] = []
        touched: dict[tuple[PatientId, str], None] = {}
        for record in records:
            if (day := self._learn(record)) is not None:
                weighed.append((record.patient, day))
            elif not isinstance(record, Joined | Observed):
                touched |= dict.fromkeys((record.patient, name) for name in _concerned(record))
        touched |= dict.fromkeys((patient, WEIGHT_GAIN.name) for patient in self._worth_judging(weighed))
        touched |= dict.fromkeys((patient, MISSING_WEIGHT.name) for patient, _ in weighed if self._may_miss(patient))
        said: list[Transition] = []
        for patient, name in touched:
            if patient in self._days:
                said += self._judge(patient, RULES[name], now)
            else:
                said += self._leave(patient, RULES[name], now)
        return said

    def episodes(self, patient: PatientId, rule: str) -> Sequence[Episode]:
        """Give the published episodes of a patient and a rule, oldest first."""
        return self._episodes.get((patient, rule), ())

    def _learn(self, record: EngineRecord) -> int | None:  # noqa: C901  (a list of all that can be told)
        """Take a record in; gives the local day of a weight that came or went."""
        days = self._days.get(record.patient)
        match record:
            case Joined(patient=patient, zone=zone, plan_from=plan_from):
                if days is None:
                    self._days[patient] = self._grid.add_patient(ZoneInfo(zone), plan_from.toordinal())
                else:
                    days.zone, days.plan_from = ZoneInfo(zone), plan_from.toordinal()
            case Left(patient=patient):
                self._days.pop(patient, None)
            case Observed(arrival=arrival, vital=vital, value=value, measured_at=measured_at):
                if vital is Vital.BODY_WEIGHT and days is not None:
                    return self._grid.put(days, arrival, value, measured_at)
            case Withdrawn(arrival=arrival, vital=vital, measured_at=measured_at):
                if vital is Vital.BODY_WEIGHT and days is not None:
                    return self._grid.withdraw(days, arrival, measured_at)
            case Contact(heard_at=heard_at):
                if days is not None:
                    days.heard_s = max(days.heard_s, int(heard_at.timestamp()))
            case NurseClosed(patient=patient, rule=rule, at=at):
                known = self._episodes.get((patient, rule), [])
                self._episodes[patient, rule] = [
                    replace(episode, closed_s=int(at.timestamp())) if episode.is_open else episode for episode in known
                ]
            case _:  # pragma: no cover
                assert_never(record)
        return None

    def _worth_judging(self, weighed: Sequence[tuple[PatientId, int]]) -> list[PatientId]:
        """Find, in one step for all, the patients in whom a weight may have changed what is true of their gain."""
        if not weighed:
            return []
        rows = np.array([self._days[patient].row for patient, _ in weighed])
        first = np.array([day - LOOK_BACK_DAYS for _, day in weighed])
        window = self._grid.window(rows, first, 2 * LOOK_BACK_DAYS + 1)
        sliding = np.lib.stride_tricks.sliding_window_view(window, LOOK_BACK_DAYS + 1, axis=1)
        is_over = np.asarray((gain_g(sliding) > LIMIT_G).any(axis=1))
        return [
            patient
            for (patient, _), is_it in zip(weighed, is_over.tolist(), strict=True)
            if is_it or (patient, WEIGHT_GAIN.name) in self._episodes
        ]

    def _may_miss(self, patient: PatientId) -> bool:
        """Tell whether a weight can change an absence: only where one was published."""
        return (patient, MISSING_WEIGHT.name) in self._episodes

    def _judge(self, patient: PatientId, rule: Rule, now: datetime) -> list[Transition]:
        history = self._history(patient, rule, now)
        published = self._episodes.get((patient, rule.name), [])
        changes = reconcile(patient, rule.name, published, rule.spans(history), history.first)
        return [self._publish(change, rule, history, now) for change in changes]

    def _history(self, patient: PatientId, rule: Rule, now: datetime) -> History:
        days = self._days[patient]
        published = self._episodes.get((patient, rule.name), [])
        last = local_day(now, days.zone) + 1
        first = last - HORIZON_DAYS
        begun_before = (each.span for each in published if _spans_start(each, first))
        return History(
            days=days,
            values=self._values(days, first - LOOK_BACK_DAYS, last),
            first=first,
            last=last,
            was=next((replace(span, end_day=None, end_s=None) for span in begun_before), None),
            closed_s=tuple(sorted(each.closed_s for each in published if each.closed_s is not None)),
        )

    def _leave(self, patient: PatientId, rule: Rule, now: datetime) -> list[Transition]:
        """End what is open for a patient who is no longer watched."""
        nobody = PatientDays(row=0, zone=ZoneInfo("UTC"), plan_from=0)
        nothing = History(days=nobody, values={}, first=0, last=0, was=None, closed_s=())
        return [
            self._publish(Change(episode.move(Cause.LEFT), episode.state, Cause.LEFT), rule, nothing, now)
            for episode in self._episodes.get((patient, rule.name), ())
            if episode.is_open
        ]

    def _values(self, days: PatientDays, first: int, last: int) -> dict[int, int]:
        window = self._grid.window(np.array([days.row]), np.array([first]), last - first + 1)[0].tolist()
        return {first + place: value for place, value in enumerate(window) if value != MISSING}

    def _publish(self, change: Change, rule: Rule, history: History, now: datetime) -> Transition:
        episode, span = change.episode, change.episode.span
        known = self._episodes.setdefault((episode.patient, rule.name), [])
        kept = [other for other in known if other.ordinal != episode.ordinal]
        self._episodes[episode.patient, rule.name] = sorted([*kept, episode], key=lambda each: each.ordinal)
        is_start = episode.state in {EpisodeState.RAISED, EpisodeState.WITHDRAWN} or span.end_s is None
        measured_at = datetime.fromtimestamp(span.start_s if is_start or span.end_s is None else span.end_s, UTC)
        facts = rule.facts(span, history)
        return Transition(
            patient=episode.patient,
            rule=rule.name,
            rule_version=rule.version,
            episode=episode.name,
            number=episode.number,
            from_state=change.before,
            to_state=episode.state,
            cause=change.cause,
            severity=rule.severity,
            at=now,
            measured_at=measured_at,
            is_late=now - measured_at > LATE_AFTER,
            facts=facts,
            arrivals=rule.arrivals(span, history),
            say=rule.say(facts),
        )


def _concerned(record: EngineRecord) -> tuple[str, ...]:
    match record:
        case Contact():
            return (MISSING_WEIGHT.name,)
        case NurseClosed(rule=rule):
            return (rule,)
        case _:
            return tuple(RULES)


def _spans_start(episode: Episode, first: int) -> bool:
    """Tell whether an episode began before the first day of a history and was still so on it."""
    if episode.state is EpisodeState.WITHDRAWN or episode.span.start_day >= first:
        return False
    return episode.span.end_day is None or episode.span.end_day >= first
