"""A batch's way in, readable aloud: admit, journal, attribute, move, judge, tell the worklist, write, then answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import count
from typing import Final

from server.attributions import Attributions
from server.clerk import Filed, claim, date_afterwards, file, journal_row, linked, observed, set_apart, settled
from server.desired_states import DesiredStates
from server.heartbeats import Heartbeats
from server.holdings import Holdings
from server.judgement import Judgement, reach_of, ruling_of
from server.ledger.audit import AuditChain, Noted
from server.ledger.page import Disposition, JournalRow, Page, SetApart
from server.ledger.port import Ledger, LedgerError
from server.looks import Looks
from server.patients.arrival import Admitted, Arrival, Refused, VerifyWith, admit
from server.questions import Questions
from server.rules.activation.release import Listed
from server.rules.language.rule_set import RuleSet
from server.sayings import Sayings
from server.tellings import take_down
from server.work import Done, Work
from vitals.hub_status import HubStatus
from vitals.topics import Leaf

NOT_LISTED: Final[Listed] = frozenset()
"""A release that stands behind nothing."""
_STATUS_TAIL: Final = f"/{Leaf.STATUS}"


class Pipeline:
    """The only writer of clinical tables. One call of ``take`` is one transaction.

    If the ledger cannot write, LedgerError comes out of ``take``. This pipeline then remembers what was never written
    and takes nothing more: make a new one, which takes up what was written, and give it the same work.
    """

    def __init__(
        self, ledger: Ledger, verify: VerifyWith, rules: RuleSet, now: datetime, listed: Listed = NOT_LISTED
    ) -> None:
        """Take up what the ledger remembers, and judge by the rules that run.

        While none were ever activated, ``rules`` are those; ``listed`` is what the release stands behind.
        """
        self._ledger, self._verify, self._rules, self._listed = ledger, verify, rules, listed
        self._is_spent = False
        self._take_up(now)

    def _take_up(self, now: datetime) -> None:
        """Stand where a pipeline would that had done all that was written."""
        ruling = ruling_of(self._ledger, self._rules)
        ledger, symptoms = self._ledger, tuple(ruling.rule_set.symptoms.values())
        memory = ledger.recall(now - reach_of(ruling.rule_set))
        self._arrivals = count(memory.next_arrival)
        self._chain = AuditChain(memory.audit_number, memory.audit_hash)
        self._undated_boots = set(memory.undated_boots)
        self._holdings = Holdings(ledger)
        self._heartbeats = Heartbeats(memory.statuses, self._verify)
        self._questions = Questions(memory.questions)
        self._sayings = Sayings(symptoms)
        self._looks = Looks(ledger, now)
        self._register = ledger.register()
        self._requests = ledger.requests()
        self._are_rules_asked_for = bool(ledger.activation_requests())
        self._judgement = Judgement(ledger, ruling, self._register, memory, self._heartbeats.can_ask, now)
        self._judgement.replay_contacts(self._heartbeats.contacts(self._heartbeats.hubs(), self._register))
        self._desired_states = DesiredStates(
            ledger, self._heartbeats, self._questions, self._looks, self._judgement.second_looks, symptoms
        )

    def take(self, work: Work, now: datetime) -> Done:
        """Write everything that follows from a batch; when this returns, it is durable. Raises LedgerError."""
        if self._is_spent:
            raise LedgerError("this pipeline remembers what was never written; a new one must take its place")
        self._is_spent = True
        changes = self._change_rules(now) if self._are_rules_asked_for or work.is_register_changed else []
        done = self._write(work, now)
        self._is_spent = False
        return done.after(changes)

    def _change_rules(self, now: datetime) -> list[Page]:
        """Let other rules run where commands ask for it, each request in a transaction of its own; gives the pages."""
        pages: list[Page] = []
        while requests := self._ledger.activation_requests():
            page = Page()
            self._judgement.begin(self._register, now, is_register_changed=False)
            is_changed = self._judgement.change_rules(requests[0], self._listed, page)
            if not page.activation_requests:
                break
            self._ledger.write(page)
            self._judgement.follow(page)
            pages.append(page)
            if is_changed:
                self._take_up(now)
        self._are_rules_asked_for = False
        return pages

    def _write(self, work: Work, now: datetime) -> Done:
        page = Page()
        if work.is_register_changed:
            self._register = self._ledger.register()
            self._requests = self._ledger.requests()  # a command that asks for something says so in the register
        self._judgement.begin(self._register, now, is_register_changed=work.is_register_changed)
        letters = [arrival for arrival in work.arrivals if not arrival.topic.endswith(_STATUS_TAIL)]
        heartbeats = [arrival for arrival in work.arrivals if arrival.topic.endswith(_STATUS_TAIL)]
        admitted = self._admit(letters, page)
        fresh = self._fresh(admitted, page)
        self._journal(fresh, page, now)
        self._sayings.hear(fresh, self._register, page)
        self._judgement.hear_sayings(page)
        statuses = self._heartbeats.hear(heartbeats, self._register, page)
        self._date_what_waited(fresh, statuses, page, now)
        moving = self._moving(page, now)
        moving.hear(fresh)
        moved = moving.do(work.moves)
        moving.do_what_commands_ask(self._requests)
        self._requests = ()
        contacts = self._heartbeats.contacts([status.hub for status in statuses], self._register)
        answers = self._judgement.judge(work.deeds, moving.records, moving.taken, contacts, page)
        self._judgement.tell_by_no_rule(moving.taken, page)
        self._looks.hear(page, now)
        self._looks.follow(answers, page, now)
        glanced, seen = self._looks.glance(work.glances, page, now)
        told, taken_down = take_down(work.tells, self._register, page)
        self._note([*work.noted, *moving.noted, *seen, *taken_down], page, now)
        hubs = self._heartbeats.hubs() if work.is_register_changed else ()
        desired = self._desired_states.renew(hubs, statuses, self._register, now, page)
        if not page.is_empty():
            self._ledger.write(page)
        self._judgement.follow(page)
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
            filed = file(each.envelope.record, row, self._register, self._judgement.weights_near)
            page.journal.append(settled(row, filed))
            claim(page.journal[-1], firsts)
            if filed.disposition is Disposition.UNDATED:
                self._undated_boots.add((row.hub, row.boot_id))
            page.set_apart += set_apart(row, each.envelope.record, filed)
            self._observe(filed, row, row.measured_at, page, now)

    def _observe(self, filed: Filed, row: JournalRow, measured_at: datetime | None, page: Page, now: datetime) -> None:
        """Take in what a record says of somebody, for by it the next ones may be told; ask, if it is not sure."""
        page.observations += filed.observations
        page.unsettled += filed.unsettled
        self._judgement.hear([*map(observed, filed.observations), *filed.unsettled])
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
            clock, near = clocks[row.hub, row.boot_id], self._judgement.weights_near
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
