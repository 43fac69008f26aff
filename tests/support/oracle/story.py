"""What became of one patient: every record that a rule may look at (rule 3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import NamedTuple

EVERY_WEEKDAY = frozenset(range(7))


class Reading(NamedTuple):
    """One value of one vital sign. ``measure`` is the vital's wire name, ``value`` counts its steps."""

    number: int
    measure: str
    value: int
    at: datetime
    received_at: datetime
    flags: frozenset[str] = frozenset()
    is_vouched: bool = False


class Unsettled(NamedTuple):
    """A weight of the home that may be the patient's or another's."""

    number: int
    value: int
    at: datetime
    measure: str = "body_weight"


class Answer(NamedTuple):
    """One answer to one question."""

    question: str
    code: str
    at: datetime


class Button(NamedTuple):
    """A button pressed."""

    kind: str
    at: datetime


class Event(NamedTuple):
    """Something from an instant on, until another or still so."""

    kind: str
    from_at: datetime
    until_at: datetime | None = None


class Agreed(NamedTuple):
    """A value agreed from an instant on: ``target_weight`` or ``rule.setting``, in steps of what it limits."""

    what: str
    value: int
    from_at: datetime


class Asked(NamedTuple):
    """The patient was asked for one more reading. ``measure`` is a measure of the signals."""

    rule: str
    measure: str
    from_at: datetime
    until_at: datetime


class Closing(NamedTuple):
    """A nurse closed the rule's episode."""

    rule: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Story:
    """One patient's records, in any order. ``withdrawn`` holds numbers of readings; weekdays are 0 for Monday."""

    plan_from: date
    zone: str = "Europe/Stockholm"
    planned_weekdays: frozenset[int] = EVERY_WEEKDAY
    groups: frozenset[str] = frozenset({"heart-failure"})
    is_unsteady: bool = False
    readings: Sequence[Reading] = ()
    unsettled: Sequence[Unsettled] = ()
    answers: Sequence[Answer] = ()
    buttons: Sequence[Button] = ()
    events: Sequence[Event] = ()
    contacts: Sequence[datetime] = ()
    agreed: Sequence[Agreed] = ()
    asked: Sequence[Asked] = ()
    closings: Sequence[Closing] = ()
    withdrawn: frozenset[int] = field(default_factory=frozenset)

    def standing(self) -> Story:
        """Give the story without what was withdrawn, each record once: of what was withdrawn nothing is true, ever."""
        by_number = {reading.number: reading for reading in self.readings if reading.number not in self.withdrawn}
        return replace(
            self,
            readings=sorted(by_number.values(), key=lambda each: (each.at, each.value, each.number)),
            unsettled=[each for each in self.unsettled if each.number not in self.withdrawn],
            answers=sorted(set(self.answers), key=lambda each: each.at),
            buttons=sorted(set(self.buttons), key=lambda each: each.at),
            events=sorted(set(self.events), key=lambda each: each.from_at),
            contacts=sorted(set(self.contacts)),
            agreed=sorted(set(self.agreed), key=lambda each: each.from_at),
            asked=sorted(set(self.asked), key=lambda each: each.from_at),
            closings=sorted(set(self.closings), key=lambda each: each.at),
            withdrawn=frozenset(),
        )

    def instants(self) -> set[datetime]:
        """List every instant at which a record begins or ends."""
        found = {reading.at for reading in self.readings} | {answer.at for answer in self.answers}
        found |= {button.at for button in self.buttons} | {closing.at for closing in self.closings}
        found |= {agreed.from_at for agreed in self.agreed} | set(self.contacts)
        for event in self.events:
            found |= {event.from_at} | (set() if event.until_at is None else {event.until_at})
        for asked in self.asked:
            found |= {asked.from_at, asked.until_at}
        return found
