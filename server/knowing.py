"""Knowing: what was said of patients for the rules, and which of it the engine must still be told."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime, timedelta

from server.ledger.page import Page
from server.ledger.port import Ledger
from server.patients.contact import hour_of
from server.patients.known import Knowledge, Known, Weighed
from server.patients.register import PatientEntry, Register
from server.rules.knowledge import joined, records
from server.rules.language.rule_set import Profile
from server.rules.record import EngineRecord
from server.rules.reference import first_days, whose_first_weights_count
from vitals.identity import PatientId
from vitals.vital import Vital


class Knowing:
    """Remembers what is known, and reads again what may have become otherwise.

    What a page adds has its number only once it is written, so it is told with the next batch: a second later.
    """

    def __init__(self, ledger: Ledger, profiles: Mapping[str, Profile], memory: timedelta, now: datetime) -> None:
        """Read what was said of everybody, but for what was over longer ago than ``memory``."""
        self._ledger, self._profiles, self._memory = ledger, profiles, memory
        self._known = ledger.known(now - memory)
        self._untold: set[PatientId] = set()
        self._weighed: set[PatientId] = set()
        self._hour_at = hour_of(now)

    @property
    def known(self) -> Knowledge:
        """All of it."""
        return self._known

    def everything(self, register: Register, now: datetime) -> list[EngineRecord]:
        """Tell all that is known of everybody."""
        return self._told(register.patients.values(), now)

    def read_again(self, now: datetime) -> None:
        """Read what was said of everybody again: somebody has said something beside us."""
        self._known = self._ledger.known(now - self._memory)

    def news(self, register: Register, now: datetime) -> list[EngineRecord]:
        """Tell what was written since this was asked last, and once an hour what only time changes: plan and groups."""
        said: list[EngineRecord] = []
        if self._hour_at != hour_of(now):
            self._hour_at = hour_of(now)
            said += joined(self._known, register.patients.values(), now)
        untold, weighed = self._untold, self._weighed - self._untold
        self._untold, self._weighed = set(), set()
        if untold:
            self._known = _with(self._known, self._ledger.known(now - self._memory, untold), untold)
        if weighed:
            self._weigh([register.patients[who] for who in sorted(weighed & register.patients.keys())], now)
        if untold or weighed:
            who_is_new = untold | weighed
            said += self._told([person for who, person in register.patients.items() if who in who_is_new], now)
        return said

    def _weigh(self, people: Sequence[PatientEntry], now: datetime) -> None:
        """Read the first weights of some anew; nothing else was said of them."""
        counting = whose_first_weights_count(people, self._known.weights, now - self._memory)
        names = {each.patient for each in people}
        kept = [each for each in self._known.first_weights if each[0] not in names]
        self._known = replace(self._known, first_weights=[*kept, *self._ledger.first_weights(counting)])

    def follow(self, page: Page, register: Register) -> None:
        """Remember of whom the page says something, or whose first weights it has: by them a weight is a reference."""
        self._untold |= {each.patient for each in page.known}
        moved = {who for each in page.attributions for who in (each.before, each.patient) if who is not None}
        weighed = {each.patient: each.measured_at for each in page.observations if each.vital is Vital.BODY_WEIGHT}
        for who in {*moved, *weighed}:
            person = register.patients.get(who)
            if person is not None and (who in moved or _is_early(weighed[who], person)):
                self._weighed.add(who)

    def _told(self, people: Iterable[PatientEntry], now: datetime) -> list[EngineRecord]:
        return records(self._known, [*people], self._profiles, now - self._memory, now)


def _is_early(measured_at: datetime, person: PatientEntry) -> bool:
    begins_at, ends_at = first_days(person)
    return begins_at <= measured_at < ends_at


def _with(known: Knowledge, fresh: Knowledge, patients: Collection[PatientId]) -> Knowledge:
    """Put what was read of some patients in the place of what was known of them."""
    kept = {each.name: _not_of(getattr(known, each.name), patients) for each in fields(Knowledge)}
    return Knowledge(**{name: [*rows, *getattr(fresh, name)] for name, rows in kept.items()})


def _not_of(rows: Sequence[Known | tuple[PatientId, Weighed]], patients: Collection[PatientId]) -> list[object]:
    return [row for row in rows if (row.patient if isinstance(row, Known) else row[0]) not in patients]
