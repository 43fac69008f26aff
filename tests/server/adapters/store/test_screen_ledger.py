"""What the store knows of the patients' screens, on both databases."""

from __future__ import annotations

import pytest
from contract_samples import PATIENT
from pages import AT, LONG_AGO, MINUTE, episode, journal_row, observation, transition, weighings
from said import look, saying

from server.adapters.store import screen_ledger
from server.adapters.store.ledger import SqlLedger
from server.ledger.page import Attribution, Disposition, Page, Withdrawal
from server.ledger.recent import Recent
from server.rules.transition import EpisodeState
from vitals.identity import PatientId

OTHER = PatientId("otherrrrrrrrrrrr")


def moved(number: int, record: int, gone: int, patient: PatientId | None) -> Page:
    """Move a record to somebody, or to nobody."""
    said = Attribution(
        number=number, record=record, before=PATIENT, patient=patient, at=AT, who="eva", reason="phoned", answer=None
    )
    given = [] if patient is None else [observation(number, patient=patient)]
    return Page(attributions=[said], withdrawals=[Withdrawal(arrival=gone, by=number)], observations=given)


def test_what_was_said_is_given_by_whom_and_from_when_on(ledger: SqlLedger) -> None:
    late = saying(3, received_at=AT + MINUTE, measured_at=None, words="hej", say={})
    ledger.write(Page(sayings=[saying(1), saying(1, patient=OTHER), late]))
    assert ledger.recall(AT).sayings == (saying(1, patient=OTHER), saying(1), late)
    assert ledger.recall(AT + MINUTE).sayings == (late,)


def test_the_first_look_at_a_record_stands(ledger: SqlLedger) -> None:
    later = look(1, "bo", at=AT + MINUTE)
    ledger.write(Page(looks=[look(1), later, look(2)], journal=[journal_row(n, kind="answer") for n in (1, 2)]))
    ledger.write(Page(looks=[later]))
    assert ledger.looks([1, 2, 3]) == {1: look(1), 2: look(2)}
    assert ledger.look(1, PATIENT) == look(1)
    assert ledger.look(1, OTHER) is None
    assert ledger.looks([]) == {}


@pytest.mark.decision("F13")
def test_a_look_counts_only_as_whose_the_measurement_is_now(ledger: SqlLedger) -> None:
    ledger.write(weighings(1, 2))
    ledger.write(Page(looks=[look(1), look(2)]))
    ledger.write(moved(3, 1, 1, OTHER))
    ledger.write(moved(4, 2, 2, None))
    assert ledger.looks([1, 2]) == {}
    ledger.write(Page(looks=[look(1, "bo", patient=OTHER)]))
    assert ledger.looks([1, 2]) == {1: look(1, "bo", patient=OTHER)}


def test_what_nobody_has_seen_is_what_stands_on_the_page_and_has_no_look(ledger: SqlLedger) -> None:
    ledger.write(weighings(1, 2, 3))
    ledger.write(Page(observations=[observation(4, measured_at=AT - MINUTE)], sayings=[saying(5), saying(6)]))
    ledger.write(moved(7, 2, 2, OTHER))
    ledger.write(Page(looks=[look(1), look(3, patient=OTHER), look(5)]))
    assert ledger.unseen(PATIENT, AT, 99) == [3, 6]
    assert ledger.unseen(PATIENT, AT, 5) == [3]
    assert ledger.unseen(PATIENT, AT - MINUTE, 4) == [3, 4]
    assert ledger.unseen(OTHER, AT, 99) == [2], "by its place in the journal, not by the number of the move"
    assert ledger.unseen(OTHER, AT, 6) == [], "it was moved after the page was made"


def test_recent_records_are_those_that_came_since(ledger: SqlLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [journal_row(number) for number in range(1, 8)]
    rows[4] = rows[4]._replace(disposition=Disposition.UNCLAIMED)
    ledger.write(Page(journal=rows))
    wanted = [Recent.of(row) for row in rows[2:]]
    for at_once in (1, 2, 3, 7, 100):
        monkeypatch.setattr(screen_ledger, "_AT_ONCE", at_once)
        assert ledger.recent(rows[2].received_at) == wanted, at_once
        assert ledger.recent(rows[-1].received_at + MINUTE) == []
        assert len(ledger.recent(LONG_AGO)) == 7


def test_an_empty_journal_has_nothing_recent(ledger: SqlLedger) -> None:
    assert ledger.recent(LONG_AGO) == []


def test_what_a_card_rests_on_is_named_by_its_place_in_the_journal(ledger: SqlLedger) -> None:
    first, second = episode(1), episode(2)
    ledger.write(weighings(1, 2))
    ledger.write(moved(3, 1, 1, PATIENT))
    ended = transition(first, 2, to_state=EpisodeState.CLEARED, arrivals=(9,))
    again = transition(first, 3, arrivals=(2, 3))
    ledger.write(Page(transitions=[transition(first, 1, arrivals=(1,)), ended, again, transition(second)]))
    assert ledger.behind([first.name]) == {first.name: [2, 1]}
    assert ledger.behind([first.name, second.name, "none"]) == {first.name: [2, 1], second.name: [1, 2]}


def test_a_page_of_sayings_and_looks_alone_is_no_empty_page() -> None:
    assert not Page(sayings=[saying(1)]).is_empty()
    assert not Page(looks=[look(1)]).is_empty()
