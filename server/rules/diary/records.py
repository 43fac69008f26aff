"""A diary's facts as the engine's records: one patient, numbered as they are written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Final
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
from server.rules.language.signal import Signals
from server.rules.record import Agreed as AgreedRecord
from server.rules.record import Answer, Contact, EngineRecord, Event, Joined, Observed, Press, Withdrawn
from vitals.identity import PatientId
from vitals.measurement import Flag

SOMEBODY: Final = PatientId("diarydiarydiary2")
"""The patient of every diary."""
_LONG_AGO: Final = datetime(2000, 1, 1, 12, tzinfo=UTC)
_LAST_HOUR: Final = 60
_MINUTES: Final = 60


class Records:
    """Makes the records of one diary, in the order of its facts; what a nurse closes hangs on what is open then."""

    def __init__(self, signals: Signals, rule: str) -> None:
        """Take how numbers are made, and the rule whose diary it is."""
        self._signals, self._rule = signals, rule
        self._measured: dict[int, Measured] = {}
        self._events: dict[str, Event] = {}
        self._next = 1

    def of(self, fact: Fact) -> Iterator[EngineRecord]:
        """Give the record of a fact, none for a closing."""
        match fact:
            case Measured():
                yield self._observed(fact)
            case Retracted(number=number):
                gone = self._measured[number]
                vital = self._signals.measures[gone.measure].vital
                yield Withdrawn(arrival=number, patient=SOMEBODY, vital=vital, measured_at=gone.measured_at)
            case Began() | Ended():
                yield self._event(fact)
            case Closed():
                return
            case _:
                yield self._plain(fact)

    def _observed(self, fact: Measured) -> Observed:
        self._measured[fact.number] = fact
        return Observed(
            arrival=fact.number,
            patient=SOMEBODY,
            vital=self._signals.measures[fact.measure].vital,
            value=fact.value,
            measured_at=fact.measured_at,
            flags=frozenset(map(Flag, fact.flags)),
        )

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


def joined(person: Person) -> Joined:
    """Say who the patient is."""
    return Joined(
        patient=SOMEBODY,
        zone=person.zone,
        plan_from=person.plan_from or _LONG_AGO.date(),
        weekdays=person.weekdays,
        groups=person.groups,
        is_unsteady=person.is_unsteady,
    )


def agreed_before(person: Person, rule: str) -> Iterator[EngineRecord]:
    """Say what was agreed with the patient before the diary begins."""
    for name, value in person.agreed.items():
        yield AgreedRecord(patient=SOMEBODY, what=name, value=value.thousandths, from_at=_LONG_AGO)
    for name, value in person.settings.items():
        yield AgreedRecord(patient=SOMEBODY, what=f"{rule}.{name}", value=value.thousandths, from_at=_LONG_AGO)


def staff_would_see(person: Person) -> Callable[[PatientId, datetime], bool]:
    """Give the test of decision F7: the answer must be in an hour before staffed time ends."""
    zone, staffing = ZoneInfo(person.zone), person.staffing

    def may_ask(_patient: PatientId, until: datetime) -> bool:
        local = until.astimezone(zone)
        minute = local.hour * _MINUTES + local.minute
        is_in_time = staffing.from_minute <= minute <= staffing.to_minute - _LAST_HOUR
        return local.weekday() in staffing.weekdays and is_in_time

    return may_ask
