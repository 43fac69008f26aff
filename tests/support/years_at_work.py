"""Years of many patients through one engine, as a server would run it.

At some hours of each day the engine hears what has come: of all patients in one batch, now and then in batches of one
record to a thousand, and of some patients always one record at a time. Patients who are asked weigh themselves again or
do not, nurses close some of what is raised, and now and then the engine starts anew from what is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from heapq import heapify, heappop, heappush
from itertools import count
from random import Random
from typing import Final

from disorder import disordered
from patient_year import FIRST_DAY, PatientYear

from server.rules.judging.live import Live
from server.rules.language.rule_set import RuleSet
from server.rules.record import (
    Agreed,
    Answer,
    Asked,
    Contact,
    EngineRecord,
    Event,
    NurseClosed,
    Observed,
    Press,
    Withdrawn,
)
from server.rules.transition import EpisodeState, Transition
from vitals.identity import PatientId

HOUR: Final = timedelta(hours=1)
SOME_DAYS: Final = ((7, 20), (7, 20), (7, 20), (7, 20), (2, 5, 6, 7, 11, 17, 20))
"""Hours of UTC at which what has come is told: each day has one of these, and now and then another hour, too."""
OTHER_HOURS: Final = 1 / 100
RESTARTS: Final = 1 / 20
"""On one day in so many the engine starts anew."""
EXTRA_DAYS: Final = 9
"""After the year, what is late still comes."""
ALONE: Final = 500
"""The records of one patient of so many come one at a time."""
CUT: Final = 1 / 30
"""So many of the batches come in pieces, each of one of these sizes:"""
SIZES: Final = (1, 3, 10, 30, 100, 1_000)
BETWEEN: Final = timedelta(seconds=7)
"""Batches that come at the same hour follow each other."""


class YearsAtWork:
    """Patients whose records come through one engine, a share of them in disorder."""

    def __init__(self, rules: RuleSet, years: Sequence[PatientYear], seed: int, disorder: float = 0.2) -> None:
        """Take the patients, and what the disorder is made of."""
        self.rules = rules
        self.years = {year.patient: year for year in years}
        self.said: dict[PatientId, list[Transition]] = {patient: [] for patient in self.years}
        self.told: dict[PatientId, list[tuple[datetime, EngineRecord]]] = {patient: [] for patient in self.years}
        self.restarts = 0
        self.sizes: list[int] = []
        self._alone = {*[*self.years][::ALONE]}
        self.live = Live(rules)
        self._chance = Random(seed)  # noqa: S311  (years that can be lived again)
        self._order = count()
        self._coming = [
            (at, next(self._order), record)
            for year in years
            for at, record in disordered(year.heard, Random(f"{seed} {year.patient}"), disorder)  # noqa: S311
        ]
        heapify(self._coming)

    def run(self, tell: Callable[[datetime], None] = lambda _now: None) -> YearsAtWork:
        """Live the years; ``tell`` is told of each month that begins."""
        days = max(year.days for year in self.years.values())
        now = datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, tzinfo=UTC) - timedelta(days=1)
        self._hear([year.joined for year in self.years.values()], now)
        end_at = now + timedelta(days=days + EXTRA_DAYS)
        hours: tuple[int, ...] = ()
        while now < end_at:
            now += HOUR
            if now.hour == 0:
                hours = self._chance.choice(SOME_DAYS)
                if now.day == 1:
                    tell(now)
            if now.hour in hours or self._chance.random() < OTHER_HOURS:
                self._tell(list(self._come(now)), now)
            if self._chance.random() < RESTARTS / 24:
                self._start_anew(now)
        self.end_at = now
        return self

    def _come(self, now: datetime) -> Iterator[EngineRecord]:
        while self._coming and self._coming[0][0] <= now:
            yield heappop(self._coming)[2]

    def _tell(self, records: Sequence[EngineRecord], now: datetime) -> None:
        """Tell what has come, in batches that follow each other; if nothing has, time has passed."""
        if not records:
            self._hear([], now)
        for batch in self._batches(records):
            self._hear(batch, now)
            self.sizes.append(len(batch))
            now += BETWEEN

    def _batches(self, records: Sequence[EngineRecord]) -> Iterator[Sequence[EngineRecord]]:
        yield from ([record] for record in records if record.patient in self._alone)
        rest = [record for record in records if record.patient not in self._alone]
        is_cut = self._chance.random() < CUT
        while rest:
            size = self._chance.choice(SIZES) if is_cut else len(rest)
            yield rest[:size]
            rest = rest[size:]

    def _hear(self, records: Sequence[EngineRecord], now: datetime) -> None:
        for transition in self.live.step(records, now) if records else self.live.advance(now):
            self.said[transition.patient].append(transition)
            self._care(transition, now)
        for record in [*records, *self.live.take_asked()]:
            self.told[record.patient].append((now, record))
            if isinstance(record, Asked):
                self._answer(record)

    def _later(self, at: datetime, record: EngineRecord) -> None:
        heappush(self._coming, (at, next(self._order), record))

    def _care(self, transition: Transition, now: datetime) -> None:
        """Let a nurse close some of what is raised, after an hour or after days."""
        if transition.to_state is EpisodeState.RAISED and self._chance.random() < 0.2:
            at = now + timedelta(hours=self._chance.choice((1, 5, 24, 100)))
            self._later(
                at, NurseClosed(patient=transition.patient, rule=transition.rule, episode=transition.episode, at=at)
            )

    def _answer(self, asked: Asked) -> None:
        """Let the patient weigh again, in time or too late, or not."""
        year = self.years[asked.patient]
        if self._chance.random() < 0.7:
            at = asked.from_at + timedelta(minutes=self._chance.randrange(1, 300))
            self._later(at, year.weighed(at, (at.date() - FIRST_DAY).days))

    def _start_anew(self, now: datetime) -> None:
        """Stop, and start with what was stored: the episodes, and the records of the compiled horizon."""
        self.restarts += 1
        stored = [
            each for patient in self.years for rule in self.rules.rules for each in self.live.episodes(patient, rule)
        ]
        since = now - timedelta(days=self.live.memory_days)
        self.live = Live(self.rules)
        self.live.restore(stored)
        self.live.replay([record for told in self.told.values() for _, record in told if _is_kept(record, since)])


def measured_at(record: EngineRecord) -> datetime:
    """Give the instant from which on a record may change what is true; of what is always so, the first."""
    match record:
        case Observed() | Answer() | Press() | Withdrawn():
            return record.measured_at
        case Contact():
            return record.heard_at
        case Event() | Agreed() | Asked():
            return record.from_at
        case NurseClosed():
            return record.at
        case _:
            return datetime.min.replace(tzinfo=UTC)


def _is_kept(record: EngineRecord, since: datetime) -> bool:
    """Tell whether a record is replayed: what was measured is forgotten in the end, what people decided is not."""
    return not isinstance(record, Observed | Answer | Press | Withdrawn | Contact) or measured_at(record) >= since
