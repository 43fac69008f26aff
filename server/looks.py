"""Looks: who has seen what, and what the hubs' screens are told of their latest records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from itertools import takewhile
from typing import Final
from zoneinfo import ZoneInfo

from server.alerts.alert import AlertEvent
from server.alerts.worklist import Conflict
from server.ledger.audit import Noted
from server.ledger.page import Disposition, Page
from server.ledger.port import Ledger
from server.ledger.recent import Recent
from server.patients.look import Glance, Glanced, Look
from server.patients.register import Register
from vitals.contact import NAME_MAX
from vitals.fields import MANY
from vitals.identity import HubId, PatientId
from vitals.record import RecordRef
from vitals.seen import Seen

REMEMBERED_FOR: Final = timedelta(days=3)
"""Longer than since yesterday's midnight anywhere: a hub's screen shows the records of its day, and some come late."""


class Looks:
    """The latest records of every hub, and who has seen them.

    A look is at a record as one patient's: if it is moved to another, it does not count there.
    """

    def __init__(self, ledger: Ledger, now: datetime) -> None:
        """Take up what the screens may still show."""
        self._ledger = ledger
        self._recent: dict[int, Recent] = {}
        self._of_hub: dict[HubId, dict[int, None]] = {}
        recent = ledger.recent(now - REMEMBERED_FOR)
        self._remember(recent)
        self._looks = dict(ledger.looks([each.record for each in recent]))
        self.changed: set[HubId] = set()
        """The hubs that have something to show which somebody has seen since they were told."""

    def hear(self, page: Page, now: datetime) -> None:
        """Take in what a page says of records: new ones, those that got their time, and those that were moved."""
        self._forget(now - REMEMBERED_FOR)
        self._remember(map(Recent.of, page.journal))
        for redated in page.redated:
            self._judged(redated.arrival, redated.disposition)
        for moved in page.attributions:
            self._judged(moved.record, moved.disposition)
            if moved.patient != moved.before and moved.record in self._recent:
                self._now_whose(moved.record, moved.patient)

    def glance(self, glances: Sequence[Glance], page: Page, now: datetime) -> tuple[list[Glanced], list[Noted]]:
        """Write that a nurse has seen what stood on a patient's page."""
        answers: list[Glanced] = []
        for each in glances:
            unseen = self._ledger.unseen(each.patient, each.since, each.upto)
            taken = {look.record for look in page.looks if look.patient == each.patient}
            fresh = [record for record in unseen if record not in taken]
            self._see(fresh, each.patient, each.who, page, now)
            answers.append(Glanced(patient=each.patient, seen=len(fresh)))
        noted = [
            Noted(
                who=each.who, what="readings_seen", patients=(each.patient,), detail=f"{answer.seen} up to {each.upto}"
            )
            for each, answer in zip(glances, answers, strict=True)
        ]
        return answers, noted

    def follow(self, answers: Iterable[AlertEvent | Conflict], page: Page, now: datetime) -> None:
        """Count as seen what a card rests on, when somebody takes or closes it: the card is what was looked at."""
        acted = [answer for answer in answers if isinstance(answer, AlertEvent)]
        if not acted:
            return
        behind = self._ledger.behind({event.after.episode for event in acted})
        for event in acted:
            self._see(behind.get(event.after.episode, ()), event.after.patient, event.who, page, now)

    def of(self, hub: HubId, zone: str, register: Register, now: datetime) -> tuple[Seen, ...]:
        """Give what became of a hub's latest records, of yesterday and today in its zone: as many as fit."""
        local = ZoneInfo(zone)
        since = datetime.combine(now.astimezone(local).date() - timedelta(days=1), time(), local)
        mine = [self._recent[record] for record in self._of_hub.get(hub, ())]
        told = [self._told(each, register) for each in mine if each.received_at >= since]
        return tuple([seen for seen in told if seen is not None][-MANY:])

    def _told(self, recent: Recent, register: Register) -> Seen | None:
        look = self._looks.get(recent.record)
        record = RecordRef(epoch=recent.epoch, sequence=recent.sequence)
        if look is not None:
            return Seen(record=record, by=register.staff.get(look.who, look.who)[:NAME_MAX], at=look.at)
        return Seen(record=record, by=None, at=recent.received_at) if recent.is_checked else None

    def _see(self, records: Iterable[int], patient: PatientId, who: str, page: Page, now: datetime) -> None:
        for record in records:
            look = Look(record=record, patient=patient, who=who, at=now)
            page.looks.append(look)
            if record in self._recent and record not in self._looks:
                self._looks[record] = look
                self._changes(record)

    def _remember(self, recent: Iterable[Recent]) -> None:
        for each in recent:
            self._recent[each.record] = each
            self._of_hub.setdefault(each.hub, {})[each.record] = None

    def _forget(self, before: datetime) -> None:
        """Forget what came before an instant; records stand in the order in which they came."""
        for record in list(takewhile(lambda record: self._recent[record].received_at < before, self._recent)):
            mine = self._of_hub[self._recent.pop(record).hub]
            del mine[record]
            self._looks.pop(record, None)

    def _judged(self, record: int, disposition: Disposition) -> None:
        if record in self._recent:
            is_checked = disposition is Disposition.OBSERVED
            self._recent[record] = self._recent[record]._replace(is_checked=is_checked)

    def _now_whose(self, record: int, patient: PatientId | None) -> None:
        """Forget who saw a record as another's; somebody may have seen it before as whose it is now."""
        before = self._looks.pop(record, None)
        look = None if patient is None else self._ledger.look(record, patient)
        if look is not None:
            self._looks[record] = look
        if look != before:
            self._changes(record)

    def _changes(self, record: int) -> None:
        self.changed.add(self._recent[record].hub)
