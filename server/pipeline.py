"""A batch's way in, readable aloud: admit, journal, attribute, judge, tell the worklist, write, then answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from server.alerts.alert import Act, AlertEvent, StaffId
from server.alerts.worklist import Conflict, Deed, act, follow
from server.clerk import claim, date_afterwards, file, journal_row, linked, observed, set_apart, settled
from server.heartbeats import Heartbeats
from server.holdings import Holdings
from server.ledger.audit import Noted, link
from server.ledger.page import Disposition, JournalRow, Page, SetApart
from server.ledger.port import Ledger, LedgerError
from server.patients.arrival import Admitted, Arrival, Refused, VerifyWith, admit
from server.rules.day_grid import HORIZON_DAYS
from server.rules.engine import Engine
from server.rules.record import EngineRecord, Joined, Left, NurseClosed
from server.rules.transition import EpisodeState
from server.work import Done, Work
from vitals.hub_status import HubStatus
from vitals.identity import Epoch, HomeId, HubId, PatientId
from vitals.receipt import Receipt
from vitals.topics import Leaf

_MEMORY: Final = timedelta(days=HORIZON_DAYS + 8)
_STATUS_TAIL: Final = f"/{Leaf.STATUS}"


class Pipeline:
    """The only writer of clinical tables. One call of ``take`` is one transaction.

    If the ledger cannot write, LedgerError comes out of ``take``. This pipeline then remembers what was never written
    and takes nothing more: make a new one, which takes up what was written, and give it the same work.
    """

    def __init__(self, ledger: Ledger, verify: VerifyWith, now: datetime) -> None:
        """Take up what the ledger remembers."""
        self._ledger = ledger
        self._verify = verify
        self._is_spent = False
        memory = ledger.recall(now - _MEMORY)
        self._next_arrival, self._next_alert = memory.next_arrival, memory.next_alert
        self._audit_number, self._audit_hash = memory.audit_number, memory.audit_hash
        self._undated_boots = set(memory.undated_boots)
        self._holdings = Holdings(ledger)
        self._heartbeats = Heartbeats(memory.statuses, verify)
        self._register = ledger.register()
        self._engine = Engine()
        self._engine.restore(memory.episodes)
        self._engine.replay([*self._people(), *map(observed, memory.observations)])
        self._engine.replay(self._heartbeats.contacts(self._heartbeats.hubs(), self._register))

    def take(self, work: Work, now: datetime) -> Done:
        """Write everything that follows from a batch; when this returns, it is durable. Raises LedgerError."""
        if self._is_spent:
            raise LedgerError("this pipeline remembers what was never written; a new one must take its place")
        self._is_spent = True
        done = self._write(work, now)
        self._is_spent = False
        return done

    def _write(self, work: Work, now: datetime) -> Done:
        page = Page()
        records: list[EngineRecord] = self._learn_register() if work.is_register_changed else []
        letters = [arrival for arrival in work.arrivals if not arrival.topic.endswith(_STATUS_TAIL)]
        heartbeats = [arrival for arrival in work.arrivals if arrival.topic.endswith(_STATUS_TAIL)]
        admitted = self._admit(letters, page)
        fresh = self._fresh(admitted, page)
        records += self._journal(fresh, page)
        statuses = self._heartbeats.hear(heartbeats, self._register, page)
        records += self._date_what_waited(fresh, statuses, page)
        records += self._heartbeats.contacts([status.hub for status in statuses], self._register)
        answers, closed = self._act(work.deeds, page, now)
        page.transitions = self._engine.step([*records, *closed], now)
        self._tell_the_worklist(page)
        self._note(work.noted, page, now)
        if not page.is_empty():
            self._ledger.write(page)
        return Done(
            receipts=self._receipts(admitted),
            answers=tuple(answers),
            alert_events=tuple(page.alert_events),
            transitions=tuple(page.transitions),
        )

    def _admit(self, letters: Sequence[Arrival], page: Page) -> list[Admitted]:
        """Set apart what is no record of one of our hubs."""
        answers = [admit(letter, self._register, self._verify) for letter in letters]
        page.set_apart += [SetApart.of(answer) for answer in answers if isinstance(answer, Refused)]
        return [answer for answer in answers if isinstance(answer, Admitted)]

    def _fresh(self, admitted: Sequence[Admitted], page: Page) -> list[Admitted]:
        """Leave out what is held already, hold the rest, and show what came under a number twice."""
        fresh, conflicts = self._holdings.divide(admitted)
        page.set_apart += map(SetApart.of, conflicts)
        self._holdings.hold(fresh, page)
        return fresh

    def _journal(self, fresh: Sequence[Admitted], page: Page) -> list[EngineRecord]:
        """Give each new record its row, its owner and its place in the rules."""
        rows = [journal_row(each, self._next_arrival + place) for place, each in enumerate(fresh)]
        self._next_arrival += len(rows)
        firsts = self._firsts(rows)
        records: list[EngineRecord] = []
        for each, unlinked in zip(fresh, rows, strict=True):
            row = linked(unlinked, firsts)
            filed = file(each.envelope.record, row, self._register)
            page.journal.append(settled(row, filed))
            claim(page.journal[-1], firsts)
            page.observations += filed.observations
            records += map(observed, filed.observations)
            if filed.disposition is Disposition.UNDATED:
                self._undated_boots.add((row.hub, row.boot_id))
            page.set_apart += set_apart(row, each.envelope.record, filed)
        return records

    def _firsts(self, rows: Sequence[JournalRow]) -> dict[str, int]:
        """Give what is known of the readings that these records may repeat."""
        return dict(self._ledger.firsts({row.natural_key for row in rows if row.natural_key is not None}))

    def _date_what_waited(
        self, fresh: Sequence[Admitted], statuses: Sequence[HubStatus], page: Page
    ) -> list[EngineRecord]:
        """Date records without a time from any instant at which the same boot of their hub knew the time."""
        if not self._undated_boots:
            return []
        new = [row for row in page.journal if row.disposition is Disposition.UNDATED]
        moments = [(each.envelope.hub, each.envelope.record.moment) for each in fresh]
        clocks = dict(self._ledger.clocks({(row.hub, row.boot_id) for row in new}))
        clocks |= {(hub, at.boot_id): (at.heard_at, at.monotonic_ms) for hub, at in moments if at.heard_at}
        clocks |= {(each.hub, each.boot_id): (each.sent_at, each.monotonic_ms) for each in statuses if each.sent_at}
        known = self._undated_boots & clocks.keys()
        records: list[EngineRecord] = []
        waited = [row for row in [*self._ledger.undated(known), *new] if (row.hub, row.boot_id) in known]
        firsts = self._firsts(waited)
        for row in page.journal:
            claim(row, firsts)
        for unlinked in waited:
            row = linked(unlinked, firsts)
            redated, record, filed = date_afterwards(row, clocks[row.hub, row.boot_id], self._register)
            claim(settled(row, filed), firsts)
            page.redated.append(redated)
            page.observations += filed.observations
            page.set_apart += set_apart(row, record, filed)
            records += map(observed, filed.observations)
        self._undated_boots -= known
        return records

    def _act(
        self, deeds: Sequence[Deed], page: Page, now: datetime
    ) -> tuple[list[AlertEvent | Conflict], list[NurseClosed]]:
        """Let nurses take and close alerts; a closed alert binds the truth to what the nurse saw."""
        board = dict(self._ledger.alerts({deed.alert for deed in deeds})) if deeds else {}
        answers: list[AlertEvent | Conflict] = []
        closed: list[NurseClosed] = []
        for deed in deeds:
            answer = act(deed, board.get(deed.alert), now)
            answers.append(answer)
            if isinstance(answer, AlertEvent):
                board[deed.alert] = answer.after
                page.alert_events.append(answer)
                if answer.act is Act.CLOSED:
                    alert = answer.after
                    closed.append(NurseClosed(patient=alert.patient, rule=alert.rule, episode=alert.episode, at=now))
        return answers, closed

    def _tell_the_worklist(self, page: Page) -> None:
        """Open, calm and withdraw alerts as the truth has changed; keep the episodes that changed."""
        if not page.transitions:
            return
        for transition in page.transitions:
            for episode in self._engine.episodes(transition.patient, transition.rule):
                if episode.name == transition.episode:
                    page.episodes[episode.name] = episode
        known = {each.episode for each in page.transitions if each.from_state is not EpisodeState.QUIET}
        alerts = dict(self._ledger.alerts_of(known)) if known else {}
        alerts |= {event.after.episode: event.after for event in page.alert_events if event.after.episode in alerts}
        events = follow(page.transitions, alerts, self._owner_of, self._next_alert)
        self._next_alert += sum(1 for event in events if event.act is Act.OPENED)
        page.alert_events += events

    def _note(self, noted: Sequence[Noted], page: Page, now: datetime) -> None:
        """Add to the audit chain what people saw and did."""
        deeds = [
            Noted(
                who=event.who, what=f"alert_{event.act}", patients=(event.after.patient,), detail=str(event.after.alert)
            )
            for event in page.alert_events
        ]
        for each in [*noted, *deeds]:
            self._audit_number += 1
            row = link(self._audit_number, now, each, self._audit_hash)
            self._audit_hash = row.row_hash
            page.audit.append(row)

    def _receipts(self, admitted: Sequence[Admitted]) -> tuple[tuple[HomeId, Receipt], ...]:
        """Tell every hub that sent something, new or not, what is held of it; on the home's topic it spoke on."""
        epochs: dict[tuple[HomeId, HubId], dict[Epoch, None]] = {}
        for each in admitted:
            epochs.setdefault((each.topic.home, each.topic.hub), {})[each.envelope.epoch] = None
        return tuple((home, self._holdings.receipt(hub, about)) for (home, hub), about in epochs.items())

    def _owner_of(self, patient: PatientId) -> StaffId:
        return StaffId(self._register.patients[patient].contact)

    def _people(self) -> list[Joined]:
        return [
            Joined(patient=each.patient, zone=each.zone, plan_from=each.plan_from)
            for each in self._register.patients.values()
        ]

    def _learn_register(self) -> list[EngineRecord]:
        """Read the register again; tell the engine who is new and who is gone."""
        before = set(self._register.patients)
        self._register = self._ledger.register()
        gone = sorted(before - set(self._register.patients))
        return [*self._people(), *(Left(patient=patient) for patient in gone)]
