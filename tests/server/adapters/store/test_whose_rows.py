"""Rows of whose a measurement is come back as they were written; test_whose_ledger.py does so in both databases."""

from __future__ import annotations

from typing import Any

from contract_samples import DESIRED, EPOCH, HUB, PATIENT
from pages import AT

from server.adapters.store import whose_rows
from server.ledger.page import Attribution, WhoseQuestion, Withdrawal
from server.rules.record import Unsettled
from vitals.vital import Vital


def read_back(read: Any, values: dict[str, Any]) -> Any:
    """Read what was written, as a row."""
    return read(values)


def test_what_was_said_comes_back() -> None:
    for patient, answer in ((PATIENT, 9), (None, None)):
        said = Attribution(
            number=7, record=3, before=patient, patient=patient, at=AT, who="eva", reason="å", answer=answer
        )
        assert read_back(whose_rows.attribution, whose_rows.attribution_values(said)) == said


def test_a_question_comes_back_open_or_closed() -> None:
    for closed_at in (None, AT):
        asked = WhoseQuestion(
            record=3, hub=HUB, epoch=EPOCH, sequence=5, asked_at=AT, expires_at=AT, closed_at=closed_at
        )
        assert read_back(whose_rows.question, whose_rows.question_values(asked)) == asked


def test_of_whom_a_weight_may_be_comes_back() -> None:
    perhaps = Unsettled(arrival=3, patient=PATIENT, vital=Vital.BODY_WEIGHT, value=80_000, measured_at=AT)
    assert read_back(whose_rows.unsettled, whose_rows.unsettled_values(perhaps)) == perhaps


def test_a_withdrawal_names_what_took_it_away() -> None:
    assert whose_rows.withdrawal_values(Withdrawal(arrival=3, by=7)) == {"arrival": 3, "by": 7}


def test_a_desired_state_is_kept_as_it_goes_on_the_wire() -> None:
    assert whose_rows.desired_values(DESIRED) == {"hub": DESIRED.hub, "version": 3, "document": DESIRED.to_wire()}
