"""The engine: records in, transitions out. It asks no clock and keeps no file; told the same, it says the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol
from zoneinfo import ZoneInfo

import numpy as np

from server.patients.habit import Weight
from server.rules.day_grid import HORIZON_DAYS, DayGrid, PatientDays
from server.rules.episode import Change, Episode, Span, Verdict, leave, reconcile
from server.rules.history import History
from server.rules.local_day import local_day, noon
from server.rules.missing_weight import MissingWeight
from server.rules.record import (
    Agreed,
    Answer,
    Asked,
    Contact,
    EngineRecord,
    Event,
    Joined,
    Left,
    NurseClosed,
    Observed,
    Press,
    Withdrawn,
)
from server.rules.transition import EpisodeState, Severity, Transition
from server.rules.weight_gain import LIMIT_G, LOOK_BACK_DAYS, WeightGain, gain_g
from vitals.identity import PatientId
from vitals.vital import Vital

LATE_AFTER: Final = timedelta(hours=1)
ALWAYS: Final = 0
"""The day before all days: something may be otherwise on any of them."""
UTC_ZONE: Final = ZoneInfo("UTC")


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

    What is true is computed anew from the first day that a record touches, within the horizon, and compared with what
    was published: so records may come late, doubled or in any order and the end is the same. Most records change
    nothing; one vectorised look at the days they touch finds those.
    """

    def __init__(self) -> None:
        """Start with no patients."""
        self._grid = DayGrid()
        self._days: dict[PatientId, PatientDays] = {}
        self._episodes: dict[tuple[PatientId, str], list[Episode]] = {}
        self._weighed: list[tuple[PatientId, int]] = []
        self._touched: dict[tuple[PatientId, str], int] = {}

    def restore(self, episodes: Iterable[Episode]) -> None:
        """Take over stored episodes: those that are open, and those of the horizon; of a rule that is gone, none."""
        for episode in sorted(episodes, key=lambda episode: episode.ordinal):
            if episode.rule in RULES:
                self._episodes.setdefault((episode.patient, episode.rule), []).append(episode)

    def replay(self, records: Sequence[EngineRecord]) -> None:
        """Learn again what was known before a restart: nothing is judged, nothing is said."""
        for record in records:
            self._learn(record)

    def hear(self, records: Sequence[EngineRecord]) -> None:
        """Learn these records now, and judge what has changed by them in the next step."""
        weighed, touched = self._weighed, self._touched
        for record in records:
            day = self._learn(record)
            if day is None:
                continue
            if isinstance(record, Observed | Withdrawn):
                weighed.append((record.patient, day))
            for name in self._concerned(record):
                touched[record.patient, name] = min(day, touched.get((record.patient, name), day))

    def step(self, records: Sequence[EngineRecord], now: datetime) -> list[Transition]:
        """Learn these records and give what has changed by them, and by what was heard since the last step.

        ``now`` is when the server learned them.
        """
        self.hear(records)
        weighed, touched, self._weighed, self._touched = self._weighed, self._touched, [], {}
        for patient, day in self._worth_judging(weighed):
            touched[patient, WEIGHT_GAIN.name] = min(day, touched.get((patient, WEIGHT_GAIN.name), day))
        return [
            said for (patient, name), day in touched.items() for said in self._judge(patient, RULES[name], day, now)
        ]

    def weights_near(self, patient: PatientId, at: datetime) -> Sequence[Weight]:
        """Give the weights of somebody around an instant, the nearest among them, as far as they are remembered."""
        days = self._days.get(patient)
        return () if days is None else self._grid.near(days, at)

    def episodes(self, patient: PatientId, rule: str) -> Sequence[Episode]:
        """Give the published episodes of a patient and a rule, oldest first."""
        return self._episodes.get((patient, rule), ())

    def _learn(self, record: EngineRecord) -> int | None:
        """Take a record in; gives the first local day on which something may be otherwise by it, None if on no day."""
        days = self._days.get(record.patient)
        if isinstance(record, Joined):
            return self._join(record, days)
        if isinstance(record, NurseClosed):
            return self._close(record, UTC_ZONE if days is None else days.zone)
        if days is None or isinstance(record, Answer | Press | Event | Agreed | Asked):
            return None  # the two first rules read none of these
        return self._live(record, days)

    def _live(self, record: Left | Contact | Observed | Withdrawn, days: PatientDays) -> int | None:
        if isinstance(record, Left):
            days.is_watched = False
            return ALWAYS
        if isinstance(record, Contact):
            return _hear(days, record.heard_at)
        if record.vital is not Vital.BODY_WEIGHT:
            return None
        if isinstance(record, Observed):
            day = self._grid.put(days, record.arrival, record.value, record.measured_at)
        else:
            day = self._grid.withdraw(days, record.arrival, record.measured_at)
        return day if day >= days.newest - HORIZON_DAYS else None

    def _join(self, joined: Joined, days: PatientDays | None) -> int | None:
        zone, plan_from = ZoneInfo(joined.zone), joined.plan_from.toordinal()
        if days is None:
            self._days[joined.patient] = self._grid.add_patient(zone, plan_from)
            return None
        if (days.zone, days.plan_from, days.is_watched) == (zone, plan_from, True):
            return None
        if days.zone != zone:
            self._grid.move(days, zone)
        days.plan_from, days.is_watched = plan_from, True
        return ALWAYS

    def _close(self, closed: NurseClosed, zone: ZoneInfo) -> int | None:
        """Remember when a nurse closed an episode; one that begins minutes ahead by its hub's clock, as it begins."""
        known = self._episodes.get((closed.patient, closed.rule), [])
        for place, episode in enumerate(known):
            if episode.name == closed.episode and episode.is_open:
                closed_s = max(int(closed.at.timestamp()), episode.span.start_s)
                known[place] = replace(episode, closed_s=closed_s)
                return local_day(datetime.fromtimestamp(closed_s, UTC), zone)
        return None

    def _concerned(self, record: EngineRecord) -> Iterable[str]:
        """Name the rules that must look again; whether a gain must, one look at all of a step's weights tells."""
        match record:
            case Observed():
                return (MISSING_WEIGHT.name,) if (record.patient, MISSING_WEIGHT.name) in self._episodes else ()
            case Withdrawn() | Contact():
                return (MISSING_WEIGHT.name,)
            case NurseClosed():
                return (record.rule,)
            case _:
                return RULES

    def _worth_judging(self, weighed: Sequence[tuple[PatientId, int]]) -> list[tuple[PatientId, int]]:
        """Find, in one step for all, where a weight may have changed what is true of a gain."""
        if not weighed:
            return []
        rows = np.array([self._days[patient].row for patient, _ in weighed])
        first = np.array([day - LOOK_BACK_DAYS for _, day in weighed])
        window = self._grid.window(rows, first, 2 * LOOK_BACK_DAYS + 1)
        is_over = np.asarray((gain_g(window) > LIMIT_G).any(axis=1)).tolist()
        return [
            where
            for where, is_it in zip(weighed, is_over, strict=True)
            if is_it or (where[0], WEIGHT_GAIN.name) in self._episodes
        ]

    def _judge(self, patient: PatientId, rule: Rule, day: int, now: datetime) -> list[Transition]:
        """Compare what is true from a day on with what was published; nothing before that day is looked at again."""
        days = self._days.get(patient)
        history = self._history(patient, rule, days or _nobody(), day, now)
        today, now_s = local_day(now, history.days.zone), int(now.timestamp())
        published = self._episodes.get((patient, rule.name), [])
        if days is None or not days.is_watched:
            changes = leave(published, today, now_s)
        else:
            verdict = Verdict(spans=rule.spans(history), from_day=history.first, day=today, at_s=now_s)
            changes = reconcile(patient, rule.name, published, verdict)
        return [self._publish(change, rule, history, now) for change in changes]

    def _history(self, patient: PatientId, rule: Rule, days: PatientDays, day: int, now: datetime) -> History:
        """Give the days to judge: from ``day`` on, or from where the last episode before it ended."""
        published = self._episodes.get((patient, rule.name), [])
        last = max(local_day(now, days.zone), days.newest)
        oldest = last - HORIZON_DAYS
        first = max(day, oldest)
        was = _last_begun(published, first)
        if was is not None and was.end_day is not None:
            was, first = (was, min(first, was.end_day)) if was.end_day >= oldest else (None, first)
        return History(
            days=days,
            since=oldest - LOOK_BACK_DAYS,
            first=first,
            last=last,
            was=None if was is None else replace(was, end_day=None, end_s=None),
            closed_s=tuple(sorted(each.closed_s for each in published if each.closed_s is not None)),
        )

    def _publish(self, change: Change, rule: Rule, history: History, now: datetime) -> Transition:
        episode, span = change.episode, change.episode.span
        known = self._episodes.setdefault((episode.patient, rule.name), [])
        known[:] = sorted(
            [*(other for other in known if other.ordinal != episode.ordinal), episode], key=lambda each: each.ordinal
        )
        ended_s = span.end_s if episode.state is EpisodeState.CLEARED else None
        measured_at = datetime.fromtimestamp(span.start_s if ended_s is None else ended_s, UTC)
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


def _nobody() -> PatientDays:
    """Give the days of somebody of whom nothing is known."""
    return PatientDays(row=0, zone=UTC_ZONE, plan_from=0, is_watched=False)


def _hear(days: PatientDays, heard_at: datetime) -> int | None:
    """Hear a hub; something may be otherwise if a noon has passed since it was heard before."""
    before_s, days.heard_s = days.heard_s, max(days.heard_s, int(heard_at.timestamp()))
    if before_s == 0:
        return ALWAYS
    day = local_day(datetime.fromtimestamp(before_s, UTC), days.zone)
    noons_s = (int(noon(each, days.zone).timestamp()) for each in (day, day + 1))
    return day if any(before_s < noon_s <= days.heard_s for noon_s in noons_s) else None


def _last_begun(published: Sequence[Episode], before: int) -> Span | None:
    """Find the last episode that began before a day and stands."""
    spans = [each.span for each in published if each.state is not EpisodeState.WITHDRAWN]
    return max((span for span in spans if span.start_day < before), key=lambda span: span.start_s, default=None)
