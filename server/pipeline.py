"""A batch's way in, readable aloud: admit, journal, attribute, move, judge, tell the worklist, write, then answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Final

from server.alerts.alert import StaffId
from server.attributions import Attributions
from server.care import Care
from server.clerk import Filed, claim, date_afterwards, file, journal_row, linked, observed, set_apart, settled
from server.desired_states import DesiredStates
from server.doubts import Doubts
from server.heartbeats import Heartbeats
from server.holdings import Holdings
from server.knowing import Knowing
from server.ledger.audit import AuditChain, Noted
from server.ledger.page import Disposition, JournalRow, Page, SetApart, Stretch
from server.ledger.port import Ledger, LedgerError
from server.looks import Looks
from server.patients.arrival import Admitted, Arrival, Refused, VerifyWith, admit
from server.questions import Questions
from server.retelling import retold, said, versions_of
from server.rules.judging.live import Live
from server.rules.language.rule import Rule, Status
from server.rules.language.rule_set import RuleSet
from server.rules.record import EngineRecord, Left
from server.sayings import Sayings
from server.second_looks import SecondLooks, may_answer
from server.tellings import take_down
from server.work import Done, Work
from vitals.hub_status import HubStatus
from vitals.identity import PatientId
from vitals.topics import Leaf

_STATUS_TAIL: Final = f"/{Leaf.STATUS}"


class Pipeline:
    """The only writer of clinical tables. One call of ``take`` is one transaction.

    If the ledger cannot write, LedgerError comes out of ``take``. This pipeline then remembers what was never written
    and takes nothing more: make a new one, which takes up what was written, and give it the same work.
    """

    def __init__(self, ledger: Ledger, verify: VerifyWith, rules: RuleSet, now: datetime) -> None:
        """Take up what the ledger remembers, and judge by these rules; the homes are asked their questions."""
        symptoms = tuple(rules.symptoms.values())
        self._ledger = ledger
        self._verify = verify
        self._is_spent = False
        self._now = now
        reach = timedelta(days=Live(rules).memory_days)
        memory = ledger.recall(now - reach)
        self._arrivals = count(memory.next_arrival)
        self._chain = AuditChain(memory.audit_number, memory.audit_hash)
        self._undated_boots = set(memory.undated_boots)
        self._holdings = Holdings(ledger)
        self._heartbeats = Heartbeats(memory.statuses, verify)
        self._questions = Questions(memory.questions)
        self._sayings = Sayings(symptoms)
        self._looks = Looks(ledger, now)
        self._register = ledger.register()
        self._requests = ledger.requests()
        self._knowing = Knowing(ledger, rules.profiles, reach, now)
        self._second_looks = SecondLooks(ledger, rules, self._knowing.known.requests, now)
        self._desired_states = DesiredStates(
            ledger, self._heartbeats, self._questions, self._looks, self._second_looks, symptoms
        )
        self._versions = versions_of(symptoms)
        self._engine = Live(rules, self._may_ask)
        seen = {rule.name for rule in rules.rules.values() if is_seen(rule)}
        self._care = Care(ledger, self._engine, seen, memory.next_alert)
        self._engine.restore(memory.episodes)
        self._engine.replay([*self._knowing.everything(self._register, now), *retold(memory, self._versions)])
        self._engine.replay(self._heartbeats.contacts(self._heartbeats.hubs(), self._register))
        self._doubts = Doubts(ledger, memory.questions, self._engine.weights_near, now)

    def take(self, work: Work, now: datetime) -> Done:
        """Write everything that follows from a batch; when this returns, it is durable. Raises LedgerError."""
        if self._is_spent:
            raise LedgerError("this pipeline remembers what was never written; a new one must take its place")
        self._is_spent = True
        done = self._write(work, now)
        self._is_spent = False
        return done

    def _write(self, work: Work, now: datetime) -> Done:
        page, self._now = Page(), now
        passed = self._engine.advance(now)  # before anything is heard: what time did is told as of when it did it
        if work.is_register_changed:
            self._engine.hear(self._learn_register(now))
        self._engine.hear(self._knowing.news(self._register, now))
        letters = [arrival for arrival in work.arrivals if not arrival.topic.endswith(_STATUS_TAIL)]
        heartbeats = [arrival for arrival in work.arrivals if arrival.topic.endswith(_STATUS_TAIL)]
        admitted = self._admit(letters, page)
        fresh = self._fresh(admitted, page)
        self._journal(fresh, page, now)
        self._sayings.hear(fresh, self._register, page)
        self._engine.hear([*said(page.sayings, self._versions)])
        statuses = self._heartbeats.hear(heartbeats, self._register, page)
        self._date_what_waited(fresh, statuses, page, now)
        moving = self._moving(page, now)
        moving.hear(fresh)
        moved = moving.do(work.moves)
        if work.is_register_changed:  # a command that asks for something says so in the register
            self._requests = self._ledger.requests()
        moving.do_what_commands_ask(self._requests)
        self._requests = ()
        contacts = self._heartbeats.contacts([status.hub for status in statuses], self._register)
        answers, closed = self._care.act(work.deeds, page, now)
        page.transitions = passed + self._engine.step([*moving.records, *contacts, *closed], now)
        self._keep_contacts([contact.patient for contact in contacts], page)
        self._second_looks.ask(self._engine.take_asked(), page, self._register, now)
        self._second_looks.follow(page.transitions, self._register, now)
        self._care.follow(page, self._owner_of)
        self._care.tell_who_acted(moving.taken, page, now)
        self._doubts.hear(page)
        self._care.tell(self._doubts.run_out(self._register, now), page, self._owner_of)
        self._looks.hear(page, now)
        self._looks.follow(answers, page, now)
        glanced, seen = self._looks.glance(work.glances, page, now)
        told, taken_down = take_down(work.tells, self._register, page)
        self._note([*work.noted, *moving.noted, *seen, *taken_down], page, now)
        hubs = self._heartbeats.hubs() if work.is_register_changed else ()
        desired = self._desired_states.renew(hubs, statuses, self._register, now, page)
        if not page.is_empty():
            self._ledger.write(page)
        self._knowing.follow(page, self._register)
        return Done(
            receipts=self._holdings.receipts(admitted),
            answers=tuple(answers),
            alert_events=tuple(page.alert_events),
            transitions=tuple(page.transitions),
            moved=tuple(moved),
            glanced=tuple(glanced),
            told=tuple(told),
            desired=desired,
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

    def _journal(self, fresh: Sequence[Admitted], page: Page, now: datetime) -> None:
        """Give each new record its row, its owner and its place in the rules."""
        rows = [journal_row(each, next(self._arrivals)) for each in fresh]
        firsts = self._firsts(rows)
        for each, unlinked in zip(fresh, rows, strict=True):
            row = linked(unlinked, firsts)
            filed = file(each.envelope.record, row, self._register, self._engine.weights_near)
            page.journal.append(settled(row, filed))
            claim(page.journal[-1], firsts)
            if filed.disposition is Disposition.UNDATED:
                self._undated_boots.add((row.hub, row.boot_id))
            page.set_apart += set_apart(row, each.envelope.record, filed)
            self._observe(filed, row, row.measured_at, page, now)

    def _observe(self, filed: Filed, row: JournalRow, measured_at: datetime | None, page: Page, now: datetime) -> None:
        """Take in what a record says of somebody, for by it the next ones may be told; ask, if it is not sure."""
        page.observations += filed.observations
        self._engine.hear([*map(observed, filed.observations)])
        if filed.is_asked and measured_at is not None:
            self._questions.ask(row, measured_at, now, page)

    def _firsts(self, rows: Sequence[JournalRow]) -> dict[str, int]:
        """Give what is known of the readings that these records may repeat."""
        return dict(self._ledger.firsts({row.natural_key for row in rows if row.natural_key is not None}))

    def _date_what_waited(
        self, fresh: Sequence[Admitted], statuses: Sequence[HubStatus], page: Page, now: datetime
    ) -> None:
        """Date records without a time from any instant at which the same boot of their hub knew the time."""
        if not self._undated_boots:
            return
        new = [row for row in page.journal if row.disposition is Disposition.UNDATED]
        moments = [(each.envelope.hub, each.envelope.record.moment) for each in fresh]
        clocks = dict(self._ledger.clocks({(row.hub, row.boot_id) for row in new}))
        clocks |= {(hub, at.boot_id): (at.heard_at, at.monotonic_ms) for hub, at in moments if at.heard_at}
        clocks |= {(each.hub, each.boot_id): (each.sent_at, each.monotonic_ms) for each in statuses if each.sent_at}
        known = self._undated_boots & clocks.keys()
        waited = [row for row in [*self._ledger.undated(known), *new] if (row.hub, row.boot_id) in known]
        firsts = self._firsts(waited)
        for row in page.journal:
            claim(row, firsts)
        for unlinked in waited:
            row = linked(unlinked, firsts)
            clock, near = clocks[row.hub, row.boot_id], self._engine.weights_near
            redated, record, filed = date_afterwards(row, clock, self._register, near)
            claim(settled(row, filed), firsts)
            page.redated.append(redated)
            page.set_apart += set_apart(row, record, filed)
            self._observe(filed, row, redated.measured_at, page, now)
        self._undated_boots -= known

    def _note(self, noted: Sequence[Noted], page: Page, now: datetime) -> None:
        """Add to the audit chain what people saw and did."""
        deeds = [
            Noted(
                who=event.who, what=f"alert_{event.act}", patients=(event.after.patient,), detail=str(event.after.alert)
            )
            for event in page.alert_events
        ]
        page.audit += [self._chain.add(each, now) for each in [*noted, *deeds]]

    def _moving(self, page: Page, now: datetime) -> Attributions:
        """Make ready to move measurements in this batch."""
        return Attributions(
            ledger=self._ledger,
            register=self._register,
            page=page,
            questions=self._questions,
            arrivals=self._arrivals,
            now=now,
        )

    def _owner_of(self, patient: PatientId) -> StaffId:
        return StaffId(self._register.patients[patient].contact)

    def _may_ask(self, patient: PatientId, until: datetime) -> bool:
        """Tell whether a patient can be asked now, and somebody acts on the answer or on none."""
        home = self._register.home_of(patient, self._now)
        hubs = [] if home is None else self._register.hubs_of(home)
        is_heard = any(self._heartbeats.can_ask(hub, self._now) for hub in hubs)
        return is_heard and may_answer(patient, until, self._register, self._now)

    def _keep_contacts(self, patients: Sequence[PatientId], page: Page) -> None:
        """Keep when hubs were in contact, as the engine was told: silence is judged by it after a restart too."""
        for patient in patients:
            if (contact := self._engine.contact(patient)) is not None:
                first, second, last = (None if at_s is None else datetime.fromtimestamp(at_s, UTC) for at_s in contact)
                if first is not None and last is not None:
                    page.stretches[patient] = Stretch(patient, first, second, last)

    def _learn_register(self, now: datetime) -> list[EngineRecord]:
        """Read register and knowledge again, and tell all of it, and who is gone; what is known says nothing new."""
        before = set(self._register.patients)
        self._register = self._ledger.register()
        self._knowing.read_again(now)
        gone = sorted(before - set(self._register.patients))
        return [*self._knowing.everything(self._register, now), *(Left(patient=patient) for patient in gone)]


def is_seen(rule: Rule) -> bool:
    """Tell whether nurses see what a rule says; one in shadow, or a pilot of no unit yet, is only written down."""
    return rule.status is Status.LIVE
