"""What the store knows of whose a measurement is, on both databases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from contract_samples import DESIRED, EPOCH, HUB, PATIENT
from pages import AT, LONG_AGO, MINUTE, SmallTown, journal_row, observation, weighings
from sqlalchemy import Engine, insert, select

from server.adapters.store import schema, whose_schema
from server.adapters.store.ledger import SqlLedger
from server.adapters.store.remembering import remembered
from server.adapters.store.stream import SqlObservationStream
from server.ledger.page import Attribution, Disposition, MoveRequest, Page, WhoseQuestion, Withdrawal
from server.ledger.stream import Cursor
from server.patients.move import Move
from server.retelling import measured_before
from server.rules.record import Unsettled
from vitals.identity import HubId, PatientId
from vitals.vital import Vital

OTHER = PatientId("otherrrrrrrrrrrr")
ASKED = WhoseQuestion(record=1, hub=HUB, epoch=EPOCH, sequence=1, asked_at=AT, expires_at=AT + timedelta(days=2))


def said(number: int, record: int, patient: PatientId | None = OTHER, answer: int | None = None) -> Attribution:
    """Say whose a record is."""
    return Attribution(
        number=number, record=record, before=PATIENT, patient=patient, at=AT, who="eva", reason="phoned", answer=answer
    )


def moved(number: int, record: int, gone: int, patient: PatientId | None = OTHER) -> Page:
    """Move a record: what stood is withdrawn, and what it says is the other's."""
    page = Page(attributions=[said(number, record, patient)], withdrawals=[Withdrawal(arrival=gone, by=number)])
    if patient is not None:
        page.observations = [observation(number, patient=patient)]
    return page


def test_what_stands_of_a_record_is_found_however_often_it_was_moved(ledger: SqlLedger) -> None:
    ledger.write(weighings(1, 2))
    assert ledger.standing([1, 2, 9]) == {1: [observation(1)], 2: [observation(2)]}
    ledger.write(moved(3, 1, 1))
    ledger.write(moved(4, 1, 3, PATIENT))
    assert ledger.standing([1]) == {1: [observation(4)]}
    ledger.write(moved(5, 1, 4, None))
    assert ledger.standing([1, 2]) == {2: [observation(2)]}
    assert ledger.standing([]) == {}


@pytest.mark.decision("C4")
def test_of_whom_a_weight_may_be_is_known_until_somebody_says_whose_it_is(ledger: SqlLedger) -> None:
    perhaps = [
        Unsettled(arrival=number, patient=who, vital=Vital.BODY_WEIGHT, value=80_000, measured_at=AT + number * MINUTE)
        for number in (1, 2)
        for who in (OTHER, PATIENT)
    ]
    unclaimed = [journal_row(number)._replace(disposition=Disposition.UNCLAIMED) for number in (1, 2)]
    ledger.write(Page(journal=unclaimed, unsettled=perhaps))
    assert ledger.unsettled([1, 2, 9]) == {1: perhaps[:2], 2: perhaps[2:]}
    assert ledger.recall(AT).unsettled == tuple(perhaps)
    assert ledger.recall(AT + 2 * MINUTE).unsettled == tuple(perhaps[2:])
    mine = remembered(ledger._engine, PATIENT, AT + 2 * MINUTE)
    assert mine.unsettled == (perhaps[3],)
    ledger.write(Page(attributions=[said(3, 1, None)]))
    assert ledger.unsettled([1, 2]) == {2: perhaps[2:]}


def test_the_journal_shows_what_became_of_a_moved_record_and_nothing_else_changes(ledger: SqlLedger) -> None:
    ledger.write(weighings(1, 2))
    ledger.write(moved(3, 1, 1, None))
    rows = ledger.journal([1, 2, 3])
    assert rows[1] == journal_row(1)._replace(disposition=Disposition.NOBODYS, reason="moved")
    assert rows[2] == journal_row(2)
    assert set(rows) == {1, 2}
    assert ledger.journaled([journal_row(2).place, journal_row(7).place]) == {journal_row(2).place: journal_row(2)}


def test_the_last_that_was_said_of_each_record_is_found(ledger: SqlLedger) -> None:
    ledger.write(Page(attributions=[said(3, 1, answer=9), said(4, 1, None), said(5, 2)]))
    assert ledger.said([1, 2, 7]) == {1: said(4, 1, None), 2: said(5, 2)}


def test_numbers_go_on_after_what_was_said_and_what_was_withdrawn_is_not_recalled(engine: Engine) -> None:
    town, ledger = SmallTown(engine), SqlLedger(engine)
    mine: dict[str, Any] = {"patient": town.patient}
    ledger.write(Page(journal=[journal_row(1), journal_row(2)], observations=[observation(n, **mine) for n in (1, 2)]))
    ledger.write(Page(attributions=[said(3, 1, None)], withdrawals=[Withdrawal(arrival=1, by=3)]))
    memory = ledger.recall(LONG_AGO)
    assert memory.next_arrival == 4
    assert [each.arrival for each in measured_before(ledger.past_readings(LONG_AGO))] == [2]


def test_the_stream_takes_what_stands(engine: Engine) -> None:
    ledger, stream = SqlLedger(engine), SqlObservationStream(engine)
    ledger.write(weighings(1, 2))
    ledger.write(moved(3, 1, 1))
    portion = stream.read(Cursor(), 10)
    assert portion is not None
    assert [(each.arrival, each.patient) for each in portion.observations] == [(2, PATIENT), (3, OTHER)]


def test_questions_that_are_open_are_recalled_until_they_have_expired_or_are_closed(ledger: SqlLedger) -> None:
    other = WhoseQuestion(record=2, hub=HUB, epoch=EPOCH, sequence=2, asked_at=AT, expires_at=AT + MINUTE)
    ledger.write(Page(questions={1: ASKED, 2: other}))
    assert ledger.recall(LONG_AGO).questions == (ASKED, other)
    assert ledger.recall(AT + MINUTE).questions == (ASKED,)
    closed = WhoseQuestion(
        record=1, hub=HUB, epoch=EPOCH, sequence=1, asked_at=AT, expires_at=ASKED.expires_at, closed_at=AT
    )
    ledger.write(Page(questions={1: closed}))
    assert ledger.recall(LONG_AGO).questions == (other,)


@pytest.mark.decision("A3")
def test_only_the_latest_desired_state_of_a_hub_is_kept(ledger: SqlLedger) -> None:
    ledger.write(Page(desired={DESIRED.hub: DESIRED}))
    ledger.write(Page(desired={DESIRED.hub: DESIRED}))
    assert ledger.desired([DESIRED.hub, HubId("nobodyaaaaaaaaaa")]) == {
        DESIRED.hub: (DESIRED.version, DESIRED.to_wire())
    }


def test_what_a_command_asks_waits_until_it_is_answered(ledger: SqlLedger, engine: Engine) -> None:
    table = whose_schema.MOVE_REQUEST
    with engine.begin() as connection:
        for record, patient in ((1, PATIENT), (2, None)):
            values = {"record": record, "patient": patient, "who": "command:eva", "reason": "phoned", "asked_at": AT}
            connection.execute(insert(table).values(values))
    first, second = ledger.requests()
    assert first.move == Move(record=1, patient=PATIENT, who="command:eva", reason="phoned")
    assert second.move.patient is None
    ledger.write(Page(requests=[MoveRequest(number=first.number, move=first.move, done_at=AT, said="moved")]))
    assert ledger.requests() == [second]
    with engine.connect() as connection:
        assert connection.execute(select(table.c.said).order_by(table.c.number)).scalars().all() == ["moved", None]


def test_many_records_are_asked_for_in_portions(ledger: SqlLedger) -> None:
    numbers = range(1, 1_206)
    ledger.write(
        Page(journal=[journal_row(number) for number in numbers], observations=list(map(observation, numbers)))
    )
    assert len(ledger.standing(numbers)) == len(ledger.journal(numbers)) == 1_205
    assert len(ledger.journaled([journal_row(number).place for number in numbers])) == 1_205


def test_nothing_acted_on_is_found_where_nobody_acted(ledger: SqlLedger) -> None:
    assert ledger.acted_on([1], [PATIENT]) == []
    assert schema.ALERT.c.patient is not None
