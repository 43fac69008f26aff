from __future__ import annotations

from contract_samples import PATIENT
from knowing import OTHER, happening, person

from server.ledger.audit import Noted
from server.ledger.page import Page
from server.patients.known import Tell, Told
from server.patients.register import Register
from server.tellings import take_down

REGISTER = Register(
    version=1, homes={}, hubs={}, devices={}, patients={PATIENT: person()}, memberships=(), assignments={}
)


def test_what_is_said_is_written_with_who_said_it_and_only_of_patients_that_there_are() -> None:
    said, page = happening("travelling"), Page()
    tells = [Tell(patient=each, who="eva", said=(said,), what="event_noted", detail="x") for each in (PATIENT, OTHER)]
    told, noted = take_down(tells, REGISTER, page)
    assert told == [Told(is_kept=True), Told(is_kept=False)]
    assert noted == [Noted(who="eva", what="event_noted", patients=(PATIENT,), detail="x")]
    assert page.known == [said]
    assert not page.is_empty()
