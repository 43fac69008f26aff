"""Moving measurements: what answers on hubs and the staff say of whose they are. One act, whoever says it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from server.clerk import observations_of, observed, withdrawn
from server.ledger.audit import Noted
from server.ledger.page import (
    Attribution,
    Disposition,
    JournalRow,
    MoveRequest,
    Observation,
    Page,
    Place,
    SetApart,
    Withdrawal,
)
from server.ledger.port import Ledger
from server.patients.arrival import Admitted
from server.patients.gate import WhyQuarantined
from server.patients.move import MOVED, REASON_MAX, Move, Moved, NotMoved, WhyNotMoved
from server.patients.register import Register
from server.questions import WHOSE_VERSION, Questions
from server.rules.record import EngineRecord, Unsettled
from vitals.code import MINE, NOBODY, WHOSE
from vitals.identity import PatientId
from vitals.measurement import Measurement
from vitals.record import Answer
from vitals.wire import decode_record

MOVABLE: Final = frozenset({Disposition.OBSERVED, Disposition.UNCLAIMED, Disposition.NOBODYS})
_REFUSED: Final[Mapping[WhyNotMoved, WhyQuarantined]] = {
    WhyNotMoved.NO_SUCH_READING: WhyQuarantined.NO_SUCH_READING,
    WhyNotMoved.NOT_A_MEMBER: WhyQuarantined.NOT_A_MEMBER,
}


@dataclass(slots=True, kw_only=True)
class Attributions:
    """The moves of one batch, in the order in which they came; the last that is said stands, and all are kept.

    Only an answer that its own hub gave before another which came first is not the last, though it comes last.

    ``records`` is what the engine is to be told, ``noted`` what the audit chain is, and ``taken`` what was taken away
    from whom, with the number of the move.
    """

    ledger: Ledger
    register: Register
    page: Page
    questions: Questions
    arrivals: Iterator[int]
    now: datetime
    records: list[EngineRecord] = field(default_factory=list)
    noted: list[Noted] = field(default_factory=list)
    taken: list[tuple[Observation, int]] = field(default_factory=list)
    _rows: dict[int, JournalRow] = field(default_factory=dict)
    _standing: dict[int, Sequence[Observation]] = field(default_factory=dict)
    _unsettled: dict[int, Sequence[Unsettled]] = field(default_factory=dict)
    _said: dict[int, Attribution] = field(default_factory=dict)
    _answers: dict[int, JournalRow] = field(default_factory=dict)

    def hear(self, fresh: Sequence[Admitted]) -> None:
        """Do what the answers among new records say; one that cannot be right is set apart, and nothing is moved."""
        answers: dict[Place, Answer] = {}
        for envelope in (each.envelope for each in fresh):
            if isinstance(envelope.record, Answer) and envelope.record.question == WHOSE:
                answers[envelope.hub, envelope.epoch, envelope.sequence] = envelope.record
        if not answers:
            return
        mine = {row.place: number for number, row in enumerate(self.page.journal)}
        self._answers |= {self.page.journal[mine[place]].arrival: self.page.journal[mine[place]] for place in answers}
        about = self._look_up(answers)
        for place, answer in answers.items():
            number = mine[place]
            row, measured = self.page.journal[number], about.get(place)
            why = WhyNotMoved.NO_SUCH_READING
            if measured is not None and _is_well_formed(answer):
                said = self._move(measured, answer.about, f"hub {row.hub}", "", answer=row.arrival)
                if isinstance(said, Moved):
                    continue
                why = said.why
            self._set_apart(number, _REFUSED[why], answer)

    def do(self, moves: Sequence[Move]) -> list[Moved | NotMoved]:
        """Do what the staff says."""
        if not moves:
            return []
        found = self.ledger.journal({move.record for move in moves})
        self._know(row for row in found.values() if row.arrival not in self._rows)
        return [self._staff(move) for move in moves]

    def do_what_commands_ask(self, requests: Sequence[MoveRequest]) -> None:
        """Do the moves that commands have asked for, and leave them the answer."""
        for request, said in zip(requests, self.do([each.move for each in requests]), strict=True):
            what = MOVED if isinstance(said, Moved) else said.why.value
            self.page.requests.append(replace(request, done_at=self.now, said=what))

    def _staff(self, move: Move) -> Moved | NotMoved:
        reason = move.reason.strip()
        if not reason:
            return NotMoved(record=move.record, why=WhyNotMoved.NO_REASON)
        if move.record not in self._rows:
            return NotMoved(record=move.record, why=WhyNotMoved.NO_SUCH_READING)
        return self._move(move.record, move.patient, move.who, reason[:REASON_MAX], answer=None)

    def _look_up(self, answers: Mapping[Place, Answer]) -> dict[Place, int]:
        """Find the measurements that answers are about; each is a record of the hub that answers."""
        wanted = {
            place: (place[0], answer.refers_to.epoch, answer.refers_to.sequence)
            for place, answer in answers.items()
            if answer.refers_to is not None
        }
        found = dict(self.ledger.journaled(set(wanted.values())))
        found |= {row.place: row for row in self.page.journal}
        known = {place: found[about] for place, about in wanted.items() if about in found}
        self._know(known.values())
        return {place: row.arrival for place, row in known.items()}

    def _know(self, rows: Iterable[JournalRow]) -> None:
        """Learn what stands of some records, in the store and on the page."""
        fresh = {row.arrival: row for row in rows}
        self._rows |= fresh
        self._standing |= self.ledger.standing(set(fresh))
        self._unsettled |= self.ledger.unsettled(set(fresh))
        self._said |= self.ledger.said(set(fresh))
        answers = {said.answer for said in self._said.values() if said.answer is not None}
        self._answers |= self.ledger.journal(answers - self._answers.keys())
        for each in self.page.observations:
            if each.arrival in fresh:
                self._standing[each.arrival] = [*self._standing.get(each.arrival, ()), each]
        for doubt in self.page.unsettled:
            if doubt.arrival in fresh:
                self._unsettled[doubt.arrival] = [*self._unsettled.get(doubt.arrival, ()), doubt]

    def _move(
        self, record: int, patient: PatientId | None, who: str, reason: str, *, answer: int | None
    ) -> Moved | NotMoved:
        """Take a measurement from whose it was and give it to whose it is: the one act behind answers and staff."""
        row = self._rows[record]
        if row.kind != "measurement" or row.disposition not in MOVABLE or row.measured_at is None:
            return NotMoved(record=record, why=WhyNotMoved.NO_SUCH_READING)
        if patient is not None and not self._may_be(patient, row, row.measured_at):
            return NotMoved(record=record, why=WhyNotMoved.NOT_A_MEMBER)
        standing = self._standing.get(record, ())
        before = standing[0].patient if standing else None
        if answer is None or not self._was_given_before_another(record, answer):
            self.questions.close(record, self.now, self.page)
            self._write(row, row.measured_at, patient, who, reason, answer)
        return Moved(record=record, before=before, patient=patient)

    def _may_be(self, patient: PatientId, row: JournalRow, at: datetime) -> bool:
        """Tell whether somebody belonged to the home, or the device was theirs: so is one of an imported log."""
        home = row.home if row.device is None else self.register.devices.get(row.device, row.home)
        theirs = () if row.device is None else self.register.assignments.get(row.device, ())
        is_theirs = any(each.patient == patient and each.period.holds(at) for each in theirs)
        return is_theirs or self.register.is_member(patient, home, at)

    def _was_given_before_another(self, record: int, answer: int) -> bool:
        """Tell whether the hub has already sent a later answer: it may send what waited with the newest first."""
        said = self._said.get(record)
        if said is None or said.answer is None:
            return False
        mine, other = self._answers[answer], self._answers[said.answer]
        return mine.place[:2] == other.place[:2] and mine.sequence < other.sequence

    def _write(
        self,
        row: JournalRow,
        measured_at: datetime,
        patient: PatientId | None,
        who: str,
        reason: str,
        answer: int | None,
    ) -> None:
        """Write what was said; what stands is taken away and given anew only if it was another's."""
        standing = self._standing.get(row.arrival, ())
        before = standing[0].patient if standing else None
        number = next(self.arrivals)
        said = Attribution(
            number=number,
            record=row.arrival,
            before=before,
            patient=patient,
            at=self.now,
            who=who,
            reason=reason,
            answer=answer,
        )
        self.page.attributions.append(said)
        self._said[row.arrival] = said
        self._rows[row.arrival] = row._replace(disposition=said.disposition)
        people = tuple(sorted({each for each in (before, patient) if each is not None}))
        detail = f"record {row.arrival} is {patient or 'nobody'}'s, was {before or 'nobody'}'s. {reason}".strip()
        self.noted.append(Noted(who=who, what="reading_moved", patients=people, detail=detail))
        self.records += map(withdrawn, self._unsettled.pop(row.arrival, ()))
        if patient == before:
            self.records += [observed(each, is_vouched=True) for each in standing]
            return
        measurement = decode_record(row.payload).record
        assert isinstance(measurement, Measurement)  # noqa: S101  (its row says so)
        new = () if patient is None else observations_of(measurement, measured_at, patient, number, self.now)
        self.page.withdrawals += [Withdrawal(arrival=gone, by=number) for gone in {each.arrival for each in standing}]
        self.page.observations += new
        self.records += [*map(withdrawn, standing), *(observed(each, is_vouched=True) for each in new)]
        self.taken += [(each, number) for each in standing]
        self._standing[row.arrival] = new

    def _set_apart(self, number: int, why: WhyQuarantined, answer: Answer) -> None:
        row = self.page.journal[number]
        self.page.journal[number] = row._replace(disposition=Disposition.QUARANTINED, reason=why.value)
        self.page.set_apart.append(SetApart.of_row(row, why, f"{answer.code} {answer.about or ''}".strip()))


def _is_well_formed(answer: Answer) -> bool:
    """Tell whether an answer is one of those that the question has."""
    if answer.version != WHOSE_VERSION:
        return False
    return answer.code == (NOBODY if answer.about is None else MINE)
