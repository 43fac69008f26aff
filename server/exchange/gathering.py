"""Gathering: everything of the chosen people in the chosen time, as rows of the files of a log; the rest is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from server.exchange.naming import Naming
from server.exchange.order import Order
from server.exchange.rows import (
    Person,
    Raised,
    Row,
    Words,
    alert_row,
    context_row,
    person_row,
    reading_row,
    saying_rows,
    silence_rows,
)
from server.ledger.page import Observation, Stretch
from server.patients.known import Happening
from server.patients.saying import Saying
from server.rules.local_day import day_end
from vitals.identity import PatientId
from vitals.observation_log import Entry

OLD_QUESTION = "answers to questions as they no longer stand"
NO_WORD = "events that logs have no word for"


class Gathering:
    """What leaves of some people. ``left_out`` counts what is theirs and has no place in a log."""

    def __init__(self, people: Mapping[PatientId, Person], order: Order, naming: Naming, words: Words) -> None:
        """Take the people chosen, the order, how they are named, and the words of the rules at work."""
        self.people = {who: person for who, person in people.items() if _is_followed(person, order)}
        self.left_out: Counter[str] = Counter()
        self.words, self._order, self._naming = words, order, naming
        self._zones = {who: ZoneInfo(person.zone) for who, person in self.people.items()}

    def patients(self) -> Iterator[Row]:
        """Give the people."""
        return (person_row(person, self._naming) for person in self.people.values())

    def readings(self, found: Iterable[tuple[Observation, Entry]], progress: Callable[[int], None]) -> Iterator[Row]:
        """Give their readings."""
        for count, (observation, entry) in enumerate(found, 1):
            if self._is_meant(observation.patient, observation.measured_at):
                yield reading_row(observation, entry, self._naming)
            progress(count)

    def sayings(self, found: Iterable[tuple[PatientId, list[Saying]]]) -> Iterator[Row]:
        """Give their answers and presses; what was said before the period still says what *unchanged* means."""
        for patient, said in found:
            if patient not in self.people:
                continue
            for each, row in zip(said, saying_rows(said, self.words, self._naming), strict=True):
                if self._is_meant(patient, each.at):
                    yield from self._or_count(row, OLD_QUESTION)

    def happenings(self, found: Iterable[Happening]) -> Iterator[Row]:
        """Give what care has noted of them, given patient by patient; what one word says with a detail is said once."""
        for _, mine in groupby(found, key=lambda each: each.patient):
            meant = [each for each in mine if not each.is_void and self._is_meant(each.patient, each.from_at)]
            rows = [
                row for each in meant for row in self._or_count(context_row(each, self.words, self._naming), NO_WORD)
            ]
            said = {row.cells[:3] for row in rows if row.cells[3]}
            yield from (row for row in rows if row.cells[3] or row.cells[:3] not in said)

    def silences(self, found: Iterable[tuple[PatientId, list[Stretch]]], now: datetime) -> Iterator[Row]:
        """Give when their hubs were not heard; one that was never heard was silent all the time."""
        waiting = {who: person for who, person in self.people.items() if person.has_hub}
        for patient, stretches in found:
            person = waiting.pop(patient, None)
            if person is not None:
                yield from self._silences(person, stretches, now)
        for person in waiting.values():
            yield from self._silences(person, [], now)

    def alerts(self, found: Iterable[Raised]) -> Iterator[Row]:
        """Give what was raised of them before people."""
        return (alert_row(each, self._naming) for each in found if self._is_meant(each.patient, each.at))

    def _silences(self, person: Person, stretches: list[Stretch], now: datetime) -> Iterator[Row]:
        zone, order = self._zones[person.patient], self._order
        first = person.plan_from if order.from_day is None else max(order.from_day, person.plan_from)
        begins_at = day_end(first.toordinal() - 1, zone)
        ends_at = now if order.to_day is None else min(now, day_end(order.to_day.toordinal(), zone))
        if person.ended_on is not None:
            ends_at = min(ends_at, day_end(person.ended_on.toordinal(), zone))
        if ends_at <= begins_at:
            return
        mine = [each for each in stretches if each.to_at > begins_at and each.from_at < ends_at + timedelta(seconds=1)]
        yield from silence_rows(person, begins_at, mine, ends_at, self._naming)

    def _is_meant(self, patient: PatientId, at: datetime) -> bool:
        return patient in self.people and self._order.holds(at.astimezone(self._zones[patient]))

    def _or_count(self, row: Row | None, why: str) -> Iterator[Row]:
        if row is None:
            self.left_out[why] += 1
        else:
            yield row


def _is_followed(person: Person, order: Order) -> bool:
    begins_late = order.to_day is not None and person.plan_from > order.to_day
    ended_early = order.from_day is not None and person.ended_on is not None and person.ended_on < order.from_day
    return not (begins_late or ended_early)
