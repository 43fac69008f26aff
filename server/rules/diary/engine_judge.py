"""Lets the engine judge a diary: facts become its records, and patients are asked only while staff would see it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from server.rules.diary.fact import (
    Agreed,
    Answered,
    Began,
    Closed,
    Ended,
    Fact,
    Heard,
    Measured,
    Person,
    Pressed,
    Retracted,
)
from server.rules.language.rule_set import RuleSet
from server.rules.record import Agreed as AgreedRecord
from server.rules.record import Answer, Contact, EngineRecord, Event, Joined, NurseClosed, Observed, Press, Withdrawn
from server.rules.transition import Transition
from vitals.identity import PatientId
from vitals.measurement import Flag

SOMEBODY: Final = PatientId("diarydiarydiary2")
"""The patient of every diary."""
_LONG_AGO: Final = datetime(2000, 1, 1, tzinfo=UTC)
_LAST_HOUR: Final = 60
_MINUTES: Final = 60


class PublishedEpisode(Protocol):
    """What is asked of an episode: its id, and whether it is open."""

    @property
    def name(self) -> str:
        """The id."""

    @property
    def is_open(self) -> bool:
        """Tell whether it is true now."""


class Engine(Protocol):
    """What is asked of an engine."""

    def step(self, records: Sequence[EngineRecord], now: datetime) -> Sequence[Transition]:
        """Learn records, and give what has changed."""

    def advance(self, now: datetime) -> Sequence[Transition]:
        """Let time pass, and give what has changed."""

    def episodes(self, patient: PatientId, rule: str) -> Sequence[PublishedEpisode]:
        """Give the published episodes of a patient and a rule."""


MayAsk = Callable[[PatientId, datetime], bool]
"""Whether a patient may be asked, if the answer is waited for until an instant."""


class EngineJudge:
    """A judge made of an engine: one patient, and the rule whose diary it is."""

    def __init__(self, engine: Engine, rule_set: RuleSet, rule: str, person: Person) -> None:
        """Tell the engine whose diary it is."""
        self._engine, self._rule_set, self._rule = engine, rule_set, rule
        self._measured: dict[int, Measured] = {}
        self._events: dict[str, Event] = {}
        self._next = 1
        self._begin: list[EngineRecord] = list(_joined(person, rule))

    def feed(self, facts: Sequence[Fact], at: datetime) -> Sequence[Transition]:
        """Learn facts at an instant; the first time also who the patient is."""
        begin, self._begin = self._begin, []
        return self._engine.step([*begin, *(record for fact in facts for record in self._records(fact))], at)

    def advance(self, now: datetime) -> Sequence[Transition]:
        """Let time pass."""
        return self._engine.advance(now)

    def _records(self, fact: Fact) -> Iterator[EngineRecord]:
        match fact:
            case Measured():
                self._measured[fact.number] = fact
                yield Observed(
                    arrival=fact.number,
                    patient=SOMEBODY,
                    vital=self._rule_set.signals.measures[fact.measure].vital,
                    value=fact.value,
                    measured_at=fact.measured_at,
                    flags=frozenset(map(Flag, fact.flags)),
                )
            case Retracted(number=number):
                gone = self._measured[number]
                vital = self._rule_set.signals.measures[gone.measure].vital
                yield Withdrawn(arrival=number, patient=SOMEBODY, vital=vital, measured_at=gone.measured_at)
            case Closed(at=at):
                open_ones = [each for each in self._engine.episodes(SOMEBODY, self._rule) if each.is_open]
                yield from (
                    NurseClosed(patient=SOMEBODY, rule=self._rule, episode=each.name, at=at) for each in open_ones
                )
            case Began() | Ended():
                yield self._event(fact)
            case _:
                yield self._plain(fact)

    def _event(self, fact: Began | Ended) -> Event:
        if isinstance(fact, Ended):
            was = self._events[fact.event]
            return Event(number=was.number, patient=SOMEBODY, kind=was.kind, from_at=was.from_at, until_at=fact.at)
        event = Event(
            number=self._number(), patient=SOMEBODY, kind=fact.event, from_at=fact.from_at, until_at=fact.until_at
        )
        self._events[fact.event] = event
        return event

    def _plain(self, fact: Answered | Pressed | Agreed | Heard) -> EngineRecord:
        match fact:
            case Answered():
                return Answer(
                    arrival=self._number(),
                    patient=SOMEBODY,
                    question=fact.question,
                    code=fact.code,
                    measured_at=fact.at,
                )
            case Pressed():
                return Press(arrival=self._number(), patient=SOMEBODY, kind=fact.button, measured_at=fact.at)
            case Heard(at=at):
                return Contact(patient=SOMEBODY, heard_at=at)
            case Agreed():
                what = f"{self._rule}.{fact.name}" if fact.is_setting else fact.name
                return AgreedRecord(patient=SOMEBODY, what=what, value=fact.value.thousandths, from_at=fact.from_at)

    def _number(self) -> int:
        """Count what is neither a reading nor has a number of its own, away from the readings' numbers."""
        self._next += 1
        return 1_000_000 + self._next


def staff_would_see(person: Person) -> MayAsk:
    """Give the test of decision F7: the answer must be in an hour before staffed time ends."""
    zone, staffing = ZoneInfo(person.zone), person.staffing

    def may_ask(_patient: PatientId, until: datetime) -> bool:
        local = until.astimezone(zone)
        minute = local.hour * _MINUTES + local.minute
        is_in_time = staffing.from_minute <= minute <= staffing.to_minute - _LAST_HOUR
        return local.weekday() in staffing.weekdays and is_in_time

    return may_ask


def _joined(person: Person, rule: str) -> Iterator[EngineRecord]:
    """Say who the patient is, and what was agreed before the diary begins."""
    yield Joined(
        patient=SOMEBODY,
        zone=person.zone,
        plan_from=person.plan_from or _LONG_AGO.date(),
        weekdays=person.weekdays,
        groups=person.groups,
        is_unsteady=person.is_unsteady,
    )
    for name, value in person.agreed.items():
        yield AgreedRecord(patient=SOMEBODY, what=name, value=value.thousandths, from_at=_LONG_AGO)
    for name, value in person.settings.items():
        yield AgreedRecord(patient=SOMEBODY, what=f"{rule}.{name}", value=value.thousandths, from_at=_LONG_AGO)
